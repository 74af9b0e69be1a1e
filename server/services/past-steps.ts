import type { Aggregation } from '../../protocol/screen.ts'
import { carrySteps } from '../core/history/carry.ts'
import type { Rollup } from '../core/history/rollup.ts'
import { createPeriodReader, type Period } from '../core/ingest/day-bounds.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import { unitsInForce } from '../core/sites/in-force.ts'
import { partsOf, type PartsOfDays } from '../core/sites/parts-of.ts'
import type { Metric, Site, Unit } from '../core/sites/site.ts'
import type { HistoryInfo, HistoryReader, HistorySteps } from './history-reader.ts'

/** A site whose history is asked, and the sites whose figures it takes over on an ISO date. */
export interface HistorySite {
  readonly site: () => Site
  readonly history: HistoryReader
  readonly children: (date: string) => readonly HistorySite[]
}

/** A series of a unit within a time in which its code meant nothing else, [from, to) in ms since 1970. */
export interface UnitSteps {
  readonly metric: string
  readonly unit: string
  readonly from: number
  readonly to: number
  /** Makes a finder of step beginnings, to be asked in order of time. */
  readonly startOf: () => (at: number) => number
}

/**
 * Steps of one unit. A figure that the site works out or takes over stands in its history from the
 * moment it was first worked out, so there is none of the time before the site ran, nor of figures
 * that were imported later. For that time its steps are worked out when they are asked for: from its
 * parts, or from the site that it is taken over from.
 */
export async function stepsWithPast(source: HistorySite, asked: UnitSteps): Promise<HistorySteps> {
  const { metric, unit, from, to, startOf } = asked
  const series = { metric, subject: { kind: 'unit' as const, id: unit } }
  const own = await source.history.steps({ series, from, to }, startOf())
  const begins = own.rows[0]?.at ?? to
  if (begins <= from) return own
  const history = source.history.forMany()
  const past = await pastSteps({ ...source, history }, { ...asked, to: begins })
  return joinedSteps([...past, own])
}

async function pastSteps(source: HistorySite, asked: UnitSteps): Promise<readonly HistorySteps[]> {
  const site = source.site()
  const metric = site.metrics.find(({ id }) => id === asked.metric)
  if (!metric) return []
  const dates = {
    from: civilDate(asked.from, site.timeZone),
    to: civilDate(asked.to - 1, site.timeZone),
  }
  if (metric.aggregation.kind !== 'none') {
    const stretches = partsOf(asked.unit, dates, site.units)
    if (stretches.length > 0) return [await stepsOfParts(source, asked, metric, stretches)]
  }
  const child = source
    .children(dates.to)
    .find((one) => unitsInForce(one.site(), dates.to).some(({ code }) => code === asked.unit))
  return child ? [await stepsWithPast(child, asked)] : []
}

/** A part that says nothing in all this time is left out, as it is of the figure of now; its silence is no gap. */
async function stepsOfParts(
  source: HistorySite,
  asked: UnitSteps,
  metric: Metric,
  stretches: readonly PartsOfDays[],
): Promise<HistorySteps> {
  const site = source.site()
  const periodOf = createPeriodReader(site.timeZone)
  const parts = [...new Set(stretches.flatMap((days) => days.parts))]
  const stepsOf = new Map<Unit, readonly HistorySteps[]>()
  for (const part of parts) {
    const within = overlap(asked, periodOf(part.validity))
    const inputs = await stepsOfInputs(source, { ...asked, ...within, unit: part.code }, metric)
    if (inputs.some(({ rows }) => rows.length > 0)) stepsOf.set(part, inputs)
  }
  return joinedSteps(
    stretches.map((days) => {
      const { from, to } = periodOf(days)
      const { rows, info } = combinedSteps(
        site,
        metric,
        days.parts.flatMap((part) => {
          const inputs = stepsOf.get(part)
          return inputs ? [inputs] : []
        }),
      )
      return { rows: rows.filter(({ at }) => at >= from && at < to), info }
    }),
  )
}

function overlap(one: Period, other: Period): Period {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }
}

/** The steps of a unit that the rule of a metric takes: of the metric itself, or of numerator and denominator. */
export function stepsOfInputs(
  source: HistorySite,
  asked: UnitSteps,
  { id, aggregation }: Pick<Metric, 'id' | 'aggregation'>,
): Promise<readonly HistorySteps[]> {
  const reads = inputsOf(id, aggregation).map((metric) =>
    stepsWithPast(source, { ...asked, metric }),
  )
  return Promise.all(reads)
}

/** Steps of several units as those of the one that they make up, by the metric's rule. */
export function combinedSteps(
  site: Site,
  { id, aggregation }: Pick<Metric, 'id' | 'aggregation'>,
  byUnit: readonly (readonly HistorySteps[])[],
): HistorySteps {
  const holdsForMs = inputsOf(id, aggregation).map(
    (input) => site.metrics.find((one) => one.id === input)?.freshness.expireAfterMs ?? 0,
  )
  const rows = carrySteps(
    aggregation,
    byUnit.map((inputs) =>
      inputs.map((steps, index) => ({ rows: steps.rows, holdsForMs: holdsForMs[index] ?? 0 })),
    ),
  )
  return { rows, info: joinedInfo(byUnit.flat().map(({ info }) => info)) }
}

/** Steps that follow one another. */
export function joinedSteps(steps: readonly HistorySteps[]): HistorySteps {
  const rows: Rollup[] = []
  for (const one of steps) rows.push(...one.rows)
  return { rows, info: joinedInfo(steps.map(({ info }) => info)) }
}

function inputsOf(metric: string, rule: Aggregation): readonly string[] {
  return rule.kind === 'ratio' ? [rule.numerator, rule.denominator] : [metric]
}

function joinedInfo(infos: readonly HistoryInfo[]): HistoryInfo {
  const latest = (key: 'rawFrom' | 'sizeCutTo'): number | undefined => {
    const all = infos.flatMap((info) => info[key] ?? [])
    return all.length > 0 ? Math.max(...all) : undefined
  }
  const losses = new Map(
    infos.flatMap((info) => info.losses).map((loss) => [`${loss.from} ${loss.to}`, loss]),
  )
  return {
    rawFrom: latest('rawFrom'),
    sizeCutTo: latest('sizeCutTo'),
    losses: [...losses.values()],
  }
}
