import type { AlarmRow } from '../../../../protocol/alarms.ts'
import type { CommuneMapOptions } from '../../../../protocol/panels/commune-map.ts'
import type { PanelSpec } from '../../../../protocol/panels/panel.ts'
import type { ScreenMessage } from '../../../../protocol/screen.ts'

const HOURS = 24

type MapSpec = Extract<PanelSpec, { readonly kind: 'commune-map' }>

/** What is drawn beside an alarm: the course of a sensor's figure; of a unit, or of the whole site, its map. */
export function pictureOf(
  { metric: id, sensor, unit }: Pick<AlarmRow, 'metric' | 'sensor' | 'unit'>,
  screen: ScreenMessage,
): PanelSpec | undefined {
  const metric = screen.metrics.find((one) => one.id === id)
  if (metric && sensor !== undefined && screen.sensors.some((one) => one.id === sensor)) {
    return { kind: 'trend', options: { series: [{ metric: metric.id, sensor }], hours: HOURS } }
  }
  if (metric?.subjects === 'unit' && unit !== undefined) {
    return { kind: 'commune-map', options: { metric: metric.id, sensors: [] } }
  }
  return siteMap(screen)
}

/** The first map of the site's own scenes that shows what floods are told by, else its first map. */
export function siteMap({ layout }: ScreenMessage): MapSpec | undefined {
  const maps = layout.scenes
    .flatMap(({ panels }) => panels.map(({ panel }) => panel))
    .filter((panel) => panel.kind === 'commune-map')
  return maps.toSorted((a, b) => sensorCount(b) - sensorCount(a))[0]
}

function sensorCount({ options }: { readonly options: CommuneMapOptions }): number {
  return options.sensors.length
}
