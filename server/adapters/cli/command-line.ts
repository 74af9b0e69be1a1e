import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { MAX_SCENARIO_RATE } from '../../core/clock/scenario.ts'
import { KEY_SCOPES, type KeyScope } from '../../../protocol/access.ts'
import type { KeyLimits } from '../../../protocol/people.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'
import { addAlarms, type AlarmActions } from './alarm-commands.ts'
import { addAlarmTest, type AlarmTestActions } from './alarm-test-command.ts'
import { addDue, type DueActions } from './due-commands.ts'
import { addHazards, type HazardActions } from './hazard-commands.ts'
import { addImport, type ImportActions } from './import-commands.ts'
import { addJournal, type JournalActions } from './journal-commands.ts'
import { addNotifications, type NotificationActions } from './notification-commands.ts'
import { addMaps, type MapActions } from './map-commands.ts'
import { addUsers, type UserActions } from './user-commands.ts'
import { printKey, printKeys, printProblems } from './print.ts'
import { addTls, type TlsActions } from './tls-commands.ts'

export const DEMOS = ['flood', 'briefing', 'none'] as const
export type DemoName = (typeof DEMOS)[number]

export interface ServeOptions {
  /** Absent: the demo runs when nothing else is configured. */
  readonly demo?: DemoName
  /** Scenario time per real time. */
  readonly speed?: number
}

export interface ConfigProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface ConfigReport {
  readonly sites: readonly string[]
  readonly problems: readonly ConfigProblem[]
  /** What works now and will not for long. */
  readonly warnings: readonly string[]
}

export interface KeyRow {
  readonly id: string
  readonly name: string
  readonly scope: string
  /** ms since 1970. */
  readonly createdAt: number
  readonly lastUsedAt?: number | undefined
  readonly revokedAt?: number | undefined
}

/** What the commands do; filled in where all parts are known. */
export interface CommandLineActions
  extends
    MapActions,
    JournalActions,
    UserActions,
    TlsActions,
    DueActions,
    HazardActions,
    ImportActions,
    NotificationActions,
    AlarmActions,
    AlarmTestActions {
  readonly version: string
  /** Runs until it is told to stop; answers the exit code. */
  readonly serve: (options: ServeOptions) => Promise<number>
  readonly checkConfig: (site: string | undefined) => Promise<ConfigReport>
  readonly configKinds: readonly string[]
  readonly configSchema: (kind: string) => object
  readonly createKey: (order: {
    readonly site: string
    readonly name: string
    readonly scope: KeyScope
    readonly limits?: KeyLimits
    readonly expiresAt?: number
  }) => Promise<Answer<{ readonly text: string; readonly key: KeyRow }>>
  readonly listKeys: (site: string) => Promise<Answer<readonly KeyRow[]>>
  readonly revokeKey: (order: {
    readonly site: string
    readonly id: string
  }) => Promise<Answer<{ readonly id: string }>>
  readonly bench: (args: readonly string[]) => Promise<number>
}

const TO_TERMINAL: Output = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
}

/** Runs one command line (without `node` and script name) and answers the exit code: 0 done, 1 refused, 2 misused. */
export async function runCommandLine(
  argv: readonly string[],
  actions: CommandLineActions,
  output: Output = TO_TERMINAL,
): Promise<number> {
  let exitCode = 0
  const end = (code: number): void => {
    exitCode = code
  }
  const program = buildProgram(actions, output, end)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : MISUSED
  }
}

const MISUSED = 2

function buildProgram(actions: CommandLineActions, output: Output, end: End): Command {
  const program = new Command('ioc-wall')
    .description('Real-time wall display for operations centres')
    .version(actions.version)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.error })
    .showHelpAfterError('(add --help for what there is)')
  addServe(program, actions, end)
  addConfig(program, actions, output, end)
  addKeys(program, actions, output, end)
  addUsers(program, actions, output, end)
  addMaps(program, actions, output, end)
  addImport(program, actions, output, end)
  addJournal(program, actions, output, end)
  addTls(program, actions, output, end)
  addDue(program, actions, output, end)
  addHazards(program, actions, output, end)
  addAlarms(program, actions, output, end)
  addAlarmTest(program, actions, output, end)
  addNotifications(program, actions, output, end)
  program
    .command('bench')
    .description('run the benchmarks; arguments are passed on (bench -- --help)')
    .argument('[args...]', 'arguments of the benchmark runner')
    .allowUnknownOption()
    .action(async (args: string[]) => end(await actions.bench(args)))
  return program
}

function addServe(program: Command, actions: CommandLineActions, end: End): void {
  program
    .command('serve')
    .description('run the server')
    .addOption(new Option('--demo <scenario>', 'play a scenario; none = never').choices([...DEMOS]))
    .option('--speed <factor>', 'scenario time per real time (default 60)', readSpeed)
    .action(async (options: ServeOptions) => end(await actions.serve(options)))
}

function readSpeed(text: string): number {
  const speed = Number(text)
  if (text.trim() === '' || !(speed > 0 && speed <= MAX_SCENARIO_RATE)) {
    throw new InvalidArgumentError(`Give a number above 0, at most ${MAX_SCENARIO_RATE}.`)
  }
  return speed
}

function addConfig(program: Command, actions: CommandLineActions, output: Output, end: End): void {
  const config = program.command('config').description('look at the configuration of sites')
  config
    .command('check')
    .description('check the sites; problems come as file:line:column')
    .option('--site <id>', 'only this site')
    .option('--json', 'print {ok, sites, problems, warnings} as JSON')
    .action(async (options: { readonly site?: string; readonly json?: true }) => {
      const report = await actions.checkConfig(options.site)
      const { sites, problems, warnings } = report
      const ok = problems.length === 0
      if (options.json) output.out(`${JSON.stringify({ ok, ...report }, undefined, 2)}\n`)
      else if (ok) output.out(`${sites.length} site(s) without a problem: ${sites.join(', ')}\n`)
      else output.error(printProblems(problems))
      if (!options.json) output.error(warnings.map((words) => `warning: ${words}\n`).join(''))
      end(ok ? 0 : REFUSED)
    })
  config
    .command('schema')
    .description('print the JSON Schema of a kind of file')
    .argument('<kind>', `one of ${actions.configKinds.join(', ')}`)
    .action((kind: string) => {
      const isKnown = actions.configKinds.includes(kind)
      if (isKnown) output.out(`${JSON.stringify(actions.configSchema(kind), undefined, 2)}\n`)
      else output.error(`No such kind: ${kind}. There are ${actions.configKinds.join(', ')}.\n`)
      end(isKnown ? 0 : REFUSED)
    })
}

interface KeyOptions {
  readonly site: string
  readonly name: string
  readonly scope: KeyScope
  readonly metric?: string[]
  readonly unit?: string[]
  readonly expires?: number
  readonly json?: true
}

function readTime(text: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write an ISO date or time.')
  return at
}

function addKeys(program: Command, actions: CommandLineActions, output: Output, end: End): void {
  const keys = program.command('keys').description('keys for programs that post or read')
  const refuse = (message: string): void => {
    output.error(`${message}\n`)
    end(REFUSED)
  }
  keys
    .command('create')
    .description('make a key and print it; it cannot be shown again')
    .requiredOption('--site <id>', 'the site it opens')
    .requiredOption('--name <text>', 'who uses it')
    .addOption(
      new Option('--scope <scope>', 'what it may do')
        .choices([...KEY_SCOPES])
        .makeOptionMandatory(),
    )
    .option('--metric <id...>', 'an ingest key: only these metrics')
    .option('--unit <code...>', 'an ingest key: only these units')
    .option('--expires <date>', 'refused from this ISO date or time on', readTime)
    .option('--json', 'print {key, id, name, scope} as JSON')
    .action(async (order: KeyOptions) => {
      const { site, name, scope, metric: metrics, unit: units, expires: expiresAt, json } = order
      const limits = { ...(metrics && { metrics }), ...(units && { units }) }
      const answer = await actions.createKey({
        site,
        name,
        scope,
        ...((metrics ?? units) && { limits }),
        ...(expiresAt !== undefined && { expiresAt }),
      })
      if (!answer.ok) return refuse(answer.message)
      output.out(printKey(answer.value.text, answer.value.key, json === true))
    })
  keys
    .command('list')
    .description('list the keys of a site, never their text')
    .requiredOption('--site <id>', 'the site')
    .option('--json', 'print the keys as JSON')
    .action(async (options: { site: string; json?: true }) => {
      const answer = await actions.listKeys(options.site)
      if (!answer.ok) return refuse(answer.message)
      output.out(printKeys(answer.value, options.json === true))
    })
  keys
    .command('revoke')
    .description('end a key; it stops working within seconds')
    .argument('<id>', 'its id, as `keys list` prints it')
    .requiredOption('--site <id>', 'the site')
    .option('--json', 'print {id} as JSON')
    .action(async (id: string, options: { site: string; json?: true }) => {
      const answer = await actions.revokeKey({ site: options.site, id })
      if (!answer.ok) return refuse(answer.message)
      output.out(options.json ? `${JSON.stringify({ id })}\n` : `Key ${id} is revoked.\n`)
    })
}
