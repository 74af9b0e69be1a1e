import { formatNumber } from '../../i18n/numbers.ts'
import type { CommuneMapView } from '../../panels/commune-map/commune-map-view.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import type { PanelState } from '../../panels/panel-state.ts'
import type { UnitCount } from './commune-counts.ts'

/**
 * A map of the site with what is open in each commune in place of its figures: beside counts of
 * alarms any other number would be read as one.
 */
export function floodMapView(
  view: CommuneMapView,
  counts: readonly UnitCount[],
  state: PanelState,
  { locale, messages }: PanelContext,
): CommuneMapView {
  const open = new Map(
    counts.map(({ unit, critical, high, lesser }) => [unit, critical.open + high.open + lesser]),
  )
  // The first of them is the unit of measure of the figures that are not shown.
  const [, ...aboutShapes] = view.subtitle
  return {
    ...view,
    title: messages.alarmWall.flood.onMap,
    subtitle: aboutShapes,
    state,
    legend: [],
    cells: view.cells.map((cell) => ({
      ...cell,
      series: undefined,
      text: formatNumber(open.get(cell.code) ?? 0, 0, locale),
      shade: '0',
    })),
  }
}
