import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { RequestListener, Server } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { alarmTestCommands } from './alarm-test.ts'
import { startControlServer } from './adapters/control-socket/control-server.ts'
import { createHttpApp } from './adapters/http/http-app.ts'
import { createPrometheusMetrics } from './adapters/http/prometheus-metrics.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import type { WallNamespace } from './adapters/socket/wall-namespace.ts'
import type { ServerConfig } from './config.ts'
import { keyCommands } from './control-commands.ts'
import { leaveDemos, openDemo, refuseBesideDemo, type DemoApp } from './demo-app.ts'
import { openHttpServer } from './http-server.ts'
import { unknownSites } from './core/access/role-mapping.ts'
import { childrenOf } from './core/sites/in-force.ts'
import type { Site } from './core/sites/site.ts'
import { createJournal, type Journal } from './services/journal.ts'
import type { ServerMetrics } from './services/metrics.ts'
import { patiently } from './services/patiently.ts'
import { createRates } from './services/rates.ts'
import { createServerNotes, type ServerNotes } from './services/server-notes.ts'
import { sha256 } from './services/sha256.ts'
import { createRealClock } from './services/site-clock-real.ts'
import type { Registers } from './services/registers.ts'
import type { CounterStore } from './services/shared-store.ts'
import type { MachineClock, SiteClock } from './services/site-clock.ts'
import { StoreRefused, type SiteStore, type StoreProvider } from './services/store.ts'
import { keepHouse } from './keep-house.ts'
import { journalCommands } from './journal-control.ts'
import { notificationCommands, notifyOf } from './notification-control.ts'
import { OpenParts } from './open-parts.ts'
import { openStores } from './open-stores.ts'
import { packageVersion } from './package-version.ts'
import { peopleCommands } from './people-control.ts'
import { createPeopleApp, type PeopleApp } from './people.ts'
import { registerCommands } from './register-control.ts'
import { createRegisters } from './registers.ts'
import { createSelfCheck } from './self-check.ts'
import { createSiteApp, type SiteApp, type SiteAppParts } from './site-app.ts'
import { openWallDoor, type WallDoor } from './wall-door.ts'
import { watchConfiguration } from './watch-configuration.ts'

const CUT_EVERY_MS = 100

export interface RunningServer {
  readonly port: number
  /** Opens the page on which the first administrator makes an account; absent once there is one, and in the demo. */
  readonly setupToken: string | undefined
  readonly stop: () => Promise<void>
}

interface Shared {
  readonly apps: ReadonlyMap<string, SiteApp>
  readonly metrics: ServerMetrics
  readonly log: Logger
}

const holder = randomUUID()

const machine: MachineClock = { wallNow: () => Date.now(), monotonicNow: () => performance.now() }

/**
 * Starts everything; throws `StoreRefused` with the words for the operator when it must not run.
 * What fails half-way leaves nothing open, or the process would live on and hold store and leases.
 */
export async function startServer(config: ServerConfig, log: Logger): Promise<RunningServer> {
  const open = new OpenParts()
  try {
    const opened = await openServer(config, log, open)
    return { ...opened, stop: () => open.close() }
  } catch (error) {
    await open.close().catch((err: unknown) => log.error({ err }, 'not closed properly'))
    throw error
  }
}

async function openServer(
  config: ServerConfig,
  log: Logger,
  open: OpenParts,
): Promise<Omit<RunningServer, 'stop'>> {
  const sites = await sitesOf(config)
  const stores = await openStores(config, log)
  open.add(() => stores.close())
  const apps = new Map<string, SiteApp>()
  const { metrics, text } = createPrometheusMetrics()
  const shared: Shared = { apps, metrics, log }
  const { httpServer, keepCertificate } = await openHttpServer(config, machine.wallNow, log)
  const installation = await openInstallation(config, stores, shared)
  const { people, journal, notes } = installation
  open.add(() => notes.stopped())
  const door = openWallDoor(config, { httpServer, people, ...shared })
  const { namespace } = door
  open.add(() => endConnections(httpServer, namespace))
  const opened = new Map<string, SiteStore>()
  for (const id of sites.keys()) opened.set(id, await stores.site(id))
  if (stores.kind === 'redis') await refuseBesideDemo({ demo: config.demo, stores: opened, holder })
  const demo = await demoOf(config, sites, opened, log)
  const clock = demo?.clock ?? createRealClock(machine)
  const notify = notifyOf(config)
  for (const [id, store] of opened) {
    const site = sites.get(id)
    if (!site) continue
    const alarms = await stores.alarms(id)
    const parts = { site, store, alarms, clock, apps, namespace, metrics, notify, log }
    apps.set(id, openSite(parts, stores.kind))
  }
  const registers = await createRegisters({ apps, stores: opened, ...config })
  const parts = { ...installation, door, metricsText: text, registers }
  httpServer.on('request', await httpAppOf(config, shared, parts))
  open.add(() => Promise.all([...apps.values()].map((app) => app.stop())))
  if (!demo) await leaveDemos(apps, opened)
  for (const app of apps.values()) await app.start()
  open.add(async () => demo?.stop())
  demo?.start(apps)
  const control = await startControlServer(join(config.dataDir, 'control.sock'), {
    ...keyCommands(apps),
    ...peopleCommands(people.accounts),
    ...journalCommands(journal, apps),
    ...notificationCommands(apps),
    ...registerCommands(apps, opened),
    ...alarmTestCommands(apps, config.folders.config),
  })
  open.add(() => control.close())
  const port = await listen(httpServer, config)
  open.add(watchConfiguration({ ...shared, folders: config.folders, namespace, notes }))
  const housekeeping = keepHouse(apps, namespace)
  open.add(() => clearInterval(housekeeping))
  open.add(door.keepWatch())
  open.add(await keepCertificate())
  await notes.started([...apps.values()].map((app) => app.site()))
  log.info({ store: stores.kind, demo: config.demo, sites: [...apps.keys()] }, 'running')
  const setupToken = demo ? undefined : await patiently(people.ownAccount.setupLink, pause)
  return { port, setupToken }
}

/** Nothing is left to answer from: a connection that is kept alive would only hold the end up by 20 s. */
async function endConnections(httpServer: Server, namespace: WallNamespace): Promise<void> {
  const cutting = setInterval(() => httpServer.closeAllConnections(), CUT_EVERY_MS)
  await namespace.close()
  clearInterval(cutting)
}

/** What belongs to no single site. */
interface Installation {
  readonly storeKind: StoreProvider['kind']
  readonly counters: CounterStore
  readonly time: SiteClock
  readonly journal: Journal
  readonly notes: ServerNotes
  readonly people: PeopleApp
}

async function openInstallation(
  config: ServerConfig,
  stores: StoreProvider,
  { apps, log }: Shared,
): Promise<Installation> {
  const store = await stores.shared()
  const clock = createRealClock(machine)
  const time = { ...clock, now: () => Math.floor(clock.now()) }
  const journal = createJournal({ store: store.journal, now: time.now, hash: sha256 })
  const people = createPeopleApp({
    store,
    sites: apps,
    limits: config.sessionLimits,
    isDemo: config.demo !== 'none',
    now: time.now,
    journal,
    oidc: config.oidc,
  })
  const version = packageVersion(config.folders.root)
  const own = { node: holder, hostName: hostname(), version, store: stores.kind }
  const notes = createServerNotes({ ...own, note: journal.note, sites: apps, hash: sha256, log })
  return { storeKind: stores.kind, counters: store.counters, time, journal, notes, people }
}

async function httpAppOf(
  config: ServerConfig,
  { apps, log }: Shared,
  parts: Installation & {
    readonly door: WallDoor
    readonly registers: Registers
    readonly metricsText: ReturnType<typeof createPrometheusMetrics>['text']
  },
): Promise<RequestListener> {
  const { people, door, registers, time, storeKind, counters, metricsText } = parts
  const { monotonicNow } = machine
  const { isSetUp } = people.ownAccount
  const { configurationProblems } = door.namespace
  const { app } = createHttpApp({
    ...people,
    sites: apps,
    build: await buildOf(config),
    isDemo: config.demo !== 'none',
    isWallOpen: config.isWallOpen,
    trustedProxies: config.trustedProxies,
    rates: createRates({ counters, monotonicNow }),
    metricsText,
    registers,
    selfCheck: createSelfCheck({
      config,
      apps,
      storeKind,
      isSetUp,
      configurationProblems,
      clock: time,
    }),
    origins: door.origins,
    now: time.now,
    monotonicNow,
    log,
    folders: config.folders,
  })
  return app
}

async function sitesOf(config: ServerConfig): Promise<ReadonlyMap<string, Site>> {
  const loaded = await loadSites(config.folders.config, config.sites, {
    mapsFolder: config.folders.maps,
  })
  if (!loaded.ok) {
    throw new StoreRefused(`The configuration is refused:\n${formatProblems(loaded.problems)}`)
  }
  const strange = unknownSites(config.oidc?.rules ?? [], (id) => loaded.sites.has(id))
  if (strange.length > 0) throw new StoreRefused(`OIDC_ROLES: ${strange.join('\nOIDC_ROLES: ')}`)
  return loaded.sites
}

async function demoOf(
  config: ServerConfig,
  sites: ReadonlyMap<string, Site>,
  stores: ReadonlyMap<string, SiteStore>,
  log: Logger,
): Promise<DemoApp | undefined> {
  if (config.demo === 'none') return undefined
  return openDemo({
    name: config.demo,
    speed: config.speed,
    configFolder: config.folders.config,
    sites: [...sites.values()],
    stores,
    machine,
    log,
  })
}

function openSite(
  {
    apps,
    namespace,
    ...parts
  }: Pick<SiteAppParts, 'site' | 'store' | 'alarms' | 'clock' | 'metrics' | 'notify' | 'log'> & {
    readonly apps: ReadonlyMap<string, SiteApp>
    readonly namespace: WallNamespace
  },
  storeKind: StoreProvider['kind'],
): SiteApp {
  return createSiteApp({
    ...parts,
    storeKind,
    machine,
    holder,
    children: (date) => childApps(apps, parts.site.id, date),
    sendFrame: namespace.sendFrame,
  })
}

function childApps(
  apps: ReadonlyMap<string, SiteApp>,
  parent: string,
  date: string,
): readonly SiteApp[] {
  const sites = new Map([...apps].map(([id, app]) => [id, app.site()]))
  return childrenOf(sites, parent, date).flatMap((site) => apps.get(site.id) ?? [])
}

/** Names the display that is served: its entry page names its scripts by content. */
async function buildOf(config: ServerConfig): Promise<string> {
  const page = await readFile(join(config.folders.display, 'index.html')).catch(() => 'no display')
  return createHash('sha256').update(page).digest('hex').slice(0, 12)
}

function listen(httpServer: Server, config: ServerConfig): Promise<number> {
  return new Promise((resolve, reject) => {
    httpServer.once('error', reject)
    httpServer.listen(config.port, config.host, () => {
      httpServer.off('error', reject)
      const address = httpServer.address()
      resolve(typeof address === 'object' && address ? address.port : config.port)
    })
  })
}
