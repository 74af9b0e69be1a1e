import type { Request } from 'express'
import type { SeriesName } from '../../../protocol/schema.ts'
import { DAY_MS } from '../../core/history/points.ts'
import { parseStep } from '../../core/history/step.ts'
import { quoted } from '../../core/ingest/incoming-sample.ts'
import type { HttpSite } from './http-parts.ts'
import { badParameter, instantParameter, textParameter } from './parameters.ts'
import { HttpProblem } from './problem.ts'

export const MAX_POINTS = 10_000
export const MAX_SPAN_DAYS = 3_660

/** Half-open [from, to), ms since 1970. */
export interface HistoryQuery {
  readonly from: number
  readonly to: number
  readonly stepMs: number | undefined
  /** Where this page begins. */
  readonly pageFrom: number
}

/** Reads `from`, `to`, `step` and `cursor`; by default the last 24 hours as they came. What it refuses it names. */
export function readHistoryQuery(req: Request, now: number): HistoryQuery {
  const to = instantParameter(req, 'to') ?? now
  const from = instantParameter(req, 'from') ?? to - DAY_MS
  if (!(from < to)) throw badParameter('from', 'from lies not before to')
  if (to - from > MAX_SPAN_DAYS * DAY_MS) {
    throw badParameter('from', `at most ${MAX_SPAN_DAYS} days are answered at once`)
  }
  const stepText = textParameter(req, 'step')
  const stepMs = stepText === undefined ? undefined : parseStep(stepText)
  if (stepText !== undefined && stepMs === undefined) {
    throw badParameter('step', 'write 10m, 1h, 1d or an ISO 8601 duration, from 1 s to 366 days')
  }
  if (stepMs !== undefined && (to - from) / stepMs > MAX_POINTS) {
    throw badParameter('step', `these are more than ${MAX_POINTS} steps from from to to`)
  }
  return { from, to, stepMs, pageFrom: pageFromOf(req, from, to) }
}

/** The place of the next page as text that means nothing to others. */
export function cursorOf(nextAt: number): string {
  return nextAt.toString(36)
}

function pageFromOf(req: Request, from: number, to: number): number {
  const text = textParameter(req, 'cursor')
  if (text === undefined) return from
  const at = /^-?[0-9a-z]{1,10}$/.test(text) ? parseInt(text, 36) : NaN
  if (!(at >= from && at < to)) throw badParameter('cursor', 'not the next of such an answer')
  return at
}

/** `root` stands for the unit of the whole site, as it does in layouts. */
const ROOT = 'root'

/** The series that a path names: what the site has now, or what it once had samples of. */
export function seriesOf({ site, feed }: HttpSite, req: Request): SeriesName {
  const { metric: id, subject } = req.params
  if (typeof id !== 'string' || typeof subject !== 'string') throw noSuchSeries('', '')
  const { metrics, units, sensors, rootUnit } = site()
  const metric = metrics.find((one) => one.id === id)
  const subjectId = subject === ROOT ? rootUnit : subject
  const kind = metric?.subjects
  const isKnown =
    kind === 'unit'
      ? units.some(({ code }) => code === subjectId)
      : kind === 'sensor' && sensors.some((sensor) => sensor.id === subjectId)
  if (kind && isKnown) return { metric: id, subject: { kind, id: subjectId } }
  const former = feed.schema().byKey.get(`${id}/${subjectId}`)
  if (former) return { metric: former.metric, subject: former.subject }
  throw noSuchSeries(id, subject)
}

function noSuchSeries(metric: string, subject: string): HttpProblem {
  const detail = `the site has no series ${quoted(metric)} of ${quoted(subject)}`
  return new HttpProblem('no-such-series', detail)
}
