import type { Series } from '../protocol/schema.ts'
import type { Site } from './core/sites/site.ts'

/** By sets made once per configuration: it is asked for every series each minute. */
export function createConfiguredCheck(site: () => Site): (series: Series) => boolean {
  let known: ReturnType<typeof namesOf> | undefined
  return ({ metric, subject }) => {
    if (known?.site !== site()) known = namesOf(site())
    return known.metrics.has(metric) && known.subjects[subject.kind].has(subject.id)
  }
}

function namesOf(site: Site) {
  return {
    site,
    metrics: new Set(site.metrics.map(({ id }) => id)),
    subjects: {
      unit: new Set(site.units.map(({ code }) => code)),
      sensor: new Set(site.sensors.map(({ id }) => id)),
    },
  }
}
