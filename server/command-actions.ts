import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { alarmTestActions } from './alarm-test.ts'
import type { RunningServer } from './app.ts'
import type { CommandLineActions } from './adapters/cli/command-line.ts'
import type { Answer } from './adapters/cli/command-parts.ts'
import { runBench } from './adapters/cli/run-bench.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { mappingProblems } from './adapters/site-files/read-mapping.ts'
import { alarmActions } from './alarm-actions.ts'
import { askServer } from './ask-server.ts'
import { readConfig, type ServerConfig } from './config.ts'
import { keyCommands } from './control-commands.ts'
import { uncoveredYears } from './core/calendar/uncovered-years.ts'
import { calendarsOf } from './core/sites/calendars-of.ts'
import { notificationWarnings } from './core/sites/notification-warnings.ts'
import type { Site } from './core/sites/site.ts'
import { CONFIG_KINDS, configSchema } from './core/sites/config-schemas.ts'
import { verifyJournals } from './journal-control.ts'
import { dueActions } from './due-actions.ts'
import { hazardActions } from './hazard-actions.ts'
import { mapActions } from './map-actions.ts'
import { notificationActions } from './notification-control.ts'
import { importActions } from './register-control.ts'
import { userActions } from './people-control.ts'
import { packageVersion } from './package-version.ts'
import { createJournal } from './services/journal.ts'
import { tlsActions } from './tls-actions.ts'
import { createKeys } from './services/keys.ts'
import { sha256 } from './services/sha256.ts'
import { StoreRefused, StoreUnavailable } from './services/store.ts'

/** What the commands of the command line do, with every part known. */
export function commandActions(): CommandLineActions {
  return {
    version: ownVersion(),
    serve,
    checkConfig,
    configKinds: CONFIG_KINDS,
    configSchema: schemaOfKind,
    createKey: (order) => askKeys('keys.create', order),
    listKeys: (site) => askKeys('keys.list', { site }),
    revokeKey: (order) => askKeys('keys.revoke', order),
    ...userActions(ownConfig),
    verifyJournals,
    ...mapActions,
    ...importActions,
    ...alarmTestActions,
    ...tlsActions,
    ...dueActions,
    ...hazardActions,
    ...alarmActions,
    ...notificationActions,
    bench: runBench,
  }
}

/** The command line lets only known kinds through. */
function schemaOfKind(kind: string): object {
  const known = CONFIG_KINDS.find((one) => one === kind)
  if (known === undefined) throw new RangeError(`no configuration of kind ${kind}`)
  return configSchema(known)
}

function ownVersion(): string {
  const read = readConfig({}, {})
  return packageVersion(read.ok ? read.config.folders.root : '.')
}

function ownConfig(): ServerConfig | undefined {
  const read = readConfig()
  return read.ok ? read.config : undefined
}

const REFUSED = 1

/** Runs until SIGTERM or SIGINT; answers the exit code. */
async function serve(flags: Parameters<CommandLineActions['serve']>[0]): Promise<number> {
  const read = readConfig(flags)
  if (!read.ok) return refuse(read.problems.join('\n'))
  const { config } = read
  // Other commands are done before the server's modules would be loaded.
  const { startServer } = await import('./app.ts')
  const log = pino({ level: config.logLevel })
  try {
    const server = await startServer(config, log)
    process.stdout.write(welcome(config, server))
    const signal = await untilSignal()
    log.info({ signal }, 'stopping')
    await server.stop()
    return 0
  } catch (error) {
    if (error instanceof StoreRefused || error instanceof StoreUnavailable) {
      return endRefused(error.message)
    }
    if (isAddressInUse(error))
      return endRefused(`Port ${config.port} is in use; choose another with PORT.`)
    throw error
  }
}

/** What was opened before the refusal (connections, timers) would keep the process for ever. */
function endRefused(words: string): never {
  process.exit(refuse(words))
}

function refuse(words: string): number {
  process.stderr.write(`${words}\n`)
  return REFUSED
}

function welcome(config: ServerConfig, { port, setupToken }: RunningServer): string {
  const host = config.host === '0.0.0.0' || config.host === '127.0.0.1' ? 'localhost' : config.host
  const own = `${config.tls ? 'https' : 'http'}://${host}:${port}`
  const origin = config.publicOrigins[0] ?? own
  const demo = config.demo === 'none' ? '' : `  (demo: ${config.demo}, simulated data)`
  const setup =
    setupToken === undefined
      ? ''
      : `First start. Within 24 hours, make the first administrator's account at\n  ${origin}/setup#${setupToken}\n`
  return `IOC Wall is running: ${own}${demo}\n${setup}`
}

function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve)
  })
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

async function checkConfig(
  site: string | undefined,
): ReturnType<CommandLineActions['checkConfig']> {
  const read = readConfig()
  if (!read.ok) throw new Error(read.problems.join('\n'))
  const { config, maps } = read.config.folders
  const loaded = await loadSites(config, site === undefined ? undefined : [site], {
    mapsFolder: maps,
  })
  const others = await mappingProblems(config)
  const { smtp, secret } = read.config
  const sending = {
    hasMail: smtp !== undefined,
    isSet: (name: string) => secret(name) !== undefined,
  }
  if (loaded.ok && others.length === 0) {
    return {
      sites: [...loaded.sites.keys()],
      problems: [],
      warnings: [
        ...calendarWarnings([...loaded.sites.values()], Date.now()),
        ...[...loaded.sites.values()].flatMap((one) => notificationWarnings(one, sending)),
      ],
    }
  }
  const problems = [...(loaded.ok ? [] : loaded.problems), ...others]
  return { sites: [], problems, warnings: [] }
}

/** Calendars that do not know all days off of a year that deadlines reach. */
function calendarWarnings(sites: readonly Site[], now: number): readonly string[] {
  const words = sites.flatMap(({ dossiers }) =>
    calendarsOf(dossiers).flatMap((calendar) =>
      uncoveredYears(calendar, now).map(
        (year) => `calendar ${calendar.id} does not know all days off of ${year} (coveredYears)`,
      ),
    ),
  )
  return [...new Set(words)]
}

/** The keys of the running server's site, or of the store. */
function askKeys<T>(command: string, params: { readonly site: string }): Promise<Answer<T>> {
  const { site } = params
  return askServer({
    command,
    params,
    site,
    async commandsOn(stores, sites) {
      const configured = sites.get(site)
      if (!configured) return keyCommands(new Map())
      const store = await stores.site(site)
      const keys = createKeys({ store, now: Date.now, randomBytes })
      const { note } = createJournal({ store: store.journal, now: Date.now, hash: sha256 })
      return keyCommands(new Map([[site, { site: () => configured, keys, note }]]))
    },
  })
}
