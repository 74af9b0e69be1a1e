import { stringify } from 'csv-stringify/sync'
import type { Request, Response } from 'express'
import { INSTALLATION_ACTIONS, SITE_ACTIONS } from '../../core/journal/actions.ts'
import type { JournalPage, JournalQuery, JournalRecord } from '../../services/journal-pages.ts'
import { badParameter, instantParameter, textParameter } from './parameters.ts'
import type { HttpParts, JournalReader } from './http-parts.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'

const PAGE = { usual: 50, most: 200 } as const
/** A table of more rows is one that nobody looks through: narrow the time. */
const MOST_EXPORTED = 10_000

/** Who did what: at a site, and in the installation. */
export function addJournalRoutes(routes: RouteTable, parts: HttpParts): void {
  routes.site('get', '/api/v1/sites/:site/journal', 'journal.read', (req, res, { site }) =>
    answerJournal(req, res, { journal: site.journal, actions: SITE_ACTIONS, name: site.site().id }),
  )
  routes.people(
    'get',
    '/api/v1/journal',
    { kind: 'everywhere', action: 'journal.read' },
    (req, res) =>
      answerJournal(req, res, {
        journal: parts.journal,
        actions: INSTALLATION_ACTIONS,
        name: 'installation',
      }),
  )
}

export interface JournalSource {
  readonly journal: JournalReader
  readonly actions: readonly string[]
  readonly name: string
  /** Only what was done to this. */
  readonly subject?: string | undefined
}

/** A page of a journal, or all that was asked for as a table. */
export async function answerJournal(
  req: Request,
  res: Response,
  source: JournalSource,
): Promise<void> {
  const query = { ...readQuery(req), subject: source.subject }
  const format = textParameter(req, 'format') ?? 'json'
  if (format === 'csv') {
    await reading(exportCsv(res, source, query))
    return
  }
  if (format !== 'json') throw badParameter('format', 'format is json or csv')
  const { entries, next } = await reading(source.journal.read(query))
  res.json({
    entries,
    ...(next !== undefined && { next: String(next) }),
    actions: source.actions,
  })
}

function readQuery(req: Request): JournalQuery {
  const action = textParameter(req, 'action')
  return {
    from: instantParameter(req, 'from'),
    to: instantParameter(req, 'to'),
    actions: action === undefined ? undefined : [action],
    actor: textParameter(req, 'actor'),
    cursor: wholeNumber(req, 'cursor', Number.MAX_SAFE_INTEGER),
    limit: wholeNumber(req, 'limit', PAGE.most) ?? PAGE.usual,
  }
}

function wholeNumber(req: Request, name: string, most: number): number | undefined {
  const text = textParameter(req, name)
  if (text === undefined) return undefined
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  if (!(number >= 1 && number <= most)) {
    throw badParameter(name, `${name} is a whole number from 1 to ${most}`)
  }
  return number
}

async function exportCsv(
  res: Response,
  { journal, name }: JournalSource,
  query: JournalQuery,
): Promise<void> {
  const records: JournalRecord[] = []
  let page: JournalPage = { entries: [], next: query.cursor ?? Number.MAX_SAFE_INTEGER }
  while (page.next !== undefined && records.length < MOST_EXPORTED) {
    page = await journal.read({ ...query, cursor: page.next, limit: PAGE.most })
    records.push(...page.entries)
  }
  res.set({
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="journal-${name}.csv"`,
  })
  res.send(csvOf(records))
}

const COLUMNS = [
  'seq',
  'at',
  'action',
  'actor_kind',
  'actor_id',
  'actor_name',
  'subject',
  'site',
  'address',
  'detail',
  'hash',
] as const

/**
 * With a mark of UTF-8 at its beginning, without which spreadsheets take Vietnamese for something else,
 * and with what a spreadsheet would calculate made plain text.
 */
export function csvOf(records: readonly JournalRecord[]): string {
  const rows = records.map(({ seq, at, action, actor, subject, site, address, detail, hash }) => [
    seq,
    new Date(at).toISOString(),
    action,
    actor.kind,
    actor.id,
    actor.name,
    subject,
    site,
    address,
    detail &&
      Object.entries(detail)
        .map(([key, value]) => `${key}=${value}`)
        .join('; '),
    hash,
  ])
  return stringify([COLUMNS, ...rows], {
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  })
}
