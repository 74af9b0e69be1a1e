import type { TableOptions } from '../../../../protocol/panels/table.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { Locale } from '../../i18n/messages.ts'
import { valueText } from '../../i18n/value-text.ts'
import type { Reading } from '../../stores/readings.ts'
import { mixedState } from '../mixed-state.ts'
import { metricOf, type PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, type PanelState } from '../panel-state.ts'
import {
  compareValues,
  isLowestWorst,
  isMeasuredAt,
  placesOfAny,
  type NamedPlace,
} from '../place-order.ts'
import { missBy } from '../targets.ts'

export interface TableCell {
  /** Absent where the metric is not measured at the place. */
  readonly series: string | undefined
  readonly text: string
  readonly look: 'plain' | 'old' | 'missing'
  /** On the wrong side of its target. */
  readonly isMissed: boolean
}

export interface TableRow {
  readonly name: string
  readonly cells: readonly TableCell[]
}

export interface TableHead {
  readonly name: string
  readonly unitOfMeasure: string
}

export interface TableView {
  readonly title: string
  readonly state: PanelState
  readonly heads: readonly TableHead[]
  /** Some column has a target: the head explains the mark of those missed. */
  readonly hasTargets: boolean
  readonly rowCount: number
  /** The rows from a position on; made only when they are shown. */
  readonly rowsFrom: (first: number, count: number) => readonly TableRow[]
  readonly nameLetters: number
  readonly valueLetters: number
}

/** What a table draws, whatever the values: the same for as long as the screen is. */
export interface TablePlan {
  readonly columns: readonly ScreenMetric[]
  readonly orderBy: ScreenMetric | undefined
  readonly places: readonly NamedPlace[]
}

const BLANK: TableCell = { series: undefined, text: '', look: 'plain', isMissed: false }

export function tablePlan(
  { rows, columns: ids, orderBy }: TableOptions,
  screen: ScreenMessage,
  locale: Locale,
): TablePlan {
  const columns = ids.map((id) => metricOf(screen, id))
  return {
    columns,
    orderBy: orderBy === undefined ? undefined : metricOf(screen, orderBy),
    places: placesOfAny(columns, rows, screen, locale),
  }
}

export function tableKeys({ columns, orderBy, places }: TablePlan): readonly string[] {
  const metrics = orderBy ? [...columns, orderBy] : columns
  return metrics.flatMap(({ id }) => places.map((place) => `${id}/${place.id}`))
}

export function tableView(
  options: TableOptions,
  plan: TablePlan,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): TableView {
  const { locale, messages } = context
  const { columns, places } = plan
  const measured = places.flatMap((place) =>
    columns
      .filter((metric) => isMeasuredAt(metric, place))
      .map((metric) => ({ metric, reading: readings.get(`${metric.id}/${place.id}`) })),
  )
  const ordered = inOrder(plan, readings)
  const hasTargets = columns.some(
    ({ target, direction }) => target !== undefined && direction !== 'neither',
  )
  return {
    title: options.title?.[locale] ?? columns.map((one) => one.shortName[locale]).join(' · '),
    state: mixedState(measured, context),
    heads: columns.map(({ shortName, unitOfMeasure }) => {
      return { name: shortName[locale], unitOfMeasure: unitOfMeasure[locale] }
    }),
    hasTargets,
    rowCount: ordered.length,
    rowsFrom: (first, count) =>
      ordered.slice(first, first + count).map((place) => ({
        name: place.name,
        cells: columns.map((metric) => cellOf(metric, place, readings, context)),
      })),
    nameLetters: places.reduce((longest, { name }) => Math.max(longest, name.length), 4),
    valueLetters: measured.reduce(
      (longest, { metric, reading }) =>
        hasNumber(reading)
          ? Math.max(longest, valueText(reading.value, metric, locale).length)
          : longest,
      messages.emDash.length + 1,
    ),
  }
}

function inOrder(
  { orderBy, places }: TablePlan,
  readings: ReadonlyMap<string, Reading>,
): readonly NamedPlace[] {
  if (!orderBy) return places
  const valueAt = ({ id }: NamedPlace): number | undefined => {
    const reading = readings.get(`${orderBy.id}/${id}`)
    return hasNumber(reading) ? reading.value : undefined
  }
  const isLowestFirst = isLowestWorst(orderBy)
  return places.toSorted(
    (a, b) => compareValues(valueAt(a), valueAt(b), isLowestFirst) || a.nameOrder - b.nameOrder,
  )
}

function cellOf(
  metric: ScreenMetric,
  place: NamedPlace,
  readings: ReadonlyMap<string, Reading>,
  { locale, messages, layer }: PanelContext,
): TableCell {
  if (!isMeasuredAt(metric, place)) return BLANK
  const series = `${metric.id}/${place.id}`
  const reading = readings.get(series)
  if (!hasNumber(reading)) {
    return { series, text: messages.emDash, look: 'missing', isMissed: false }
  }
  const isOld = freshnessOn(reading, layer) === 'stale'
  return {
    series,
    text: valueText(reading.value, metric, locale),
    look: isOld ? 'old' : 'plain',
    isMissed: missBy(reading.value, metric) !== undefined,
  }
}
