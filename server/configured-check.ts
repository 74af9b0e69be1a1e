import type { Series } from '../protocol/schema.ts'
import { CANARY_METRIC } from './core/alarms/canary.ts'
import { createPeriodReader } from './core/ingest/day-bounds.ts'
import { civilDate } from './core/sites/civil-date.ts'
import { unitsInForce } from './core/sites/in-force.ts'
import type { Site } from './core/sites/site.ts'

export interface ConfiguredCheck {
  /** Changes with the days of the site, on each of which other units may be in force. */
  readonly day: () => string
  /**
   * False for a figure whose metric, unit or sensor the configuration does not have today, and for one
   * of a time at which its code meant another unit.
   */
  readonly stands: (series: Series, sampledAt: number) => boolean
}

/** By tables made once per configuration and day: it is asked for every series each minute. */
export function createConfiguredCheck(site: () => Site, now: () => number): ConfiguredCheck {
  let known: ReturnType<typeof namesOf> | undefined
  const day = (): string => civilDate(now(), site().timeZone)
  return {
    day,
    stands({ metric, subject }, sampledAt) {
      if (known?.site !== site() || now() >= known.until) known = namesOf(site(), day())
      if (!known.metrics.has(metric)) return false
      if (subject.kind === 'sensor') return known.sensors.has(subject.id)
      return sampledAt >= (known.unitsSince.get(subject.id) ?? Infinity)
    },
  }
}

function namesOf(site: Site, date: string) {
  const periodOf = createPeriodReader(site.timeZone)
  return {
    site,
    until: periodOf({ to: date }).to,
    metrics: new Set([...site.metrics.map(({ id }) => id), CANARY_METRIC]),
    sensors: new Set(site.sensors.map(({ id }) => id)),
    unitsSince: new Map(
      unitsInForce(site, date).map(({ code, validity }) => [code, periodOf(validity).from]),
    ),
  }
}
