import { KPI_TARGETS, type AlarmKpiAnswer } from '../../../protocol/alarm-kpis.ts'
import { spanWords } from '../i18n/age.ts'
import { formatMoment } from '../i18n/dates.ts'
import type { kpisVi } from '../i18n/alarms/kpis-vi.ts'
import { formatNumber } from '../i18n/numbers.ts'
import { alarmLine, type AlarmPlaceAndTime } from './alarm-line.ts'

/** One figure with what it should be. */
export interface KpiFigure {
  readonly key: string
  readonly name: string
  readonly value: string
  readonly more: string
  /** Absent where there is no common measure. */
  readonly target?: string
  readonly isMissed: boolean
}

export interface KpiRow {
  readonly key: string
  readonly title: string
  readonly place: string
  readonly value: string
}

const PERCENT = 100

type Words = typeof kpisVi

export function kpiFigures(
  kpis: AlarmKpiAnswer,
  about: AlarmPlaceAndTime,
  words: Words,
): readonly KpiFigure[] {
  const { locale, messages } = about
  const { perTenMinutes, flood, stale, acknowledgement } = kpis
  const number = (value: number, decimals = 0): string => formatNumber(value, decimals, locale)
  const percent = (share: number): string => `${number(share * PERCENT, 1)} %`
  const span = (ms: number): string => spanWords(ms, messages)
  const { medianMs, p90Ms = 0, longestMs = 0 } = acknowledgement
  return [
    {
      ...{ key: 'rate', name: words.rate, value: number(perTenMinutes.mean, 2) },
      more: words.rateText,
      target: words.atMost(number(KPI_TARGETS.perTenMinutes)),
      isMissed: perTenMinutes.mean > KPI_TARGETS.perTenMinutes,
    },
    {
      ...{ key: 'peak', name: words.peak, value: number(perTenMinutes.peak) },
      more:
        perTenMinutes.peakAt === undefined
          ? ''
          : words.peakAt(momentOf(perTenMinutes.peakAt, about)),
      target: words.atMost(number(KPI_TARGETS.peakPerTenMinutes)),
      isMissed: perTenMinutes.peak > KPI_TARGETS.peakPerTenMinutes,
    },
    {
      ...{ key: 'flood', name: words.flood, value: percent(flood.share) },
      more:
        flood.count === 0
          ? words.noFlood
          : words.floodText(number(flood.count), span(flood.longestMs)),
      target: words.under(percent(KPI_TARGETS.floodShare)),
      isMissed: flood.share > KPI_TARGETS.floodShare,
    },
    {
      ...{ key: 'stale', name: words.stale, value: number(stale.count), more: '' },
      target: words.under(number(KPI_TARGETS.stale)),
      isMissed: stale.count >= KPI_TARGETS.stale,
    },
    {
      ...{ key: 'acknowledgement', name: words.acknowledgement },
      value: medianMs === undefined ? messages.emDash : span(medianMs),
      more:
        medianMs === undefined
          ? words.noAcknowledgement
          : words.acknowledgementText(span(p90Ms), span(longestMs)),
      isMissed: false,
    },
    {
      ...{ key: 'watch', name: words.watch, value: percent(kpis.watchShare), more: '' },
      isMissed: false,
    },
  ]
}

/** Since when the figures are, where that is later than asked for: the journal says nothing of before. */
export function knownSince(
  { from, to }: Pick<AlarmKpiAnswer, 'from' | 'to'>,
  askedMs: number,
): number | undefined {
  const since = Date.parse(from)
  return Date.parse(to) - since < askedMs ? since : undefined
}

/** The three lists of alarms that are worth a look. */
export function kpiLists(kpis: AlarmKpiAnswer, about: AlarmPlaceAndTime, words: Words) {
  const number = (value: number): string => formatNumber(value, 0, about.locale)
  const percent = (share: number): string => `${formatNumber(share * PERCENT, 1, about.locale)} %`
  const row = (of: Named, value: string): KpiRow => ({ ...namesOf(of, about), value })
  return {
    most: kpis.mostFrequent.map((one) =>
      row(one, `${words.times(number(one.raised))} · ${words.mostShare(percent(one.share))}`),
    ),
    topShare: kpis.mostFrequent.reduce((sum, { share }) => sum + share, 0),
    chattering: kpis.chattering.map((one) => row(one, words.times(number(one.times)))),
    stale: kpis.stale.alarms.map((one) => row(one, words.since(momentOf(one.since, about)))),
  }
}

interface Named {
  readonly alarm: string
  readonly rule: string
  readonly unit?: string | undefined
  readonly sensor?: string | undefined
}

function namesOf({ alarm, rule, unit, sensor }: Named, about: AlarmPlaceAndTime) {
  const subject = { ...(unit !== undefined && { unit }), ...(sensor !== undefined && { sensor }) }
  const row = { alarm, rule, occurrence: 0, ...subject }
  const { title, place } = alarmLine(
    { ...row, state: 'normal', isActive: false, isAcknowledged: true },
    about,
  )
  return { key: alarm, title, place }
}

function momentOf(iso: string, { now, screen }: AlarmPlaceAndTime): string {
  return formatMoment(Date.parse(iso), now, screen.site.timeZone)
}
