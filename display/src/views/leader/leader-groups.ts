import type {
  LocalizedText,
  ScreenMessage,
  ScreenMetric,
  ScreenSensor,
} from '../../../../protocol/screen.ts'
import { sensorsOf } from '../../stores/places.ts'
import { seriesOf, type Spot } from './leader-figure.ts'
import { childrenOf } from './leader-places.ts'

/** The sensors of one kind, with the metrics that they give. */
export interface SensorGroup {
  readonly kind: ScreenSensor['kind']
  readonly metrics: readonly ScreenMetric[]
  readonly sensors: readonly ScreenSensor[]
}

/** What belongs to one field of work. */
export interface FigureGroup {
  readonly id: string
  /** Undefined where the site does not say. */
  readonly name: LocalizedText | undefined
  /** What the wall's figure panels show: large. */
  readonly headlines: readonly Spot[]
  readonly rows: readonly Spot[]
  readonly sensors: readonly SensorGroup[]
}

const NO_GROUP = ''
const HEADLINES_WITHOUT_LAYOUT = 2

/** The numbers of the whole site by field of work, in the order of its packs. */
export function siteGroups(screen: ScreenMessage): readonly FigureGroup[] {
  const placed = placedFigures(screen)
  return groupsOf(screen.metrics, (metrics) => {
    const ids = new Set(metrics.map((metric) => metric.id))
    const onWall = placed.filter((spot) => ids.has(spot.metric.id))
    const own = unitSpots(metrics, screen.site.rootUnit, screen)
    const headlines = onWall.length > 0 ? onWall : own.slice(0, HEADLINES_WITHOUT_LAYOUT)
    const shown = new Set(headlines.map(seriesOf))
    const rows = own.filter((spot) => !shown.has(seriesOf(spot)))
    return { headlines, rows, sensors: sensorGroups(metrics, screen) }
  })
}

/** The numbers of one unit by field of work. */
export function unitGroups(code: string, screen: ScreenMessage): readonly FigureGroup[] {
  return groupsOf(screen.metrics, (metrics) => ({
    headlines: [],
    rows: unitSpots(metrics, code, screen),
    sensors: [],
  }))
}

/** The sensors that stand in a unit, as a group of their own. */
export function sensorsIn(code: string, screen: ScreenMessage): readonly FigureGroup[] {
  const here = screen.sensors.filter((sensor) => sensor.unit === code)
  const sensors = sensorGroups(screen.metrics, { ...screen, sensors: here })
  if (sensors.length === 0) return []
  return [{ id: 'sensors', name: undefined, headlines: [], rows: [], sensors }]
}

/** Every number of one sensor. */
export function sensorSpots(sensor: ScreenSensor, { metrics }: ScreenMessage): readonly Spot[] {
  return metrics
    .filter((metric) => metric.subjects === 'sensor' && metric.sensorKind === sensor.kind)
    .map((metric) => ({ metric, subject: sensor.id }))
}

/** All numbers of a group, each once. */
export function spotsOf({ headlines, rows, sensors }: FigureGroup): readonly Spot[] {
  const measured = sensors.flatMap((group) =>
    group.sensors.flatMap((sensor) =>
      group.metrics.map((metric) => ({ metric, subject: sensor.id })),
    ),
  )
  const all = [...headlines, ...rows, ...measured]
  return [...new Map(all.map((spot) => [seriesOf(spot), spot])).values()]
}

type GroupContent = Pick<FigureGroup, 'headlines' | 'rows' | 'sensors'>

function groupsOf(
  metrics: readonly ScreenMetric[],
  fill: (metrics: readonly ScreenMetric[]) => GroupContent,
): readonly FigureGroup[] {
  return [...grouped(metrics, (metric) => metric.group?.id ?? NO_GROUP)].flatMap(
    ([id, members]) => {
      const group = { id, name: members[0]?.group?.name, ...fill(members) }
      const isEmpty = spotsOf(group).length === 0
      return isEmpty ? [] : [group]
    },
  )
}

function grouped<Key>(
  metrics: readonly ScreenMetric[],
  keyOf: (metric: ScreenMetric) => Key,
): ReadonlyMap<Key, readonly ScreenMetric[]> {
  const groups = new Map<Key, ScreenMetric[]>()
  for (const metric of metrics) {
    const key = keyOf(metric)
    const group = groups.get(key)
    if (group) group.push(metric)
    else groups.set(key, [metric])
  }
  return groups
}

/** Of a unit with others below it, what is not worked out from them need not exist. */
function unitSpots(
  metrics: readonly ScreenMetric[],
  code: string,
  screen: ScreenMessage,
): readonly Spot[] {
  const isParent = childrenOf(code, screen).length > 0
  return metrics
    .filter((metric) => metric.subjects === 'unit' && metric.coverageOf === undefined)
    .map((metric) => ({
      ...{ metric, subject: code },
      isOptional: isParent && metric.aggregation === undefined,
    }))
}

function sensorGroups(
  metrics: readonly ScreenMetric[],
  screen: ScreenMessage,
): readonly SensorGroup[] {
  const measured = metrics.filter((metric) => metric.subjects === 'sensor')
  return [...grouped(measured, (metric) => metric.sensorKind)].flatMap(([kind, of]) => {
    const sensors = of[0] === undefined ? [] : sensorsOf(of[0], screen)
    return kind === undefined || sensors.length === 0 ? [] : [{ kind, metrics: of, sensors }]
  })
}

/** What the site itself put into the figure panels of its wall, each once. */
function placedFigures({ layout, metrics, site }: ScreenMessage): readonly Spot[] {
  const spots = layout.scenes.flatMap(({ panels }) =>
    panels.flatMap(({ panel }): readonly Spot[] => {
      if (panel.kind !== 'figure') return []
      const { metric: id, unit, title } = panel.options
      const metric = metrics.find((one) => one.id === id)
      const subject = unit === 'root' ? site.rootUnit : unit
      // Sensors stand in the list of their kind, each with its own words.
      if (metric?.subjects !== 'unit' || subject === undefined) return []
      return [{ metric, subject, title }]
    }),
  )
  return [...new Map(spots.map((spot) => [seriesOf(spot), spot])).values()]
}
