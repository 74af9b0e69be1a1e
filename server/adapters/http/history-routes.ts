import { z } from 'zod'
import { QUALITIES, unpackFlags } from '../../../protocol/sample.ts'
import type { SeriesName } from '../../../protocol/schema.ts'
import type { Points } from '../../core/history/points.ts'
import { stepStart } from '../../core/history/step.ts'
import type { HistoryInfo } from '../../services/history-reader.ts'
import { unitSpan, unitSteps, type HistoryBreak } from '../../services/unit-history.ts'
import {
  cursorOf,
  MAX_POINTS,
  readHistoryQuery,
  seriesOf,
  type HistoryQuery,
} from './history-query.ts'
import type { HttpSite } from './http-parts.ts'
import { badParameter, requiredInstant } from './parameters.ts'
import { HttpProblem } from './problem.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'
import { snapshotOf } from './snapshot.ts'

const RAW_COLUMNS = ['at', 'value', 'quality'] as const
const STEP_COLUMNS = ['at', 'min', 'max', 'last', 'count'] as const

const instant = z.iso.datetime()

const shared = {
  series: z.union([
    z.strictObject({ metric: z.string(), unit: z.string() }),
    z.strictObject({ metric: z.string(), sensor: z.string() }),
  ]),
  from: instant,
  to: instant.describe('Not included'),
  breaks: z
    .array(
      z.strictObject({ at: instant, words: z.strictObject({ vi: z.string(), en: z.string() }) }),
    )
    .optional()
    .describe(
      'Where the ground of a unit was cut anew, with the units before and after. Before a break samples end; steps are carried on from the units before, where the metric lets them combine',
    ),
  resolution: z.strictObject({
    rawFrom: instant
      .optional()
      .describe(
        'Before this, within the span, some days have only 10-minute rollups; absent = all is raw',
      ),
    sizeCutTo: instant.optional().describe('Raw samples before this went early, for size'),
    losses: z
      .array(z.strictObject({ from: instant, to: instant }))
      .optional()
      .describe('What was received in between left the stream before history had it'),
  }),
}

/** History as it came, or in steps. */
export const HistorySchema = z.union([
  z.strictObject({
    ...shared,
    columns: z.tuple([z.literal('at'), z.literal('value'), z.literal('quality')]),
    points: z
      .array(z.tuple([instant, z.number().nullable(), z.enum(QUALITIES)]))
      .max(MAX_POINTS)
      .describe('Exactly as sampled, ascending; null = explicitly no value'),
    next: z.string().optional().describe('There is more: ask again with this as `cursor`'),
  }),
  z.strictObject({
    ...shared,
    step: z.string().describe('ISO 8601 duration'),
    columns: z.tuple([
      z.literal('at'),
      z.literal('min'),
      z.literal('max'),
      z.literal('last'),
      z.literal('count'),
    ]),
    points: z
      .array(z.tuple([instant, z.number(), z.number(), z.number(), z.int().min(1)]))
      .describe(
        'Each step that has values, at its beginning. Steps of a total from before the site worked it out are those of its parts, combined by the metric’s rule',
      ),
  }),
])

/** What series were, and what was known at a moment. */
export function addHistoryRoutes(routes: RouteTable): void {
  routes.site(
    'get',
    '/api/v1/sites/:site/series/:metric/:subject/history',
    'wall.view',
    async (req, res, { site }) => {
      const series = seriesOf(site, req)
      const query = readHistoryQuery(req, site.clock.now())
      res.json(await reading(historyOf(site, series, query)))
    },
  )

  routes.site('get', '/api/v1/sites/:site/replay', 'wall.view', async (req, res, { site }) => {
    const at = requiredInstant(req, 'at')
    if (at > site.clock.now()) throw badParameter('at', 'at lies in the future of the site')
    res.json(await reading(replayOf(site, at)))
  })
}

async function historyOf(
  site: HttpSite,
  series: SeriesName,
  { from, to, stepMs, pageFrom }: HistoryQuery,
): Promise<object> {
  const { metric, subject } = series
  const head = {
    series: { metric, [subject.kind]: subject.id },
    from: isoOf(from),
    to: isoOf(to),
  }
  const span = { series, from: pageFrom, to }
  if (stepMs === undefined) {
    const { own, breaks } = unitSpan(span, site.site())
    const { points, nextAt, info } = await site.history.points(own, MAX_POINTS)
    return {
      ...head,
      ...breaksPart(breaks),
      columns: RAW_COLUMNS,
      points: rowsOf(points),
      ...(nextAt !== undefined && { next: cursorOf(nextAt) }),
      resolution: resolutionOf(info),
    }
  }
  const of = site.site()
  const startOf = () => stepStart(stepMs, of.timeZone)
  const { rows, info, breaks } = await unitSteps(site, span, startOf)
  return {
    ...head,
    ...breaksPart(breaks),
    step: `PT${stepMs / 1_000}S`,
    columns: STEP_COLUMNS,
    points: rows.map(({ at, min, max, last, count }) => [isoOf(at), min, max, last, count]),
    resolution: resolutionOf(info),
  }
}

function breaksPart(breaks: readonly HistoryBreak[]): object {
  return breaks.length > 0
    ? { breaks: breaks.map(({ at, words }) => ({ at: isoOf(at), words })) }
    : {}
}

function rowsOf({ at, value, flags, count }: Points): unknown[][] {
  return Array.from({ length: count }, (_, row) => {
    const one = value[row] ?? NaN
    const { quality } = unpackFlags(flags[row] ?? 0)
    return [isoOf(at[row] ?? 0), Number.isNaN(one) ? null : one, quality]
  })
}

function resolutionOf({ rawFrom, sizeCutTo, losses }: HistoryInfo): object {
  return {
    ...(rawFrom !== undefined && { rawFrom: isoOf(rawFrom) }),
    ...(sizeCutTo !== undefined && { sizeCutTo: isoOf(sizeCutTo) }),
    ...(losses.length > 0 && {
      losses: losses.map((loss) => ({ from: isoOf(loss.from), to: isoOf(loss.to) })),
    }),
  }
}

async function replayOf(site: HttpSite, at: number): Promise<object> {
  const known = await site.replay(at)
  if (!known.ok)
    throw new HttpProblem('not-kept', 'neither a keyframe nor the stream reaches there')
  const { state, schema, knownAt } = known
  const snapshot = snapshotOf({ state, schema, site: site.site(), siteTime: at })
  return { ...snapshot, knownAt: isoOf(knownAt) }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
