import type { DossierEvent } from '../../protocol/dossiers.ts'
import { pastDossierFigures } from '../core/demo/dossier-figures.ts'
import { isCutOff } from '../core/demo/dossier-hours.ts'
import { dossierEventsOf } from '../core/demo/dossiers.ts'
import type { ScenarioData } from '../core/demo/scenario-data.ts'
import { isReportDue, ownOfficeDays } from '../core/demo/times.ts'
import type { DemoSample } from '../core/demo/tracks.ts'
import { inOrder } from '../core/dossiers/order.ts'
import type { Site } from '../core/sites/site.ts'
import type { Dossiers } from './dossiers.ts'
import type { FeedLog } from './feed-ports.ts'

export interface DemoDossiersParts {
  readonly site: () => Site
  /** Codes of the units whose dossiers the demo plays here. */
  readonly units: () => readonly string[]
  readonly dossiers: Pick<Dossiers, 'take'>
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
    const { breathe, isStopped, post } = this.#parts
    const site = this.#parts.site()
    const units = this.#parts.units()
    const ahead: DossierEvent[] = []
    for (let first = 0; first < units.length; first += UNITS_AT_ONCE) {
      if (isStopped()) return false
      const some = units.slice(first, first + UNITS_AT_ONCE)
      const told = some.map((unit) => ({ unit, events: this.#eventsOf(site, unit) }))
      const past = told.flatMap(({ unit, events }) => pastFigures(site, unit, events, start))
      if (!(await post(past))) return false
      const events = told.flatMap((one) => one.events)
      const known = events.filter(({ at }) => at <= start)
      if (!(await this.#take(known, some, start))) return false
      ahead.push(...events.filter(({ at }) => at > start))
      await breathe()
    }
    this.#ahead = { site, from: start, events: inOrder(ahead) }
    return true
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
    const events: DossierEvent[] = []
    for (const unit of this.#parts.units()) {
      events.push(...this.#eventsOf(site, unit).filter(({ at }) => at > from))
      await this.#parts.breathe()
    }
    this.#ahead = { site, from, events: inOrder(events) }
    return this.#ahead
  }

  #eventsOf({ dossiers }: Site, unit: string): readonly DossierEvent[] {
    return dossiers ? dossierEventsOf(unit, this.#parts.data, dossiers) : []
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

function pastFigures(
  site: Site,
  unit: string,
  events: readonly DossierEvent[],
  start: number,
): readonly DemoSample[] {
  if (!site.dossiers) return []
  const moments = ownOfficeDays(unit).filter((at) => at < start)
  return pastDossierFigures(site, site.dossiers, unit, events, moments)
}
