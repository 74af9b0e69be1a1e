import { createPeriodReader } from '../core/ingest/day-bounds.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import type { Localized, Site, Unit } from '../core/sites/site.ts'
import { breaksOf, segmentsOf, unitOn, type Segment } from '../core/sites/succession.ts'
import type { HistorySpan, HistorySteps } from './history-reader.ts'
import {
  combinedSteps,
  joinedSteps,
  stepsOfInputs,
  stepsWithPast,
  type HistorySite,
  type UnitSteps,
} from './past-steps.ts'

/** A moment at which a unit's ground was cut anew: what is before it tells of other units. */
export interface HistoryBreak {
  readonly at: number
  /** The units before, and the one after. */
  readonly words: Localized
}

export interface UnitSpan {
  /** The part of a span in which the code means the unit that it means at the span's end. */
  readonly own: HistorySpan
  readonly breaks: readonly HistoryBreak[]
}

type StepStart = (at: number) => number

/** Names of units before a break; more would not fit on a chart. */
const MOST_NAMES = 2

/**
 * A code means a unit only together with a date: asked for a span, the unit in force on its last day.
 * For any other series the span itself, without a break.
 */
export function unitSpan(span: HistorySpan, site: Site): UnitSpan {
  const found = locate(span, site)
  if (!found) return { own: span, breaks: [] }
  const from = Math.max(span.from, found.periodOf(found.unit.validity).from)
  return { own: { ...span, from: Math.min(from, span.to) }, breaks: found.breaks }
}

/**
 * Steps of a series; those of a unit are carried back over the days on which its ground was cut anew,
 * from the figures of the units that it was made of, where the metric's rule lets them combine and
 * none of them was divided.
 */
export async function unitSteps(
  source: HistorySite,
  span: HistorySpan,
  startOf: () => StepStart,
): Promise<HistorySteps & { readonly breaks: readonly HistoryBreak[] }> {
  const found = locate(span, source.site())
  if (!found) return { ...(await source.history.steps(span, startOf())), breaks: [] }
  const { segments, periodOf, breaks } = found
  const steps: HistorySteps[] = []
  for (const segment of segments) {
    const period = periodOf(segment)
    const from = Math.max(span.from, period.from)
    const to = Math.min(span.to, period.to)
    const asked = { metric: span.series.metric, from, to, startOf }
    const some = await segmentSteps(source, asked, segment, found.unit)
    if (some) steps.push(some)
  }
  return { ...joinedSteps(steps), breaks }
}

async function segmentSteps(
  source: HistorySite,
  asked: Omit<UnitSteps, 'unit'>,
  { units, isExact }: Segment<Unit>,
  unit: Unit,
): Promise<HistorySteps | undefined> {
  if (units.length === 1 && units[0] === unit) {
    return stepsWithPast(source, { ...asked, unit: unit.code })
  }
  const site = source.site()
  const metric = site.metrics.find(({ id }) => id === asked.metric)
  if (!metric || !isExact || metric.aggregation.kind === 'none') return undefined
  const byUnit: (readonly HistorySteps[])[] = []
  for (const { code } of units) {
    byUnit.push(await stepsOfInputs(source, { ...asked, unit: code }, metric))
  }
  return combinedSteps(site, metric, byUnit)
}

interface Located {
  readonly unit: Unit
  readonly segments: readonly Segment<Unit>[]
  readonly periodOf: ReturnType<typeof createPeriodReader>
  readonly breaks: readonly HistoryBreak[]
}

function locate({ series, from, to }: HistorySpan, site: Site): Located | undefined {
  if (series.subject.kind !== 'unit') return undefined
  const dates = {
    from: civilDate(from, site.timeZone),
    to: civilDate(to - 1, site.timeZone),
  }
  const unit = unitOn(series.subject.id, dates.to, site.units)
  if (!unit) return undefined
  const periodOf = createPeriodReader(site.timeZone)
  const segments = segmentsOf(unit, dates, site.units)
  const breaks = breaksOf(segments).map((date, index) => ({
    at: periodOf({ from: date }).from,
    words: breakWords(segments[index]?.units ?? [], segments[index + 1]?.units ?? []),
  }))
  return { unit, segments, periodOf, breaks }
}

function breakWords(before: readonly Unit[], after: readonly Unit[]): Localized {
  return {
    vi: `${namesOf(before, 'vi')} → ${namesOf(after, 'vi')}`,
    en: `${namesOf(before, 'en')} → ${namesOf(after, 'en')}`,
  }
}

function namesOf(units: readonly Unit[], locale: 'vi' | 'en'): string {
  const names = units.slice(0, MOST_NAMES).map(({ name }) => name[locale])
  return units.length > MOST_NAMES ? `${names.join(', ')}, …` : names.join(', ')
}
