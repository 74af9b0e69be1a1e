import { unpackFlags } from '../../protocol/sample.ts'
import { pointsOf, type AlarmPoint } from '../core/alarms/points.ts'
import type { RuleCondition } from '../core/alarms/rule.ts'
import {
  createTrial,
  partsOverTime,
  type PointTrial,
  type TrialChange,
} from '../core/alarms/trial.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import type { Site } from '../core/sites/site.ts'
import type { HistoryReader } from './history-reader.ts'
import { unitSpan } from './unit-history.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Longest span that is tried at once. */
export const MAX_TRIAL_MS = 400 * DAY_MS

/** Samples that are read at a time; between them others have their turn. */
const PAGE = 20_000

export interface TrialOrder {
  readonly rule: string
  /** Site time, ms since 1970: [from, to). */
  readonly from: number
  readonly to: number
}

export interface SubjectTrial extends PointTrial {
  /** `<rule>~<subject>`. */
  readonly alarm: string
  /** Absent = the site as a whole. */
  readonly subject?: { readonly kind: 'unit' | 'sensor'; readonly id: string }
  readonly samples: number
  /** Before it, within the span, not every sample is kept any more: what was before could not be tried. */
  readonly triedFrom?: number
}

export interface TrialReport {
  /** The end that was asked for, or now where that lies ahead. */
  readonly to: number
  readonly subjects: readonly SubjectTrial[]
}

export type TrialOutcome =
  | { readonly ok: true; readonly report: TrialReport }
  | { readonly ok: false; readonly reason: 'no-such-rule' | 'no-subjects' | 'bad-span' }

interface TrialParts {
  readonly site: Site
  /** Site time: nothing is known of what comes later. */
  readonly now: number
  readonly history: HistoryReader
}

/**
 * Replays a site's history through the conditions of one of its rules, for each subject that it has on
 * the last day of the span. Changes nothing.
 */
export async function tryRule(parts: TrialParts, order: TrialOrder): Promise<TrialOutcome> {
  const { site } = parts
  const { from } = order
  const to = Math.min(order.to, parts.now)
  if (!(from < to && to - from <= MAX_TRIAL_MS)) return { ok: false, reason: 'bad-span' }
  if (!site.alarms.rules.some(({ settings }) => settings.id === order.rule)) {
    return { ok: false, reason: 'no-such-rule' }
  }
  const points = pointsOf(site, civilDate(to - 1, site.timeZone))
  const wanted = points.filter(({ rule }) => rule.id === order.rule)
  if (wanted.length === 0) return { ok: false, reason: 'no-subjects' }
  const replay = createReplayOfPoints(parts, points, { from, to })
  const subjects: SubjectTrial[] = []
  for (const point of wanted) subjects.push((await replay(point)).trial)
  return { ok: true, report: { to, subjects } }
}

interface Span {
  readonly from: number
  readonly to: number
}

interface Replayed {
  readonly trial: SubjectTrial
  readonly changes: readonly TrialChange[]
}

/** Each alarm is replayed once, though several combinations may need it. */
function createReplayOfPoints(
  parts: TrialParts,
  points: readonly AlarmPoint[],
  span: Span,
): (point: AlarmPoint) => Promise<Replayed> {
  const byAlarm = new Map(points.map((point) => [point.alarm, point]))
  const known = new Map<string, Promise<Replayed>>()
  const replay = (point: AlarmPoint): Promise<Replayed> => {
    const found = known.get(point.alarm)
    if (found) return found
    const going = point.parts
      ? replayCombination(point, point.parts, span, partOf)
      : replaySeries(parts, point, span)
    known.set(point.alarm, going)
    return going
  }
  const partOf = async (alarm: string): Promise<readonly TrialChange[]> => {
    const point = byAlarm.get(alarm)
    return point ? (await replay(point)).changes : []
  }
  return replay
}

async function replayCombination(
  point: AlarmPoint,
  parts: NonNullable<AlarmPoint['parts']>,
  span: Span,
  partOf: (alarm: string) => Promise<readonly TrialChange[]>,
): Promise<Replayed> {
  const changes: (readonly TrialChange[])[][] = []
  for (const alarms of parts) {
    const ofRule: (readonly TrialChange[])[] = []
    for (const alarm of alarms) ofRule.push(await partOf(alarm))
    changes.push(ofRule)
  }
  const trial = createTrial(point.rule, span, undefined)
  for (const { at, active } of partsOverTime(changes)) trial.take({ kind: 'parts', active }, at)
  return replayed(point, trial.end(), 0)
}

async function replaySeries(
  { site, history }: TrialParts,
  point: AlarmPoint,
  span: Span,
): Promise<Replayed> {
  const { rule, subject } = point
  const metric = site.metrics.find(({ id }) => id === point.definition.metric)
  if (!metric || !subject) throw new RangeError(`alarm ${point.alarm} looks at no series`)
  const { staleAfterMs } = metric.freshness
  const from = span.from - warmUpMs(rule.condition, rule.onDelayMs, staleAfterMs)
  const series = { metric: metric.id, subject }
  // A code means the unit that it means at the span's end.
  const { own } = unitSpan({ series, from, to: span.to }, site)
  const trial = createTrial(rule, span, staleAfterMs)
  trial.take({ kind: 'tick' }, own.from)
  let samples = 0
  let triedFrom: number | undefined
  for (let at: number | undefined = own.from; at !== undefined;) {
    const page = await history.points({ ...own, from: at }, PAGE)
    const { points, info } = page
    if (info.rawFrom !== undefined) triedFrom = info.rawFrom
    for (let row = 0; row < points.count; row++) {
      const sampledAt = points.at[row]!
      const value = points.value[row]!
      const { quality } = unpackFlags(points.flags[row]!)
      if (sampledAt >= span.from) samples++
      const known = Number.isNaN(value) ? null : value
      trial.take({ kind: 'sample', sampledAt, value: known, quality }, sampledAt)
    }
    at = page.nextAt
  }
  return replayed(
    point,
    trial.end(),
    samples,
    triedFrom !== undefined && triedFrom > span.from ? triedFrom : undefined,
  )
}

/** What has to be known before the span for the condition to be at its beginning as it was. */
function warmUpMs(condition: RuleCondition, onDelayMs: number, staleAfterMs: number): number {
  const ownMs =
    condition.kind === 'stale'
      ? condition.afterMs
      : 'windowMs' in condition
        ? condition.windowMs
        : 0
  return Math.max(DAY_MS, staleAfterMs, ownMs) + onDelayMs + HOUR_MS
}

function replayed(
  { alarm, subject }: AlarmPoint,
  { trial, changes }: { readonly trial: PointTrial; readonly changes: readonly TrialChange[] },
  samples: number,
  triedFrom?: number,
): Replayed {
  const of = { alarm, ...(subject && { subject }), samples }
  return { trial: { ...trial, ...of, ...(triedFrom !== undefined && { triedFrom }) }, changes }
}
