import type { DossierEvent } from '../../protocol/dossiers.ts'
import { pastDossierFigures } from '../core/demo/dossier-figures.ts'
import { isCutOff } from '../core/demo/dossier-hours.ts'
import { dossierEventsOf } from '../core/demo/dossiers.ts'
import type { ScenarioData } from '../core/demo/scenario-data.ts'
import { isReportDue, ownOfficeDays } from '../core/demo/times.ts'
import type { DemoSample } from '../core/demo/tracks.ts'
import { inOrder } from '../core/dossiers/order.ts'
import type { DossierRules, Site } from '../core/sites/site.ts'
import type { Dossiers } from './dossiers.ts'
import type { FeedLog } from './feed-ports.ts'

export interface DemoDossiersParts {
  readonly site: () => Site
  /** Codes of the units whose dossiers the demo plays here. */
  readonly units: () => readonly string[]
  readonly dossiers: Pick<Dossiers, 'take' | 'reported' | 'catchUp'>
  readonly data: ScenarioData
  /** Posts samples; false = not all of them. */
  readonly post: (samples: readonly DemoSample[]) => Promise<boolean>
  /** Lets everything else go on. */
  readonly breathe: () => Promise<void>
  readonly isStopped: () => boolean
  readonly log: FeedLog
}

/** Plays the dossiers of a site's units as their one-stop shops would report them. Times are site time, ms since 1970. */
export interface DemoDossiers {
  /**
   * Tells what happened up to the start of the scenario; false = it must be asked again. First the
   * counts of past days, for none are posted of a unit whose dossiers are reported.
   */
  readonly begin: (start: number) => Promise<boolean>
  /** Tells what happens within (from, to]; false = it must be asked again. The same twice does no harm. */
  readonly play: (from: number, to: number) => Promise<boolean>
}

/** Inventing and counting the past of more of them in one go would hold up everything else. */
const UNITS_AT_ONCE = 2
/** Belongs to the scenario: apologies that came too late. */
const EXPECTED_REFUSAL = 'extension-late'

export function createDemoDossiers(parts: DemoDossiersParts): DemoDossiers {
  return new Player(parts)
}

interface Told {
  readonly unit: string
  /** Everything that happens to the unit's dossiers. */
  readonly events: readonly DossierEvent[]
  /** What was counted of them at moments of the past. */
  readonly figuresAt: (moments: readonly number[]) => readonly DemoSample[]
}

interface Ahead {
  readonly site: Site
  readonly from: number
  /** Everything that happens after `from`, in the order of time. */
  readonly events: readonly DossierEvent[]
}

class Player implements DemoDossiers {
  readonly #parts: DemoDossiersParts
  #ahead: Ahead | undefined

  constructor(parts: DemoDossiersParts) {
    this.#parts = parts
  }

  async begin(start: number): Promise<boolean> {
    const { dossiers } = this.#parts
    const site = this.#parts.site()
    const told = await this.#tell(site)
    await dossiers.catchUp()
    // Their past came before their events: the beginning was cut short after it.
    const reported = new Set(dossiers.reported().keys())
    const past = (some: readonly Told[], from: number, to?: number) =>
      this.#parts.post(
        some.flatMap(({ unit, figuresAt }) => {
          if (reported.has(unit)) return []
          const moments = ownOfficeDays(unit).filter((at) => at < start)
          return figuresAt(moments.slice(from, to))
        }),
      )
    // Of all of them first what was noted last, for the walls wait for that.
    const isWhole = await this.#inSlices(told, (some) => past(some, -1))
    if (!isWhole) return false
    const isTold = await this.#inSlices(told, async (some) => {
      if (!(await past(some, 0, -1))) return false
      const known = some.flatMap(({ events }) => events.filter(({ at }) => at <= start))
      const units = some.map(({ unit }) => unit)
      return this.#take(known, units, start)
    })
    if (isTold) this.#ahead = { site, from: start, events: eventsAfter(told, start) }
    return isTold
  }

  async play(from: number, to: number): Promise<boolean> {
    const { events } = await this.#aheadOf(from)
    const { isolated } = this.#parts.data
    const units = this.#parts
      .units()
      .filter((unit) => isReportDue(unit, from, to) && !isCutOff(unit, to, isolated))
    const some = events.filter(({ at }) => at > from && at <= to)
    if (some.length === 0 && units.length === 0) return true
    return this.#take(some, units, to)
  }

  /** What lies ahead, invented anew after a restart and for another configuration. */
  async #aheadOf(from: number): Promise<Ahead> {
    const site = this.#parts.site()
    const known = this.#ahead
    if (known?.site === site && known.from <= from) return known
    this.#ahead = { site, from, events: eventsAfter(await this.#tell(site), from) }
    return this.#ahead
  }

  async #tell(site: Site): Promise<readonly Told[]> {
    const { dossiers: rules } = site
    const { data, breathe } = this.#parts
    const told: Told[] = []
    if (!rules) return told
    for (const unit of this.#parts.units()) {
      told.push(tellOf(site, rules, unit, data))
      await breathe()
    }
    return told
  }

  /** False when one of them failed, or the demo was stopped. */
  async #inSlices(
    told: readonly Told[],
    work: (some: readonly Told[]) => Promise<boolean>,
  ): Promise<boolean> {
    for (let first = 0; first < told.length; first += UNITS_AT_ONCE) {
      if (this.#parts.isStopped()) return false
      if (!(await work(told.slice(first, first + UNITS_AT_ONCE)))) return false
      await this.#parts.breathe()
    }
    return true
  }

  async #take(
    events: readonly DossierEvent[],
    units: readonly string[],
    reportedUntil: number,
  ): Promise<boolean> {
    const { dossiers, log, site } = this.#parts
    const { id, dossiers: rules } = site()
    if (!rules) return true
    const result = await dossiers.take({ events, origin: 'simulated', reportedUntil, units })
    if (!result.ok) {
      log.warn({ site: id, reason: result.reason }, 'dossiers of the demo refused')
      return false
    }
    const refused = result.rejected.find(({ code }) => code !== EXPECTED_REFUSAL)
    if (refused) log.warn({ site: id, refused }, 'dossier of the demo')
    return true
  }
}

function tellOf(site: Site, rules: DossierRules, unit: string, data: ScenarioData): Told {
  const events = dossierEventsOf(unit, data, rules)
  let past: Told['figuresAt'] | undefined
  const figuresAt: Told['figuresAt'] = (moments) => {
    past ??= pastDossierFigures(site, rules, unit, events)
    return past(moments)
  }
  return { unit, events, figuresAt }
}

function eventsAfter(told: readonly Told[], at: number): readonly DossierEvent[] {
  return inOrder(told.flatMap(({ events }) => events.filter((event) => event.at > at)))
}
