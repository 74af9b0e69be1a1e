import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as breathe } from 'node:timers/promises'
import { pino } from 'pino'
import { KEY_SCOPES, type KeyScope } from '../../protocol/access.ts'
import type { ScreenMessage } from '../../protocol/screen.ts'
import { createHttpApp, type HttpApp } from '../adapters/http/http-app.ts'
import type { HttpParts, HttpSite } from '../adapters/http/http-parts.ts'
import { createPrometheusMetrics } from '../adapters/http/prometheus-metrics.ts'
import { createLimitedServer } from '../adapters/http/server-limits.ts'
import { RATES, type Rate, type RateKind } from '../core/access/rates.ts'
import { childrenOf } from '../core/sites/in-force.ts'
import { screenMessage } from '../core/sites/screen-message.ts'
import type { Site } from '../core/sites/site.ts'
import type { OidcConfig } from '../oidc-config.ts'
import { createDossiers, type Dossiers } from '../services/dossiers.ts'
import { createHistoryReader } from '../services/history-reader.ts'
import { createAnnouncements } from '../services/announcements.ts'
import { createManualReadings } from '../services/manual-readings.ts'
import { createIngest } from '../services/ingest.ts'
import { createJournal } from '../services/journal.ts'
import { createKeys, type Keys } from '../services/keys.ts'
import type { JournalEvent } from '../core/journal/entry.ts'
import { createRates } from '../services/rates.ts'
import { createReplay } from '../services/replay.ts'
import { sha256 } from '../services/sha256.ts'
import { startAlarmNode, type AlarmNode } from './alarm-node.ts'
import { buildPeople } from './build-people.ts'
import { buildSite } from './build-site.ts'
import { FakeAlarmStore } from './fake-alarm-store.ts'
import { createIntake, EPOCH, type Intake } from './intake.ts'

/** What a proxy on this machine adds; makes a request count as coming from elsewhere. */
export const FROM_ELSEWHERE = { 'X-Forwarded-For': '192.0.2.7' }

/** Alarms on a store in memory, as this node sees it. */
export interface TestAlarms {
  readonly store: FakeAlarmStore
  readonly node: AlarmNode
}

type TestSite = HttpSite & { readonly keys: Keys; readonly dossiers: Dossiers }

/** A server on stores in memory, listening on loopback. */
export interface RunningHttp {
  readonly server: Server
  readonly url: string
  readonly app: HttpApp
  readonly sites: ReadonlyMap<string, TestSite>
  readonly intake: Intake
  /** Of the first site: what is raised is raised by the test. */
  readonly alarms: TestAlarms
  readonly people: ReturnType<typeof buildPeople>
  /** Texts of keys of the first site. */
  readonly keys: Readonly<Record<KeyScope, string>>
  readonly log: readonly string[]
  /** What the journal of any site was told. */
  readonly noted: readonly JournalEvent[]
  /** People's clock, ms since 1970; moves on its own only when set. */
  readonly time: { now: number }
  readonly stop: () => Promise<void>
}

const NO_REGISTERS: HttpParts['registers'] = {
  mappings: async () => [],
  begin: () => () => undefined,
  import: async () => ({ ok: false, reason: 'no-such-mapping' }),
}

export interface HttpOptions {
  readonly siteIds?: readonly string[]
  /** Where a site is not `buildSite` of its id. */
  readonly siteOf?: (id: string) => Site
  readonly parts?: Partial<HttpParts>
  readonly rates?: Partial<Record<RateKind, Rate>>
  readonly oidc?: OidcConfig
}

export async function startHttp({
  siteIds = ['test-site'],
  siteOf = (id) => ({ ...buildSite(), id }),
  parts,
  rates,
  oidc,
}: HttpOptions = {}): Promise<RunningHttp> {
  const intake = await createIntake(siteOf(siteIds[0] ?? ''))
  const prometheus = createPrometheusMetrics()
  const noted: JournalEvent[] = []
  const time = { now: intake.clock.realNow }
  const sites = new Map<string, TestSite>()
  const alarms: TestAlarms[] = []
  for (const id of siteIds) {
    const own = id === siteIds[0] ? intake : await createIntake(siteOf(id))
    const ownAlarms = await startAlarms(own)
    alarms.push(ownAlarms)
    sites.set(id, openSite(sites, own, ownAlarms, prometheus, noted))
  }
  for (const { dossiers } of sites.values()) dossiers.start()
  const people = buildPeople({ sites, now: () => time.now, isDemo: parts?.isDemo ?? false, oidc })
  const log: string[] = []
  let url = ''
  const monotonicNow = (): number => intake.clock.monotonic
  const app = createHttpApp({
    ...people,
    sites,
    build: 'test-build',
    isDemo: false,
    isWallOpen: false,
    trustedProxies: 0,
    rates: createRates({
      counters: people.store.counters,
      monotonicNow,
      rates: { ...RATES, ...rates },
    }),
    metricsText: prometheus.text,
    registers: NO_REGISTERS,
    selfCheck: async () => [],
    origins: () => new Set([url]),
    now: () => time.now,
    monotonicNow,
    log: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
    folders: { display: 'none', maps: 'none', config: 'none' },
    ...parts,
  })
  const server = createLimitedServer()
  server.on('request', app.app)
  url = await listening(server)
  const keys = await keysOf(sites.get(siteIds[0] ?? ''))
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    for (const { dossiers } of sites.values()) await dossiers.stop()
    stopAlarms(alarms)
  }
  const [own] = alarms
  if (!own) throw new RangeError('there is no site')
  return { server, url, app, sites, intake, alarms: own, people, keys, log, noted, time, stop }
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** They wait for entries of their journals, and end by themselves a moment later. */
function stopAlarms(alarms: readonly TestAlarms[]): void {
  for (const { node } of alarms) void node.stop()
}

async function startAlarms({ clock, parts }: Intake): Promise<TestAlarms> {
  const store = new FakeAlarmStore({ site: parts.site().id, epoch: EPOCH })
  return { store, node: await startAlarmNode(store, { now: () => clock.siteNow }) }
}

function openSite(
  sites: ReadonlyMap<string, TestSite>,
  { store, parts, feed, clock }: Intake,
  alarms: TestAlarms,
  { metrics }: ReturnType<typeof createPrometheusMetrics>,
  noted: JournalEvent[],
): TestSite {
  const site = parts.site()
  const { id } = site
  const dossiers = createDossiers({
    ...parts,
    epoch: () => '',
    store: store.dossiers,
    breathe,
    log: { info: () => undefined, warn: () => undefined },
  })
  const journal = createJournal({ store: store.journal, now: () => clock.realNow, hash: sha256 })
  const { now } = parts.clock
  const log = { info: () => undefined, warn: () => undefined }
  const announcements = createAnnouncements({ site: id, store, now, log })
  const ingest = createIngest({ ...parts, reporting: dossiers.reported, metrics })
  const history = createHistoryReader({ store, feed, sleep: async () => undefined })
  return {
    site: () => site,
    clock: parts.clock,
    feed,
    ingest,
    announcements,
    readings: createManualReadings({ site: parts.site, history, ingest, now }),
    dossiers,
    keys: createKeys({ store, now: () => clock.realNow, randomBytes }),
    alarms: {
      desk: alarms.node.desk,
      follower: alarms.node.follower,
      watchDesk: alarms.node.watchDesk,
      shifts: alarms.node.shifts,
      kpis: alarms.node.kpis,
      drill: alarms.node.drill,
      journal: createJournal({
        store: alarms.store.journal,
        now: () => clock.realNow,
        hash: sha256,
      }),
    },
    journal,
    note(event) {
      noted.push({ ...event, site: id })
      return journal.note(event)
    },
    screen: (): ScreenMessage =>
      screenMessage(site, '2025-10-27', undefined, announcements.current()),
    children: (date) => {
      const all = new Map([...sites].map(([key, one]) => [key, one.site()]))
      return childrenOf(all, id, date).flatMap((child) => sites.get(child.id) ?? [])
    },
    history,
    replay: createReplay({ store, gridOf: () => undefined }),
  }
}

async function keysOf(
  site: { readonly keys: Keys } | undefined,
): Promise<Readonly<Record<KeyScope, string>>> {
  const entries = KEY_SCOPES.map(
    async (scope) =>
      [scope, (await site?.keys.create({ name: scope, scope }))?.text ?? ''] as const,
  )
  return Object.fromEntries(await Promise.all(entries)) as Record<KeyScope, string>
}
