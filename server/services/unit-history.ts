import type { SeriesName } from '../../protocol/schema.ts'
import type { Aggregation } from '../../protocol/screen.ts'
import { carrySteps } from '../core/history/carry.ts'
import type { Rollup } from '../core/history/rollup.ts'
import { createPeriodReader } from '../core/ingest/day-bounds.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import type { Localized, Site, Unit } from '../core/sites/site.ts'
import { breaksOf, segmentsOf, unitOn, type Segment } from '../core/sites/succession.ts'
import type { HistoryInfo, HistoryReader, HistorySpan, HistorySteps } from './history-reader.ts'

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
  reader: HistoryReader,
  site: Site,
  span: HistorySpan,
  startOf: () => StepStart,
): Promise<HistorySteps & { readonly breaks: readonly HistoryBreak[] }> {
  const found = locate(span, site)
  if (!found) return { ...(await reader.steps(span, startOf())), breaks: [] }
  const { unit, segments, periodOf, breaks } = found
  const rows: Rollup[] = []
  const infos: HistoryInfo[] = []
  for (const segment of segments) {
    const period = periodOf(segment)
    const within = {
      from: Math.max(span.from, period.from),
      to: Math.min(span.to, period.to),
    }
    for (const steps of await segmentSteps(segment, unit, within)) {
      rows.push(...steps.rows)
      infos.push(steps.info)
    }
  }
  return { rows, info: joinedInfo(infos), breaks }

  async function segmentSteps(
    { units, isExact }: Segment<Unit>,
    asked: Unit,
    within: { readonly from: number; readonly to: number },
  ): Promise<readonly HistorySteps[]> {
    const { metric } = span.series
    const read = (one: Unit, id: string): Promise<HistorySteps> =>
      reader.steps({ series: ofUnit(id, one), ...within }, startOf())
    if (units.length === 1 && units[0] === asked) return [await read(asked, metric)]
    const rule = site.metrics.find(({ id }) => id === metric)?.aggregation ?? { kind: 'none' }
    if (!isExact || rule.kind === 'none') return []
    const byUnit: HistorySteps[][] = []
    for (const one of units) {
      byUnit.push(await Promise.all(inputsOf(metric, rule).map((id) => read(one, id))))
    }
    const carried = carrySteps(
      rule,
      byUnit.map((inputs) => inputs.map((steps) => steps.rows)),
    )
    return [{ rows: carried, info: joinedInfo(byUnit.flat().map(({ info }) => info)) }]
  }
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

function ofUnit(metric: string, { code }: Unit): SeriesName {
  return { metric, subject: { kind: 'unit', id: code } }
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
