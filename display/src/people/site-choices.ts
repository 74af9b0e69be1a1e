import * as z from 'zod/mini'

const text = z.object({ vi: z.string(), en: z.string() })

/** Of a site's `screen` message, what can be chosen at a desk, and whether it is real; the rest is left. */
export const ScreenChoicesSchema = z.object({
  site: z.object({ id: z.string(), name: text, rootUnit: z.string() }),
  metrics: z.array(
    z.object({
      id: z.string(),
      name: text,
      subjects: z.enum(['unit', 'sensor']),
      sensorKind: z.optional(z.string()),
      owner: text,
      aggregation: z.optional(z.object({ kind: z.string() })),
      coverageOf: z.optional(z.string()),
    }),
  ),
  units: z.array(
    z.object({ code: z.string(), name: text, kind: z.string(), parent: z.optional(z.string()) }),
  ),
  sensors: z.array(z.object({ id: z.string(), name: text, kind: z.string() })),
  scenario: z.optional(z.object({ title: text })),
})
export type SiteChoices = z.infer<typeof ScreenChoicesSchema>

/** Who answers for figures of the sites, each once, in the order of the alphabet: what a reporter may be of. */
export function agenciesOf(sites: readonly SiteChoices[]): readonly string[] {
  const names = new Set(sites.flatMap(({ metrics }) => metrics.map(({ owner }) => owner.vi)))
  return [...names].sort(new Intl.Collator('vi').compare)
}

/** Figures that programs may send: those that count the inputs of others are made by the server alone. */
export function postableMetrics({ metrics }: SiteChoices): SiteChoices['metrics'] {
  return metrics.filter(({ coverageOf }) => coverageOf === undefined)
}
