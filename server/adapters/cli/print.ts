import type { ConfigProblem, KeyRow } from './command-line.ts'
import type { MapImport, MapProblem } from './map-commands.ts'

/** One line per problem, as editors and terminals make links of it. */
export function printProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.map((one) => `${one.file}:${one.line}:${one.column}: ${one.message}`)
  return `${lines.join('\n')}\n${problems.length} problem(s)\n`
}

export function printMapProblems(problems: readonly MapProblem[]): string {
  const lines = problems.map(({ file, line, column, severity, rule, message }) => {
    return `${file}:${line}:${column}: ${severity}: ${message} [${rule}]`
  })
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return `${lines.join('\n')}\n${errors} error(s), ${problems.length - errors} warning(s)\n`
}

/** The report for machines; `feature` and `unit` are null where a problem is not about one. */
export function printMapReport(ok: boolean, report: MapImport): string {
  const { date, featureCount, problems, written } = report
  const told = problems.map(({ severity, rule, feature, unit, message, file, line, column }) => ({
    severity,
    code: rule,
    feature: feature ?? null,
    unit: unit ?? null,
    message,
    file,
    line,
    column,
  }))
  const shown = { ok, date, features: featureCount, problems: told, written }
  return `${JSON.stringify(shown, undefined, 2)}\n`
}

export function printKey(text: string, key: KeyRow, asJson: boolean): string {
  const { id, name, scope } = key
  if (asJson) return `${JSON.stringify({ key: text, id, name, scope })}\n`
  return `${text}\nThis is key ${id} (${scope}, ${name}). Keep it now: it is not shown again.\n`
}

export function printKeys(keys: readonly KeyRow[], asJson: boolean): string {
  const rows = keys.map(({ id, name, scope, createdAt, lastUsedAt, revokedAt }) => ({
    id,
    name,
    scope,
    createdAt: isoTime(createdAt),
    lastUsedAt: isoTime(lastUsedAt),
    revokedAt: isoTime(revokedAt),
  }))
  if (asJson) return `${JSON.stringify(rows, undefined, 2)}\n`
  if (rows.length === 0) return 'There are no keys.\n'
  const lines = rows.map((row) => {
    const state = row.revokedAt ? `revoked ${row.revokedAt}` : `used ${row.lastUsedAt ?? 'never'}`
    return `${row.id}  ${row.scope.padEnd(7)}  created ${row.createdAt}  ${state}  ${row.name}`
  })
  return `${lines.join('\n')}\n`
}

function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
