import type { KeyLimits } from '../../../protocol/people.ts'
import { postableMetrics, type SiteChoices } from './site-choices.ts'

export interface KeyLine {
  readonly origin: string
  readonly site: string
  /** The key itself. */
  readonly text: string
}

/** A figure that the key may send: a metric, and whose. */
export interface SampleSpot {
  readonly metric: string
  readonly subject: { readonly sensor: string } | { readonly unit: string }
}

/** The first figure that may be sent as it is; totals are the server's own. */
export function sampleSpot(
  choices: SiteChoices,
  limits: KeyLimits | undefined,
): SampleSpot | undefined {
  const parents = new Set(choices.units.map(({ parent }) => parent))
  const allowed = choices.units.filter(
    ({ code }) => limits?.units === undefined || limits.units.includes(code),
  )
  const leaf = allowed.find(({ code }) => !parents.has(code))
  for (const metric of postableMetrics(choices)) {
    if (limits?.metrics !== undefined && !limits.metrics.includes(metric.id)) continue
    if (metric.subjects === 'sensor') {
      const sensor = choices.sensors.find(({ kind }) => kind === metric.sensorKind)
      if (sensor) return { metric: metric.id, subject: { sensor: sensor.id } }
    } else if (metric.aggregation?.kind !== 'ratio' && leaf) {
      return { metric: metric.id, subject: { unit: leaf.code } }
    }
  }
  return undefined
}

/** A line for a terminal that sends one figure with the key. */
export function ingestLine({ origin, site, text }: KeyLine, spot: SampleSpot): string {
  const body = { samples: [{ metric: spot.metric, ...spot.subject, value: 1 }] }
  return [
    `curl -X POST ${origin}/api/v1/sites/${site}/samples \\`,
    `  -H ${quoted(`Authorization: Bearer ${text}`)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(JSON.stringify(body))}`,
  ].join('\n')
}

/** A line for a terminal that reads all figures of the site with the key. */
export function readLine({ origin, site, text }: KeyLine): string {
  return [
    `curl ${origin}/api/v1/sites/${site}/snapshot \\`,
    `  -H ${quoted(`Authorization: Bearer ${text}`)}`,
  ].join('\n')
}

/** The address that a wall without a person is opened with. */
export function wallAddress({ origin, site, text }: KeyLine): string {
  return `${origin}/wall/${site}#key=${encodeURIComponent(text)}`
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
