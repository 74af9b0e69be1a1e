import { join } from 'node:path'
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises'
import { readScenario } from './adapters/scenario-files/read-scenario.ts'
import { demoPerson } from './core/access/demo-people.ts'
import type { DemoName } from './core/demo/scenario-data.ts'
import { civilDate } from './core/sites/civil-date.ts'
import { siteInForce } from './core/sites/in-force.ts'
import type { Site } from './core/sites/site.ts'
import { claimSite } from './services/claim-site.ts'
import { createDemo, DEFAULT_DEMO_SPEED, type DemoService } from './services/demo.ts'
import type { FeedLog } from './services/feed-ports.ts'
import {
  forgetScenarioAnchor,
  hasScenarioAnchor,
  settleScenarioAnchor,
} from './services/site-clock-anchor.ts'
import { createScenarioClock } from './services/site-clock-scenario.ts'
import type { MachineClock, SiteClock } from './services/site-clock.ts'
import { StoreRefused, type SiteStore } from './services/store.ts'
import type { SiteApp } from './site-app.ts'

const HOLD_RATE = 1
const DEMO_OFFICER = 'truc-ban'

/** The demo put together: one scenario clock for all sites, and the player that feeds them. */
export interface DemoApp {
  readonly clock: SiteClock
  /** Call when the feeds follow their streams. */
  readonly start: (apps: ReadonlyMap<string, SiteApp>) => void
  readonly stop: () => Promise<void>
}

export async function openDemo(parts: {
  readonly name: DemoName
  readonly speed: number | undefined
  readonly configFolder: string
  readonly sites: readonly Site[]
  readonly stores: ReadonlyMap<string, SiteStore>
  readonly machine: MachineClock
  readonly log: FeedLog
}): Promise<DemoApp> {
  const { name, machine, log } = parts
  const data = await readScenario(join(parts.configFolder, 'packs', 'demo'))
  const scenario = data.scenarios[name]
  const played = parts.sites.filter((site) =>
    siteInForce(site, civilDate(scenario.start, site.timeZone)),
  )
  const anchor = await settleScenarioAnchor({
    stores: [...parts.stores.values()],
    scenario: name,
    start: scenario.start,
    rate: parts.speed ?? (name === 'briefing' ? HOLD_RATE : DEFAULT_DEMO_SPEED),
    wallNow: machine.wallNow,
  })
  const clock = createScenarioClock({ machine, anchor, title: scenario.title })
  let demo: DemoService | undefined
  return {
    clock,
    start(apps) {
      demo = createDemo({
        name,
        data,
        sites: played.flatMap(({ id }) => playerOf(apps.get(id), parts.stores.get(id))),
        clock,
        machine,
        resetSite: async (id) => {
          await tellScore(apps.get(id), log)
          await apps.get(id)?.feed.reset()
          await apps.get(id)?.alarms.reset()
          await apps.get(id)?.dossiers.catchUp()
          await apps.get(id)?.announcements.clear()
          await takeWatch(apps.get(id))
        },
        breathe,
        log,
      })
      const started = demo.start()
      if (!started.ok) {
        throw new StoreRefused(
          `The site ${started.site} holds real samples, which the demo would empty. ` +
            'Run with --demo none, or give the demo another DATA_DIR.',
        )
      }
      for (const { id } of played) void takeWatch(apps.get(id))
    },
    stop: async () => demo?.stop(),
  }
}

/** At the end of a run: how its alarms were answered, before they are forgotten. */
async function tellScore(app: SiteApp | undefined, log: FeedLog): Promise<void> {
  const [run] = (await app?.alarms.drill.runs()) ?? []
  if (!app || run?.score === undefined) return
  const { score, raised, officers } = run
  log.info({ site: app.id, score: Math.round(score), raised, officers }, 'the drill is over')
}

/** A demo begins with its officer on watch, who can be relieved; once in each run of the scenario. */
async function takeWatch(app: SiteApp | undefined): Promise<void> {
  const person = demoPerson(DEMO_OFFICER)
  if (!app || !person) return
  const command = { name: 'take', seen: '' } as const
  await app.alarms.watchDesk.order({
    id: `demo ${app.alarms.follower.epoch()}`,
    fingerprint: 'take',
    actor: { kind: 'person', id: person.id, name: person.name },
    command,
  })
}

function playerOf(
  app: SiteApp | undefined,
  store: SiteStore | undefined,
): Parameters<typeof createDemo>[0]['sites'][number][] {
  if (!app || !store) return []
  const { site, ingest, feed, dossiers } = app
  return [{ site, ingest, feed, dossiers, store }]
}

/**
 * The demo empties its sites and fills them by its own clock, so they must be this node's alone:
 * throws `StoreRefused` where another node serves one, and without the demo where another plays in
 * one. Call before anything runs.
 */
export async function refuseBesideDemo(parts: {
  readonly demo: DemoName | 'none'
  readonly stores: ReadonlyMap<string, SiteStore>
  readonly holder: string
}): Promise<void> {
  const { demo, stores, holder } = parts
  const claims = [...stores].map(async ([id, store]) => {
    if (demo === 'none' && !(await hasScenarioAnchor(store))) return
    if (await claimSite({ store, holder, sleep: (ms) => pause(ms) })) return
    throw new StoreRefused(
      demo === 'none'
        ? `Another node plays the demo in the site ${id} on this Redis, which real figures must not be mixed with. Stop that node first.`
        : `Another node serves the site ${id} on this Redis, and the demo is played by one node alone. ` +
            'Run both with --demo none, or stop the other node.',
    )
  })
  await Promise.all(claims)
}

/**
 * Sites that a demo has played in begin empty: nothing simulated stays among real figures. To be called
 * before the sites start, or what producers have left for them would be moved in and emptied with the
 * rest. The anchor goes last: a process that dies half-way leaves the sites to the next one.
 */
export async function leaveDemos(
  apps: ReadonlyMap<string, Pick<SiteApp, 'emptyBeforeStart'>>,
  stores: ReadonlyMap<string, Pick<SiteStore, 'readDocument' | 'writeDocument'>>,
): Promise<void> {
  for (const [id, store] of stores) {
    if (!(await hasScenarioAnchor(store))) continue
    await apps.get(id)?.emptyBeforeStart()
    await forgetScenarioAnchor(store)
  }
}
