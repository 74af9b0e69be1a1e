import { freshnessOf } from '../../../../protocol/freshness.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { spanWords } from '../../i18n/age.ts'
import { formatMoment } from '../../i18n/dates.ts'
import type { Reading } from '../../stores/readings.ts'
import type { PanelContext } from '../panel-context.ts'
import { hasNumber } from '../panel-state.ts'
import { valueOf, type Warning, type Watched } from './watched.ts'

/** From here on the places of one metric are told together: one broken source must not fill the wall. */
const MOST_APART = 4

interface Silent {
  readonly one: Watched
  readonly reading: Reading | undefined
}

/** Series whose own age is stale or expired, or that never sent a number: the longest silence first. How many there are is counted by place. */
export function silentSeries(
  watched: readonly Watched[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): { readonly count: number; readonly items: readonly Warning[] } {
  const silent = watched
    .map((one): Silent => ({ one, reading: readings.get(one.series) }))
    .filter(isSilent)
    .toSorted((a, b) => ageOf(b) - ageOf(a) || a.one.nameOrder - b.one.nameOrder)
  const metrics = [...new Set(silent.map(({ one }) => one.metric))]
  const items = metrics.flatMap((metric) => {
    const all = silent.filter(({ one }) => one.metric === metric)
    if (all.length <= MOST_APART) return all.map((each) => itemOf(each, context))
    const placeCount = watched.filter((one) => one.metric === metric).length
    return [groupItem(metric, all, placeCount, context)]
  })
  return { count: silent.length, items }
}

/** Judged by its own age: a lost server is told by the band, and would make every series silent. */
function isSilent({ one, reading }: Silent): boolean {
  if (!reading || reading.value === null) return true
  const own = freshnessOf(reading.ageMs, one.metric.freshness)
  return own === 'stale' || own === 'expired'
}

/** What never sent a number comes after what fell silent. */
function ageOf({ reading }: Silent): number {
  return reading ? reading.ageMs : -1
}

function itemOf({ one, reading }: Silent, context: PanelContext): Warning {
  return {
    kind: 'silent',
    key: one.series,
    place: one.placeName,
    words: silenceWords(one.metric, reading, context),
    details: detailsOf(one.metric, context),
    level: undefined,
    trend: undefined,
    ...valueOf(one, reading, context),
  }
}

function silenceWords(
  { subjects }: ScreenMetric,
  reading: Reading | undefined,
  { messages, now, screen }: PanelContext,
): string {
  const { value, age } = messages
  if (!reading) return subjects === 'sensor' ? value.neverFromSensor : value.neverFromUnit
  const when = formatMoment(reading.sampledAt, now, screen.site.timeZone)
  if (hasNumber(reading)) return age.readAt(when, spanWords(reading.ageMs, messages))
  return reading.value === null && reading.freshness !== 'expired'
    ? value.toldEmpty(when)
    : value.lostSince(when)
}

function groupItem(
  metric: ScreenMetric,
  all: readonly Silent[],
  placeCount: number,
  context: PanelContext,
): Warning {
  const { messages, now, screen } = context
  const words = messages.panels.warnings
  const heard = all.flatMap(({ reading }) => (reading ? [reading.sampledAt] : []))
  const since =
    heard.length === 0
      ? words.never
      : messages.value.lostSince(formatMoment(Math.min(...heard), now, screen.site.timeZone))
  return {
    kind: 'silent',
    key: metric.id,
    place: words.places(all.length, placeCount),
    words: since,
    details: detailsOf(metric, context),
    level: undefined,
    trend: undefined,
    value: undefined,
    unitOfMeasure: '',
    isOld: true,
  }
}

function detailsOf(
  { shortName, owner }: ScreenMetric,
  { locale, messages }: PanelContext,
): readonly string[] {
  return [shortName[locale], messages.panels.warnings.ask(owner[locale])]
}
