import type { KeyLimits } from '../../../protocol/people.ts'
import type { SeriesName } from '../../../protocol/schema.ts'
import { EVERY_SITE } from '../../../protocol/access.ts'
import type { Metric } from '../sites/site.ts'
import type { Principal } from './principal.ts'

/** What somebody may post at a site; absent parts are not limited. */
export interface PostLimit {
  readonly metrics?: ReadonlySet<string> | undefined
  readonly units?: ReadonlySet<string> | undefined
}

/** Sensors are of no unit here: a limit to units leaves them alone. */
export function isWithinLimit(limit: PostLimit, { metric, subject }: SeriesName): boolean {
  if (limit.metrics !== undefined && !limit.metrics.has(metric)) return false
  return limit.units === undefined || subject.kind !== 'unit' || limit.units.has(subject.id)
}

/** A key is limited as it was made; a reporter to the metrics that the own agency answers for. */
export function postLimitOf(
  principal: Principal,
  site: string,
  metrics: readonly Metric[],
): PostLimit {
  switch (principal.kind) {
    case 'nobody':
      return { metrics: new Set() }
    case 'key':
      return limitOfKey(principal.limits)
    case 'person': {
      const here = principal.grants.filter((one) => one.site === site || one.site === EVERY_SITE)
      const reports = here.filter(({ role }) => role === 'reporter')
      const agencies = new Set(reports.map(({ agency }) => agency))
      const own = metrics.filter(({ owner }) => agencies.has(owner.vi))
      return { metrics: new Set(own.map(({ id }) => id)) }
    }
  }
}

function limitOfKey(limits: KeyLimits | undefined): PostLimit {
  return {
    metrics: limits?.metrics && new Set(limits.metrics),
    units: limits?.units && new Set(limits.units),
  }
}
