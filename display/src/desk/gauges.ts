import { EVERY_SITE, type Grant } from '../../../protocol/access.ts'
import type { ScreenMessage, ScreenMetric } from '../../../protocol/screen.ts'
import type { Locale } from '../stores/screen.ts'

/** A metric of a sensor that measures it. */
export interface Gauge {
  readonly metric: string
  readonly sensor: string
}

export interface NamedGauge extends Gauge {
  readonly key: string
  /** `Ái Nghĩa, mực nước`. */
  readonly name: string
  readonly of: ScreenMetric
}

/** The gauges of a site that these grants let somebody read: all for officers, those of the agency for reporters; never what the site works out itself. */
export function gaugesFor(
  screen: ScreenMessage,
  grants: readonly Grant[],
  locale: Locale,
): readonly NamedGauge[] {
  const here = grants.filter(({ site }) => site === screen.site.id || site === EVERY_SITE)
  const isOfficer = here.some(({ role }) => role === 'officer')
  const agencies = here.flatMap(({ role, agency }) => (role === 'reporter' ? [agency] : []))
  const metrics = screen.metrics.filter(
    ({ subjects, coverageOf, owner }) =>
      subjects === 'sensor' &&
      coverageOf === undefined &&
      (isOfficer || agencies.includes(owner.vi)),
  )
  return screen.sensors.flatMap((sensor) =>
    metrics
      .filter(({ sensorKind }) => sensorKind === undefined || sensorKind === sensor.kind)
      .filter(({ id }) => !sensor.workedOut?.includes(id))
      .map((metric) => ({
        key: `${metric.id}/${sensor.id}`,
        metric: metric.id,
        sensor: sensor.id,
        name: `${sensor.name[locale]}, ${metric.shortName[locale].toLocaleLowerCase(locale)}`,
        of: metric,
      })),
  )
}

/** A number as people write it, with a comma or a point; undefined where it is none. */
export function readDecimal(text: string): number | undefined {
  const trimmed = text.trim()
  return /^[+-]?\d{1,9}([.,]\d{1,6})?$/.test(trimmed)
    ? Number(trimmed.replace(',', '.'))
    : undefined
}
