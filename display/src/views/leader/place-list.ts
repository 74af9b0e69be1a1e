import type { Freshness } from '../../../../protocol/freshness.ts'
import type { ScreenMessage, ScreenMetric, ScreenUnit } from '../../../../protocol/screen.ts'
import { shadeOf, type CellShade } from '../../panels/class-shade.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import { hasNumber } from '../../panels/panel-state.ts'
import type { Reading } from '../../stores/readings.ts'
import { leaderFigure, type LeaderFigure } from './leader-figure.ts'

export interface PlaceRow {
  readonly code: string
  readonly place: string
  readonly figure: LeaderFigure
  /** Length of the bar from zero, 0…1; undefined without a number. */
  readonly share: number | undefined
  readonly shade: CellShade
}

export interface PlaceRows {
  readonly rows: readonly PlaceRow[]
  readonly missingCount: number
  readonly oldCount: number
}

/** A metric of several units: the worst first, or the highest where neither end is worse; those without a number last. */
export function placeRows(
  metric: ScreenMetric,
  units: readonly ScreenUnit[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): PlaceRows {
  const { locale } = context
  const { compare } = new Intl.Collator(locale)
  const entries = units.map((unit) => {
    const reading = readings.get(`${metric.id}/${unit.code}`)
    return { unit, value: hasNumber(reading) ? reading.value : undefined }
  })
  const sign = metric.direction === 'higher-is-better' ? 1 : -1
  const ordered = entries.toSorted((a, b) => {
    const byName = compare(a.unit.name[locale], b.unit.name[locale])
    if (a.value === undefined || b.value === undefined) {
      return Number(a.value === undefined) - Number(b.value === undefined) || byName
    }
    return sign * (a.value - b.value) || byName
  })
  const largest = Math.max(0, ...entries.map(({ value }) => Math.abs(value ?? 0)))
  const rows = ordered.map(({ unit, value }): PlaceRow => {
    const figure = leaderFigure({ metric, subject: unit.code }, readings, context)
    const share = value === undefined || largest === 0 ? undefined : Math.abs(value) / largest
    return {
      ...{ code: unit.code, place: unit.name[locale], figure, share },
      shade: shadeFor(value, figure.freshness, metric),
    }
  })
  return {
    rows,
    missingCount: rows.filter((row) => row.figure.text === context.messages.emDash).length,
    oldCount: rows.filter((row) => row.figure.freshness === 'stale').length,
  }
}

function shadeFor(
  value: number | undefined,
  freshness: Freshness,
  metric: ScreenMetric,
): CellShade {
  if (value === undefined) return 'none'
  return freshness === 'stale' ? 'stale' : shadeOf(value, metric)
}

/** The metrics by which units can be compared. */
export function comparable(screen: ScreenMessage): readonly ScreenMetric[] {
  return screen.metrics.filter(
    (metric) => metric.subjects === 'unit' && metric.coverageOf === undefined,
  )
}

/** The metric asked for; else what the wall's map shows, else one where more is worse, else any. */
export function chosenMetric(screen: ScreenMessage, wanted: unknown): ScreenMetric | undefined {
  const metrics = comparable(screen)
  const onMap = screen.layout.scenes
    .flatMap((scene) => scene.panels)
    .flatMap(({ panel }) => (panel.kind === 'commune-map' ? [panel.options.metric] : []))
  const named = [wanted, ...onMap].flatMap((id) => metrics.find((metric) => metric.id === id) ?? [])
  return named[0] ?? metrics.find((metric) => metric.direction === 'lower-is-better') ?? metrics[0]
}
