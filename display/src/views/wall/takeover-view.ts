import type { AlarmRow } from '../../../../protocol/alarms.ts'
import type { Rise } from '../../../../protocol/rise.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { knownWords, type AlarmKnowledge } from '../../alarms/alarm-knowledge.ts'
import { alarmLine, ruleOf, type AlarmLine } from '../../alarms/alarm-line.ts'
import { spanWords } from '../../i18n/age.ts'
import { formatMoment, formatMomentSeconds } from '../../i18n/dates.ts'
import { withUnit } from '../../i18n/numbers.ts'
import { stateOf, valueText } from '../../i18n/value-text.ts'
import { levelWords } from '../../panels/levels.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import { watchedSeries } from '../../alarms/watched-series.ts'
import { hasNumber, panelState } from '../../panels/panel-state.ts'
import { trendOf } from '../../panels/told-rise.ts'
import type { Trend } from '../../panels/trend.ts'
import type { Reading } from '../../stores/readings.ts'

/** The figure that an alarm watches, as it is now; where it is not known any more, as it was at the raise. */
export interface WatchedFigure {
  /** Of a figure that came by the feed its series, `metric/subject`. */
  readonly series: string | undefined
  readonly text: string
  /** `trên BĐ3 1,60 m`; '' without levels. */
  readonly meaning: string
  readonly trend: Trend | undefined
  /** Said where it is not the present figure, or not a new one; ''. */
  readonly note: string
  /** It is not what is so now, as far as anybody knows. */
  readonly isOld: boolean
}

/** One critical alarm at a glance. */
export interface TakeoverView {
  readonly line: AlarmLine
  readonly figure: WatchedFigure | undefined
  /** `chưa ai nhận`, or that its cause is over and still nobody has. */
  readonly standing: string
  /** For how long it has been asking. */
  readonly age: string
  readonly since: string
  /** The first sentences of what to do. */
  readonly guidance: string
  /** Of when all this is, where nobody knows of later; ''. */
  readonly known: string
  /** Worked out from simulated values, on a screen that does not say so of everything. */
  readonly isSimulated: boolean
}

/** Whole sentences up to so many letters; the first one in any case. */
const GUIDANCE_LETTERS = 150

export function takeoverView(
  row: AlarmRow,
  reading: Reading | undefined,
  knowledge: AlarmKnowledge,
  context: PanelContext,
  /** Of the figure in the last hour, where that is known. */
  rise?: Rise,
): TakeoverView {
  const { locale, messages, now, screen } = context
  const { takeover } = messages.alarmWall
  const { timeZone } = screen.site
  const isOver = !row.isActive && row.clearedAt !== undefined
  return {
    line: alarmLine(row, context),
    figure: figureOf(row, reading, rise, context),
    standing: isOver
      ? takeover.over(formatMoment(row.clearedAt ?? 0, now, timeZone))
      : takeover.nobody,
    age: row.askedAt === undefined ? '' : spanWords(now - row.askedAt, messages),
    since:
      row.askedAt === undefined
        ? ''
        : takeover.since(formatMomentSeconds(row.askedAt, now, timeZone)),
    guidance: firstSentences(ruleOf(row, screen)?.guidance?.[locale] ?? ''),
    known: knownWords(knowledge, context) ?? '',
    isSimulated: row.isSimulated === true && screen.scenario === undefined,
  }
}

function figureOf(
  row: AlarmRow,
  reading: Reading | undefined,
  rise: Rise | undefined,
  context: PanelContext,
): WatchedFigure | undefined {
  const { locale, screen } = context
  const metric = screen.metrics.find(({ id }) => id === row.metric)
  const known = hasNumber(reading) ? reading : undefined
  const value = known ? known.value : row.value
  if (!metric || value === undefined) return undefined
  const sensor = screen.sensors.find(({ id }) => id === row.sensor)
  return {
    series: known && watchedSeries(row, screen),
    text: withUnit(valueText(value, metric, locale), metric.unitOfMeasure[locale]),
    meaning:
      stateOf(value, metric)?.meaning?.[locale] ?? levelWords(value, metric, sensor, context) ?? '',
    ...standingOf(known, rise, metric, context),
  }
}

/** Said as panels say it, or the words of one scene would differ. */
function standingOf(
  reading: Reading | undefined,
  rise: Rise | undefined,
  metric: ScreenMetric,
  context: PanelContext,
): Pick<WatchedFigure, 'trend' | 'note' | 'isOld'> {
  if (!reading) {
    return { trend: undefined, note: context.messages.alarmWall.takeover.atRaise, isOld: true }
  }
  const { look, strip, age } = panelState([reading], metric.freshness, context)
  const isOld = look === 'stale'
  // Where it went before says nothing of where it is going.
  const trend = isOld ? undefined : trendOf(reading, rise, metric)
  return { trend, note: strip ?? age ?? '', isOld }
}

function firstSentences(text: string): string {
  const [first = '', ...others] = text.split(/(?<=[.!?])\s+/)
  let told = first
  for (const sentence of others) {
    if (told.length + 1 + sentence.length > GUIDANCE_LETTERS) break
    told += ` ${sentence}`
  }
  return told
}
