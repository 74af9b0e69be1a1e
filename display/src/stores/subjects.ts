import type { SeriesOptions } from '../../../protocol/panels/definition.ts'
import type { LocalizedText, ScreenMessage, ScreenSensor } from '../../../protocol/screen.ts'

/** What a series is measured of, as this screen knows it. */
export interface Subject {
  readonly id: string
  readonly name: LocalizedText
  readonly sensor: ScreenSensor | undefined
}

/** The unit or sensor that options name; `root` is the site's own unit. One that is not in force keeps its code. */
export function subjectOf({ unit, sensor }: SeriesOptions, screen: ScreenMessage): Subject {
  const id = unit === 'root' ? screen.site.rootUnit : (unit ?? sensor ?? '')
  const station = screen.sensors.find((one) => one.id === sensor)
  const place = unit === undefined ? station : screen.units.find((one) => one.code === id)
  return { id, name: place?.name ?? { vi: id, en: id }, sensor: station }
}
