import { z } from 'zod'
import { ageAt, FRESHNESS, freshnessOf, type Freshness } from '../../../protocol/freshness.ts'
import { ORIGINS, QUALITIES, SLOT, unpackFlags } from '../../../protocol/sample.ts'
import type { Schema, Series } from '../../../protocol/schema.ts'
import { hashState } from '../../../protocol/state-hash.ts'
import { formatVersion } from '../../../protocol/version.ts'
import type { FeedState } from '../../core/feed/state.ts'
import type { Metric, Site } from '../../core/sites/site.ts'
import { CANARY_DECLARATION, CANARY_METRIC } from '../../core/alarms/canary.ts'

const seriesFields = {
  metric: z.string(),
  value: z.number().nullable(),
  quality: z.enum(QUALITIES),
  origin: z.enum(ORIGINS),
  sampledAt: z.iso.datetime().describe('As walls hold it, on the channel’s time grid'),
  freshness: z.enum(FRESHNESS),
}

const SeriesSchema = z.union([
  z.strictObject({ ...seriesFields, unit: z.string() }),
  z.strictObject({ ...seriesFields, sensor: z.string() }),
])

const snapshotFields = {
  epoch: z.string().regex(/^[0-9a-f]{16}$/),
  version: z.string().regex(/^\d+-\d+$/),
  time: z.iso.datetime().describe('Site time'),
  series: z.array(SeriesSchema),
  hashes: z
    .record(z.string(), z.string().regex(/^[0-9a-f]{8}$/))
    .describe('By channel: the hash a wall at this version has, too'),
}

/** The current state of a site, at one version. */
export const SnapshotSchema = z.strictObject(snapshotFields)

/** The state of a site as it was known at a moment. */
export const ReplaySchema = z.strictObject({
  ...snapshotFields,
  time: z.iso.datetime().describe('The moment asked for; freshness is as of then'),
  knownAt: z.iso
    .datetime()
    .describe('What was received up to here is in it; before `time` where only a keyframe is left'),
})

type Snapshot = z.output<typeof SnapshotSchema>

export interface SnapshotParts {
  readonly state: FeedState
  readonly schema: Schema
  readonly site: Site
  /** ms since 1970. */
  readonly siteTime: number
}

/** A state as JSON: made in one go, so all of it is of one version. */
export function snapshotOf({ state, schema, site, siteTime }: SnapshotParts): Snapshot {
  const metrics = new Map(site.metrics.map((metric) => [metric.id, metric]))
  const series: Snapshot['series'] = []
  for (const one of schema.series) {
    // The canary is the server's own, and no figure of the site.
    if (one.metric === CANARY_METRIC || !isHeld(state, one.number)) continue
    series.push(seriesOf(state, one, metrics.get(one.metric), siteTime))
  }
  const { slot, value, flags, carriedAt: sampledAt } = state
  const hashes = schema.channels.flatMap((channel, index) => {
    if (channel === CANARY_DECLARATION.channel) return []
    const members = state.members[index] ?? []
    return [[channel, hashState({ members, slot, value, flags, sampledAt })] as const]
  })
  return {
    epoch: state.epoch,
    version: formatVersion(state.version),
    time: new Date(siteTime).toISOString(),
    series,
    hashes: Object.fromEntries(hashes),
  }
}

function isHeld(state: FeedState, number: number): boolean {
  return state.slot[number] === SLOT.value || state.slot[number] === SLOT.empty
}

function seriesOf(
  state: FeedState,
  { number, metric, subject }: Series,
  definition: Metric | undefined,
  siteTime: number,
): Snapshot['series'][number] {
  const value = state.slot[number] === SLOT.value ? (state.value[number] ?? null) : null
  const { quality, origin } = unpackFlags(state.flags[number] ?? 0)
  const carriedAt = state.carriedAt[number] ?? 0
  const freshness: Freshness =
    value === null || definition === undefined
      ? 'none'
      : freshnessOf(ageAt(siteTime, carriedAt), definition.freshness)
  const sampledAt = new Date(carriedAt).toISOString()
  const shared = { metric, value, quality, origin, sampledAt, freshness }
  return subject.kind === 'unit'
    ? { ...shared, unit: subject.id }
    : { ...shared, sensor: subject.id }
}
