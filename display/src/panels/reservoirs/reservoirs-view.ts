import type { ReservoirsOptions } from '../../../../protocol/panels/reservoirs.ts'
import type { ScreenMessage, ScreenMetric, ScreenSensor } from '../../../../protocol/screen.ts'
import type { ChartTableView } from '../../charts/chart-table.ts'
import { spanWords } from '../../i18n/age.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import { sensorsOf } from '../../stores/places.ts'
import type { Reading } from '../../stores/readings.ts'
import { mixedState } from '../mixed-state.ts'
import { metricOf, type PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, type PanelState } from '../panel-state.ts'
import { balanceOf, spilledShare, type Balance } from './flows.ts'
import { isConfirmed, isFull, storageWords, storedShare } from './storage.ts'

/** One figure of a reservoir. */
export interface ReservoirFigure {
  readonly series: string
  readonly text: string
  readonly look: 'plain' | 'old' | 'lost'
  /** Of a number that is old. */
  readonly age: string | undefined
}

/** The drawing of a level between dead (0) and full (1). */
export interface TankMark {
  /** Undefined = how high the water stands is not known. */
  readonly share: number | undefined
  readonly limit: number | undefined
  readonly isFull: boolean
  /** Which of the marks that are drawn no document confirms. */
  readonly isDoubted: Readonly<Record<'dead' | 'limit' | 'full', boolean>>
  readonly look: ReservoirFigure['look']
}

export interface ReservoirRow {
  readonly id: string
  readonly name: string
  readonly level: ReservoirFigure
  readonly tank: TankMark | undefined
  /** Against the full mark; nothing of an old level. */
  readonly words: string | undefined
  readonly inflow: ReservoirFigure
  readonly release: ReservoirFigure
  readonly spill: ReservoirFigure
  readonly spilledShare: number | undefined
  readonly balance: Balance | undefined
}

export interface ReservoirsView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  readonly heads: Readonly<Record<Quantity, string>>
  readonly levelUnit: string
  readonly rows: readonly ReservoirRow[]
}

const QUANTITIES = ['level', 'inflow', 'release', 'spill'] as const
type Quantity = (typeof QUANTITIES)[number]

/** What the panel draws, whatever the values: the same for as long as the screen is. */
export interface ReservoirsPlan {
  readonly metrics: Readonly<Record<Quantity, ScreenMetric>>
  readonly sensors: readonly ScreenSensor[]
}

const HOUR_MS = 3_600_000

export function reservoirsPlan(options: ReservoirsOptions, screen: ScreenMessage): ReservoirsPlan {
  const { level, inflow, release, spill } = options.metrics
  const metrics = {
    level: metricOf(screen, level),
    inflow: metricOf(screen, inflow),
    release: metricOf(screen, release),
    spill: metricOf(screen, spill),
  }
  const all = sensorsOf(metrics.level, screen)
  const { sensors } = options
  return {
    metrics,
    sensors: sensors ? sensors.flatMap((id) => all.find((one) => one.id === id) ?? []) : all,
  }
}

export function reservoirsKeys({ metrics, sensors }: ReservoirsPlan): readonly string[] {
  return sensors.flatMap(({ id }) => QUANTITIES.map((one) => `${metrics[one].id}/${id}`))
}

export function reservoirsView(
  options: ReservoirsOptions,
  { metrics, sensors }: ReservoirsPlan,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): ReservoirsView {
  const { locale, messages } = context
  const words = messages.panels.reservoirs
  const readingOf = (quantity: Quantity, { id }: ScreenSensor): Reading | undefined =>
    readings.get(`${metrics[quantity].id}/${id}`)
  const measured = QUANTITIES.flatMap((quantity) =>
    sensors.map((sensor) => ({
      metric: metrics[quantity],
      reading: readingOf(quantity, sensor),
    })),
  )
  const hasLimits = sensors.some(({ storage }) => storage?.floodLimit !== undefined)
  const hasDoubts = sensors.some(({ storage }) => (storage?.unconfirmed ?? []).length > 0)
  const heads = Object.fromEntries(
    QUANTITIES.map((one) => [one, metrics[one].shortName[locale]]),
  ) as Record<Quantity, string>
  const ordered = inOrder(sensors, options.order, readingOf)
  const state = mixedState(measured, context)
  const rows = ordered.map((sensor) =>
    rowOf(sensor, metrics, (quantity) => readingOf(quantity, sensor), context),
  )
  return {
    title: options.title?.[locale] ?? words.title,
    subtitle: [
      metrics.release.unitOfMeasure[locale],
      ...(hasDoubts ? [words.doubtKey] : []),
      ...(hasLimits ? [words.limitKey] : []),
    ],
    state,
    heads: { ...heads, level: words.level, spill: words.spillHead },
    levelUnit: metrics.level.unitOfMeasure[locale],
    rows: state.look === 'stale' ? withoutOneAge(rows) : rows,
  }
}

function rowOf(
  sensor: ScreenSensor,
  metrics: ReservoirsPlan['metrics'],
  readingOf: (quantity: Quantity) => Reading | undefined,
  context: PanelContext,
): ReservoirRow {
  const figureOf = (quantity: Quantity): ReservoirFigure => ({
    series: `${metrics[quantity].id}/${sensor.id}`,
    ...toldAs(readingOf(quantity), metrics[quantity], context),
  })
  const level = figureOf('level')
  const reading = readingOf('level')
  const value = hasNumber(reading) ? reading.value : undefined
  const { storage } = sensor
  const isMeant = storage && value !== undefined && level.look === 'plain'
  return {
    id: sensor.id,
    name: sensor.name[context.locale],
    level,
    tank: storage && {
      share: value === undefined ? undefined : storedShare(value, storage),
      limit:
        storage.floodLimit === undefined ? undefined : storedShare(storage.floodLimit, storage),
      isFull: isMeant ? isFull(value, metrics.level, storage) : false,
      isDoubted: {
        dead: !isConfirmed(storage, 'dead'),
        limit: !isConfirmed(storage, 'floodLimit'),
        full: !isConfirmed(storage, 'full'),
      },
      look: level.look,
    },
    words: isMeant ? storageWords(value, metrics.level, storage, context) : undefined,
    inflow: figureOf('inflow'),
    release: figureOf('release'),
    spill: figureOf('spill'),
    spilledShare: spilledShare(readingOf('release'), readingOf('spill'), metrics.release, context),
    balance: balanceOf(readingOf('inflow'), readingOf('release'), metrics.release, context),
  }
}

function toldAs(
  reading: Reading | undefined,
  { decimals }: ScreenMetric,
  { layer, locale, messages }: PanelContext,
): Omit<ReservoirFigure, 'series'> {
  if (!reading) return { text: messages.panels.reservoirs.never, look: 'lost', age: undefined }
  if (!hasNumber(reading)) return { text: messages.emDash, look: 'lost', age: undefined }
  const text = formatNumber(reading.value, decimals, locale)
  if (freshnessOn(reading, layer) !== 'stale') return { text, look: 'plain', age: undefined }
  // A number that is old only because the server is lost has its age along the foot.
  const isOldItself = reading.freshness === 'stale'
  const age = messages.age.old(spanWords(inWholeHours(reading.ageMs), messages))
  return { text, look: 'old', age: isOldItself ? age : undefined }
}

/** Where all numbers are equally old the strip along the foot says so for all of them. */
function withoutOneAge(rows: readonly ReservoirRow[]): readonly ReservoirRow[] {
  const ages = rows.flatMap((row) =>
    QUANTITIES.flatMap((one) => (row[one].look === 'old' ? [row[one].age] : [])),
  )
  if (new Set(ages).size !== 1) return rows
  const ageless = (figure: ReservoirFigure): ReservoirFigure => ({ ...figure, age: undefined })
  return rows.map((row) => ({
    ...row,
    level: ageless(row.level),
    inflow: ageless(row.inflow),
    release: ageless(row.release),
    spill: ageless(row.spill),
  }))
}

/** Minutes beside the hours would double the width of every column. */
function inWholeHours(ageMs: number): number {
  return ageMs < HOUR_MS ? ageMs : Math.floor(ageMs / HOUR_MS) * HOUR_MS
}

/** Those without a number come last, as listed. */
function inOrder(
  sensors: readonly ScreenSensor[],
  order: ReservoirsOptions['order'],
  readingOf: (quantity: Quantity, sensor: ScreenSensor) => Reading | undefined,
): readonly ScreenSensor[] {
  const valueOf = (quantity: Quantity, sensor: ScreenSensor): number | undefined => {
    const reading = readingOf(quantity, sensor)
    return hasNumber(reading) ? reading.value : undefined
  }
  const rankOf = (sensor: ScreenSensor): number => {
    if (order === 'largest-release-first') {
      return valueOf('release', sensor) ?? valueOf('spill', sensor) ?? -Infinity
    }
    const level = valueOf('level', sensor)
    const { storage } = sensor
    return level === undefined || !storage ? -Infinity : storedShare(level, storage)
  }
  if (order === 'as-listed') return sensors
  const ranks = new Map(sensors.map((sensor) => [sensor, rankOf(sensor)]))
  const of = (sensor: ScreenSensor): number => ranks.get(sensor) ?? -Infinity
  return sensors.toSorted((a, b) => (of(a) === of(b) ? 0 : of(b) - of(a)))
}

/** All reservoirs as a table, those that found no room too. */
export function reservoirsTable(view: ReservoirsView, { messages }: PanelContext): ChartTableView {
  const words = messages.panels.reservoirs
  const { heads } = view
  const withAge = ({ text, age }: ReservoirFigure): { readonly text: string } => ({
    text: age === undefined ? text : `${text}, ${age}`,
  })
  return {
    caption: [view.title, ...view.subtitle].join(', '),
    columns: [
      ...[words.reservoir, `${heads.level}, ${view.levelUnit}`, words.meaning],
      ...[heads.inflow, heads.release, heads.spill, words.balance],
    ],
    rows: view.rows.map(({ name, tank, balance, ...row }) => ({
      name,
      cells: [
        withAge(row.level),
        {
          text:
            [tank?.isFull ? words.full : '', row.words ?? ''].join(' ').trim() || messages.emDash,
        },
        withAge(row.inflow),
        withAge(row.release),
        withAge(row.spill),
        {
          text: balance ? [balance.words, balance.amount ?? ''].join(' ').trim() : messages.emDash,
        },
      ],
    })),
  }
}
