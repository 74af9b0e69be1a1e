import type { Command } from 'commander'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'
import { printMapProblems, printMapReport } from './print.ts'

export interface MapOrder {
  /** A path or an http(s) address. */
  readonly source: string
  /** Absent = the file is judged by itself. */
  readonly site?: string
  /** ISO; absent = today in the site's zone. */
  readonly date?: string
  readonly codeProperty: string
  readonly nameProperty: string
  /** The file draws units of others, too: those nearby are kept as surroundings. */
  readonly hasNeighbours: boolean
}

export interface ImportOrder extends MapOrder {
  readonly site: string
  /** ISO; absent = the first day on which these very units are in force. */
  readonly validFrom?: string
  /** What the wall names as the source; absent = the name of the file. */
  readonly origin?: string
  readonly out?: string
}

export interface MapReport {
  /** Absent where there is no site. */
  readonly date?: string
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
  /** Position of the feature in its file, from 0; absent = the file as a whole. */
  readonly feature?: number
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
    /** Lines for the site.yaml that name the map. */
    readonly entry: string
    /** The site.yaml that these lines were put into; absent = it names the file already, or could not be changed. */
    readonly namedIn?: string
  }
}

export interface MapActions {
  readonly checkMap: (order: MapOrder) => Promise<Answer<MapReport>>
  /** Writes nothing when the map has an error. */
  readonly importMap: (order: ImportOrder) => Promise<Answer<MapImport>>
}

interface Flags {
  readonly site?: string
  readonly date?: string
  readonly code: string
  readonly name: string
  readonly neighbours?: true
  readonly json?: true
}

interface ImportFlags extends Flags {
  readonly site: string
  readonly validFrom?: string
  readonly source?: string
  readonly out?: string
}

export function addMaps(program: Command, actions: MapActions, output: Output, end: End): void {
  const maps = program.command('maps').description('maps of a site: GeoJSON or TopoJSON')
  const answer = (report: MapImport, isJson: boolean, words: string): void => {
    const ok = report.problems.every(({ severity }) => severity === 'warning')
    if (isJson) output.out(printMapReport(ok, report))
    else {
      if (report.problems.length > 0) output.error(printMapProblems(report.problems))
      if (ok) output.out(words)
    }
    end(ok ? 0 : REFUSED)
  }
  const refuse = (message: string, { json }: Flags): void => {
    if (json) output.out(printMapReport(false, refusalOf(message)))
    else output.error(`${message}\n`)
    end(REFUSED)
  }
  withFlags(maps.command('check'), 'check a map against the units of a date')
    .option('--site <id>', 'the site whose units it draws (default: the file by itself)')
    .action(async (source: string, flags: Flags) => {
      const found = await actions.checkMap(orderOf(source, flags))
      if (!found.ok) return refuse(found.message, flags)
      answer(found.value, flags.json === true, wordsOfCheck(found.value))
    })
  withFlags(maps.command('import'), 'check a map, simplify it and put it among the maps of a site')
    .requiredOption('--site <id>', 'the site whose units it draws')
    .option('--valid-from <YYYY-MM-DD>', 'first day on which walls draw it (default: of its units)')
    .option('--source <words>', 'the source that the wall names (default: the name of the file)')
    .option(
      '--out <name>',
      'file name under the maps folder (default <site>-<date>.boundaries.json)',
    )
    .action(async (source: string, flags: ImportFlags) => {
      const { site, validFrom, source: origin, out } = flags
      const done = await actions.importMap({
        ...orderOf(source, flags),
        site,
        ...(validFrom !== undefined && { validFrom }),
        ...(origin !== undefined && { origin }),
        ...(out !== undefined && { out }),
      })
      if (!done.ok) return refuse(done.message, flags)
      answer(done.value, flags.json === true, wordsOfImport(done.value))
    })
}

/** Nothing was read, and programs get a report nevertheless. */
function refusalOf(message: string): MapReport {
  const place = { file: '', line: 0, column: 0 }
  return { featureCount: 0, problems: [{ ...place, severity: 'error', rule: 'refused', message }] }
}

function withFlags(command: Command, description: string): Command {
  return command
    .description(`${description}; problems come as file:line:column`)
    .argument('<file|url>', 'GeoJSON or TopoJSON, WGS 84')
    .option('--date <YYYY-MM-DD>', 'the day whose units it draws (default today)')
    .option('--code <property>', 'property that holds the code of the unit', 'code')
    .option('--name <property>', 'property that holds its name', 'name')
    .option(
      '--neighbours',
      'the file draws units of others, too; keep those nearby as surroundings',
    )
    .option('--json', 'print the report as JSON')
}

function orderOf(source: string, { site, date, code, name, neighbours }: Flags): MapOrder {
  return {
    source,
    ...(site !== undefined && { site }),
    ...(date !== undefined && { date }),
    codeProperty: code,
    nameProperty: name,
    hasNeighbours: neighbours === true,
  }
}

function wordsOfCheck({ featureCount, date }: MapReport): string {
  return date === undefined
    ? `${featureCount} features, no error\n`
    : `${featureCount} units on ${date}, no error\n`
}

function wordsOfImport({ written, featureCount }: MapImport): string {
  if (!written) return ''
  const { file, bytes, positions, positionsBefore, entry, namedIn } = written
  const kilobytes = (bytes / 1000).toFixed(0)
  const what = `${file}: from ${featureCount} features, ${kilobytes} kB, ${positions} of ${positionsBefore} positions kept`
  const where =
    namedIn === undefined
      ? 'The site.yaml is as it was. It names the file first under maps with:'
      : `Named first under maps in ${namedIn}:`
  return [what, where, '', entry].join('\n')
}
