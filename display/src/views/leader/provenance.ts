import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import { spanWords } from '../../i18n/age.ts'
import { civilTime, formatDate, formatMoment, formatSeconds } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import { hasNumber } from '../../panels/panel-state.ts'
import type { Reading } from '../../stores/readings.ts'
import { coverageOf, seriesOf, targetOf, type Spot } from './leader-figure.ts'
import { childrenOf, subjectName, unitNounOf } from './leader-places.ts'
import { levelText } from './level-text.ts'

const FACTS = [
  ...(['definition', 'formula', 'origin', 'coverage', 'quality', 'sampledAt', 'validity'] as const),
  ...(['cadence', 'owner', 'target', 'levels', 'code'] as const),
] as const

/** One thing to know of a number, by the name of its term in the messages. */
export interface Fact {
  readonly term: (typeof FACTS)[number]
  readonly text: string
  /** The series that this fact is itself a number of. */
  readonly series?: string
}

/** Where a number comes from and how far it can be trusted, in the order in which one asks. */
export function provenance(
  spot: Spot,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): readonly Fact[] {
  const reading = readings.get(seriesOf(spot))
  const { metric } = spot
  const { locale } = context
  const texts: Readonly<Partial<Record<Fact['term'], string | undefined>>> = {
    definition: metric.definition?.[locale],
    formula: formulaOf(spot, reading, context),
    origin: reading && originOf(reading, context),
    quality: reading && qualityOf(reading, context),
    sampledAt: reading && sampledAtOf(reading, context),
    validity: reading && validityOf(metric, reading, context),
    cadence: cadenceOf(metric, context),
    owner: metric.owner[locale],
    target: targetText(metric, reading, context),
    levels: levelsOf(spot, context),
    code: seriesOf(spot),
  }
  const coverage = coverageOf(metric, spot.subject, readings, context)
  return FACTS.flatMap((term): readonly Fact[] => {
    if (term === 'coverage' && coverage) {
      const { leader } = context.messages
      const say = coverage.known < coverage.all ? leader.coverage : leader.fullCoverage
      return [{ term, text: say(coverage.words), series: coverage.series }]
    }
    const text = texts[term]
    return text === undefined ? [] : [{ term, text }]
  })
}

/** How the number is made: measured, sent, counted, or combined from the units below. */
function formulaOf(spot: Spot, reading: Reading | undefined, context: PanelContext): string {
  const { metric, subject } = spot
  const { locale, screen, messages } = context
  const { formula } = messages.leader
  const place = subjectName(subject, screen, locale)
  if (metric.subjects === 'sensor') return formula.measured(place)
  if (metric.coverageOf !== undefined) return formula.count(nameOf(metric.coverageOf, context))
  return isCombined(spot, reading, context) ? combinedOf(spot, context) : formula.sent(place)
}

/** A unit above others may all the same be sent a number of its own. */
export function isCombined(
  { metric, subject }: Spot,
  reading: Reading | undefined,
  { screen }: PanelContext,
): boolean {
  if (metric.aggregation === undefined || childrenOf(subject, screen).length === 0) return false
  return reading === undefined || reading.origin === 'derived'
}

function combinedOf({ metric, subject }: Spot, context: PanelContext): string {
  const { locale, messages, screen } = context
  const { formula } = messages.leader
  const children = childrenOf(subject, screen)
  const noun = unitNounOf(children, messages)
  const count = formatNumber(children.length, 0, locale)
  const { aggregation } = metric
  switch (aggregation?.kind) {
    case 'sum':
    case 'mean':
    case 'min':
    case 'max':
      return formula[aggregation.kind](count, noun)
    case 'ratio': {
      const factor =
        aggregation.factor === 1 ? undefined : formatFactor(aggregation.factor, context)
      const [above, below] = [aggregation.numerator, aggregation.denominator]
      const words = formula.ratio(nameOf(above, context), nameOf(below, context), factor)
      return `${words} ${formula.ratioOver(noun)}`
    }
    case 'none':
    case undefined:
      return formula.sent(subjectName(subject, screen, locale))
  }
}

/** Numerator and denominator of a ratio, of the same unit. */
export function operandsOf({ metric, subject }: Spot, { metrics }: ScreenMessage): readonly Spot[] {
  const { aggregation } = metric
  if (aggregation?.kind !== 'ratio') return []
  return [aggregation.numerator, aggregation.denominator].flatMap((id) => {
    const operand = metrics.find((one) => one.id === id)
    return operand ? [{ metric: operand, subject }] : []
  })
}

function formatFactor(factor: number, { locale }: PanelContext): string {
  return formatNumber(factor, Number.isInteger(factor) ? 0 : 3, locale)
}

function nameOf(id: string, { screen, locale }: PanelContext): string {
  return screen.metrics.find((metric) => metric.id === id)?.name[locale] ?? id
}

function originOf({ origin }: Reading, { messages, screen }: PanelContext): string {
  const { leader } = messages
  const isMadeOfSimulated = origin === 'derived' && screen.scenario !== undefined
  return isMadeOfSimulated
    ? `${leader.origin[origin]}; ${leader.onSimulated}`
    : leader.origin[origin]
}

function qualityOf({ quality, underReview }: Reading, { messages }: PanelContext): string {
  const words = messages.leader.quality[quality]
  return underReview ? `${words}, ${messages.value.underReview}` : words
}

function sampledAtOf({ sampledAt, origin }: Reading, { messages, screen }: PanelContext): string {
  const time = civilTime(sampledAt, screen.site.timeZone)
  const words = `${formatSeconds(time)} ${formatDate(time)}`
  return origin === 'derived' ? `${words}, ${messages.leader.oldestInput}` : words
}

function validityOf(
  { freshness }: ScreenMetric,
  { sampledAt, ageMs }: Reading,
  { messages, now, screen }: PanelContext,
): string {
  const moment = (at: number): string => formatMoment(at, now, screen.site.timeZone)
  const stale = moment(sampledAt + freshness.staleAfterMs)
  const expired = moment(sampledAt + freshness.expireAfterMs)
  const { validity } = messages.leader
  if (ageMs > freshness.expireAfterMs) return validity.gone(expired)
  return ageMs > freshness.staleAfterMs
    ? validity.old(stale, expired)
    : validity.until(stale, expired)
}

function cadenceOf({ freshness }: ScreenMetric, { messages }: PanelContext): string {
  const cadence = spanWords(freshness.cadenceMs, messages)
  return messages.leader.cadence(cadence, spanWords(freshness.graceMs, messages))
}

function targetText(
  metric: ScreenMetric,
  reading: Reading | undefined,
  context: PanelContext,
): string {
  const { leader } = context.messages
  const target = targetOf(metric, hasNumber(reading) ? reading.value : NaN, context)
  const direction = leader.direction[metric.direction]
  if (!target) return `${leader.noTarget} ${direction}`
  const words = hasNumber(reading) ? target.words : target.plain
  return `${words.slice(0, 1).toLocaleUpperCase()}${words.slice(1)}. ${direction}`
}

function levelsOf({ metric, subject }: Spot, context: PanelContext): string | undefined {
  const sensor = context.screen.sensors.find((one) => one.id === subject)
  if (metric.subjects !== 'sensor' || !sensor?.levels) return undefined
  return sensor.levels.map((level) => levelText(level, metric, context.locale)).join(' · ')
}
