import type { Command } from 'commander'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'
import { printMapProblems } from './print.ts'

export interface MapOrder {
  /** A path or an http(s) address. */
  readonly source: string
  readonly site: string
  /** ISO; absent = today in the site's zone. */
  readonly date?: string
  readonly codeProperty: string
  readonly nameProperty: string
}

export interface MapReport {
  readonly date: string
  /** Features that were read. */
  readonly featureCount: number
  readonly problems: readonly MapProblem[]
}

export interface MapProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: 'error' | 'warning'
  readonly rule: string
  readonly unit?: string
  readonly message: string
}

export interface MapImport extends MapReport {
  /** Absent when an error kept it from being written. */
  readonly written?: {
    readonly file: string
    readonly bytes: number
    readonly positions: number
    readonly positionsBefore: number
  }
}

export interface MapActions {
  readonly checkMap: (order: MapOrder) => Promise<Answer<MapReport>>
  /** Writes nothing when the map has an error. */
  readonly importMap: (order: MapOrder & { readonly out?: string }) => Promise<Answer<MapImport>>
}

interface Flags {
  readonly site: string
  readonly date?: string
  readonly code: string
  readonly name: string
  readonly out?: string
  readonly json?: true
}

export function addMaps(program: Command, actions: MapActions, output: Output, end: End): void {
  const maps = program.command('maps').description('maps of a site: GeoJSON or TopoJSON')
  const answer = (report: MapImport, isJson: boolean, words: string): void => {
    const ok = report.problems.every(({ severity }) => severity === 'warning')
    if (isJson) output.out(`${JSON.stringify({ ok, ...report }, undefined, 2)}\n`)
    else {
      if (report.problems.length > 0) output.error(printMapProblems(report.problems))
      if (ok) output.out(words)
    }
    end(ok ? 0 : REFUSED)
  }
  const refuse = (message: string): void => {
    output.error(`${message}\n`)
    end(REFUSED)
  }
  withFlags(maps.command('check'), 'check a map against the units of a date').action(
    async (source: string, flags: Flags) => {
      const found = await actions.checkMap(orderOf(source, flags))
      if (!found.ok) return refuse(found.message)
      const { featureCount, date } = found.value
      const words = `${featureCount} units on ${date}, no error\n`
      answer(found.value, flags.json === true, words)
    },
  )
  withFlags(maps.command('import'), 'check a map, simplify it and put it among the maps')
    .option(
      '--out <name>',
      'file name under the maps folder (default <site>-<date>.boundaries.json)',
    )
    .action(async (source: string, flags: Flags) => {
      const { out } = flags
      const order = { ...orderOf(source, flags), ...(out !== undefined && { out }) }
      const done = await actions.importMap(order)
      if (!done.ok) return refuse(done.message)
      answer(done.value, flags.json === true, wordsOfImport(done.value))
    })
}

function withFlags(command: Command, description: string): Command {
  return command
    .description(`${description}; problems come as file:line:column`)
    .argument('<file|url>', 'GeoJSON or TopoJSON, WGS 84')
    .requiredOption('--site <id>', 'the site whose units it draws')
    .option('--date <YYYY-MM-DD>', 'the day whose units it draws (default today)')
    .option('--code <property>', 'property that holds the code of the unit', 'code')
    .option('--name <property>', 'property that holds its name', 'name')
    .option('--json', 'print the report as JSON')
}

function orderOf(source: string, { site, date, code, name }: Flags): MapOrder {
  const order = { source, site, codeProperty: code, nameProperty: name }
  return date === undefined ? order : { ...order, date }
}

function wordsOfImport({ written, date, featureCount }: MapImport): string {
  if (!written) return ''
  const { file, bytes, positions, positionsBefore } = written
  const kilobytes = (bytes / 1000).toFixed(0)
  return [
    `${file}: ${featureCount} units, ${kilobytes} kB, ${positions} of ${positionsBefore} positions kept`,
    'Name it first under maps in the site.yaml, with the source that the wall shall name:',
    '',
    `  - file: ${file}`,
    '    kind: boundaries',
    '    source: { vi: …, en: … }',
    `    from: ${date}`,
    '',
  ].join('\n')
}
