import { quoted, type IncomingSample, type RejectionCode } from './incoming-sample.ts'
import {
  isFitting,
  isWithin,
  type IndexedMetric,
  type SeriesTarget,
  type SiteIndex,
} from './site-index.ts'

/** How far in the future of site time a sample may lie, in ms. */
export const FUTURE_LIMIT_MS = 5 * 60_000
/** While the site clock is a scenario, a time this near to real time means the scenario's now, in ms. */
const SCENARIO_NOW_MS = 5 * 60_000

/** The clocks at the moment samples came in; all in ms since 1970. */
export interface IntakeTime {
  readonly siteNow: number
  readonly realNow: number
  readonly isScenario: boolean
}

/** What is wrong with a sample. */
export interface SampleRefusal {
  readonly ok: false
  readonly code: RejectionCode
  readonly message: string
}

/** When a sample was taken, in site time: without `at` now; in a scenario also what lies within 5 minutes of real time. */
export function sampleTime(at: number | undefined, time: IntakeTime): number {
  if (at === undefined) return time.siteNow
  const isNow = time.isScenario && Math.abs(at - time.realNow) <= SCENARIO_NOW_MS
  return isNow ? time.siteNow : at
}

/** Codes of units whose dossiers are reported. */
export interface ReportingUnits {
  readonly has: (unit: string) => boolean
}

const NO_UNITS: ReportingUnits = { has: () => false }

/**
 * Checks one sample's meaning: the target it may be appended to, or why not. `sampledAt` and
 * `siteNow` are site times in ms since 1970; units are taken as they were in force at `sampledAt`.
 */
export function checkSample(
  index: SiteIndex,
  sample: IncomingSample,
  sampledAt: number,
  siteNow: number,
  reporting: ReportingUnits = NO_UNITS,
): SeriesTarget | SampleRefusal {
  const { subject, value } = sample
  const indexed = index.metrics.get(sample.metric)
  const target = indexed?.targets.get(subject.id)
  if (indexed === undefined || target === undefined || indexed.kind !== subject.kind) {
    return explainTarget(index, indexed, sample)
  }
  if (!(sampledAt <= siteNow + FUTURE_LIMIT_MS)) return inTheFuture(sampledAt, siteNow)
  if (target.inForce !== undefined && !isWithin(target.inForce, sampledAt)) {
    return notInForce(subject.id, sampledAt)
  }
  if (target.isComputed) {
    return computed(target)
  }
  if (target.isCounted && reporting.has(subject.id)) return counted(target)
  if (value !== null && !(value >= target.min && value <= target.max))
    return badValue(target, value)
  return target
}

function explainTarget(
  index: SiteIndex,
  indexed: IndexedMetric | undefined,
  { metric, subject }: IncomingSample,
): SampleRefusal {
  if (indexed === undefined) {
    return refusal('unknown-metric', `the site has no metric ${quoted(metric)}`)
  }
  if (indexed.metric.coverageOf !== undefined) {
    return refusal('wrong-subject', `${metric} is computed by the system and cannot be posted`)
  }
  const sensor = index.sensors.get(subject.id)
  if (subject.kind === 'unit' && !index.units.has(subject.id)) {
    return refusal('unknown-unit', `the site has no unit ${quoted(subject.id)}`)
  }
  if (subject.kind === 'sensor' && sensor === undefined) {
    return refusal('unknown-sensor', `the site has no sensor ${quoted(subject.id)}`)
  }
  if (indexed.kind !== subject.kind) {
    return refusal('wrong-subject', `${metric} is a metric of a ${indexed.kind}`)
  }
  const isUnfit = sensor !== undefined && !isFitting(indexed.metric, sensor)
  if (!isUnfit) throw new Error(`no target for ${metric} of ${subject.kind} ${subject.id}`)
  return refusal(
    'wrong-subject',
    `${metric} is measured by ${indexed.metric.sensorKind} sensors; ${subject.id} is a ${sensor.kind} sensor`,
  )
}

function inTheFuture(sampledAt: number, siteNow: number): SampleRefusal {
  return Number.isFinite(sampledAt)
    ? refusal(
        'in-the-future',
        `${isoTime(sampledAt)} is more than 5 minutes after the site's time ${isoTime(siteNow)}`,
      )
    : refusal('malformed', 'at is not a time')
}

function notInForce(code: string, sampledAt: number): SampleRefusal {
  return refusal('unit-not-in-force', `unit ${code} was not in force at ${isoTime(sampledAt)}`)
}

function computed({ name }: SeriesTarget): SampleRefusal {
  if (name.subject.kind === 'sensor') {
    return refusal(
      'wrong-subject',
      `${name.metric} of ${name.subject.id} is worked out from its readings: post those`,
    )
  }
  return refusal(
    'wrong-subject',
    `${name.metric} of ${name.subject.id} is computed from its parts: post it for those, or a total under a metric without aggregation`,
  )
}

function counted({ name }: SeriesTarget): SampleRefusal {
  return refusal(
    'wrong-subject',
    `${name.metric} of ${name.subject.id} is counted from the dossiers that are reported for it: post their events to …/dossiers`,
  )
}

function badValue({ metric, min, max }: SeriesTarget, value: number): SampleRefusal {
  if (!Number.isFinite(value)) return refusal('not-finite', 'value is not a finite number')
  return refusal('out-of-range', `${value} is outside ${min} … ${max}, the range of ${metric.id}`)
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

function refusal(code: RejectionCode, message: string): SampleRefusal {
  return { ok: false, code, message }
}
