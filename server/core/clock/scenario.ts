import { z } from 'zod'

/** Where a scenario stands: at `realAnchorAt` of the wall clock it was `siteStart`; it runs `rate` times as fast. */
export interface ScenarioAnchor {
  /** ms since 1970 of the scenario. */
  readonly siteStart: number
  /** ms since 1970 of the wall clock. */
  readonly realAnchorAt: number
  /** Site ms per real ms. */
  readonly rate: number
}

export const MAX_SCENARIO_RATE = 3_600

const storedAnchor = z.object({
  scenario: z.string(),
  siteStart: z.number(),
  realAnchorAt: z.number(),
  rate: z.number().positive().max(MAX_SCENARIO_RATE),
})

/** An anchor with the name of its scenario, as a site document. */
export type StoredAnchor = Readonly<z.output<typeof storedAnchor>>

/** Site time of a scenario at a wall-clock time (ms since 1970). */
export function scenarioTime(anchor: ScenarioAnchor, realAt: number): number {
  return anchor.siteStart + (realAt - anchor.realAnchorAt) * anchor.rate
}

/** The same scenario, at the same moment, running at another rate from now on. */
export function withRate(anchor: ScenarioAnchor, rate: number, realAt: number): ScenarioAnchor {
  return { siteStart: scenarioTime(anchor, realAt), realAnchorAt: realAt, rate }
}

/** Reads a stored anchor; anything else than what `formatAnchor` wrote gives undefined. */
export function parseAnchor(body: string | undefined): StoredAnchor | undefined {
  if (body === undefined) return undefined
  try {
    return storedAnchor.safeParse(JSON.parse(body)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The text form that `parseAnchor` reads. */
export function formatAnchor(anchor: StoredAnchor): string {
  const { scenario, siteStart, realAnchorAt, rate } = anchor
  return JSON.stringify({ scenario, siteStart, realAnchorAt, rate })
}
