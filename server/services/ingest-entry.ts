import { packFlags, SLOT, type Origin, type Quality } from '../../protocol/sample.ts'
import type { SeriesName } from '../../protocol/schema.ts'
import { isWithinLimit, type PostLimit } from '../core/access/post-limit.ts'
import {
  checkSample,
  sampleTime,
  type IntakeTime,
  type ReportingUnits,
} from '../core/ingest/check-sample.ts'
import type { IncomingSample, Rejection } from '../core/ingest/incoming-sample.ts'
import { indexSite, type SeriesTarget, type SiteIndex } from '../core/ingest/site-index.ts'
import { allocateBatch, packBatch, type Batch } from '../core/feed/batch.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedView } from './feed-view.ts'
import type { SeriesRegistry } from './series-registry.ts'
import type { MachineClock, SiteClock } from './site-clock.ts'
import type { NewEntry } from './store.ts'

/** What entries are made from. */
export interface EntryParts {
  readonly site: () => Site
  readonly clock: Pick<SiteClock, 'now' | 'scenario'>
  readonly machine: Pick<MachineClock, 'wallNow'>
  readonly feed: Pick<FeedView, 'epoch'>
  readonly registry: SeriesRegistry
  /** Units whose dossiers are reported: what counts those is not posted for them. */
  readonly reporting: () => ReportingUnits
}

/** Samples that passed every check, and what did not. */
export interface CheckedSamples {
  readonly targets: readonly SeriesTarget[]
  /** What the targets are positions of. */
  readonly index: SiteIndex
  /** Columns but for the series numbers, which only the epoch of the append can give. */
  readonly batch: Batch
  readonly receivedAt: number
  readonly rejected: readonly Rejection[]
}

export interface EntryBuilder {
  readonly check: (
    samples: readonly IncomingSample[],
    origin: Origin,
    limit?: PostLimit,
  ) => CheckedSamples
  /** One stream entry for all of them, numbered in the feed's present epoch. */
  readonly entryOf: (checked: CheckedSamples) => Promise<NewEntry>
}

/** Makes one stream entry of many samples, whatever brought them. */
export function createEntryBuilder(parts: EntryParts): EntryBuilder {
  let indexed: { readonly site: Site; readonly index: SiteIndex; numbers: Int32Array } | undefined
  let numberedEpoch = ''

  function arranged(): { readonly index: SiteIndex; readonly numbers: Int32Array } {
    const site = parts.site()
    if (indexed?.site !== site) {
      const index = indexSite(site)
      indexed = { site, index, numbers: new Int32Array(index.targetCount).fill(-1) }
    }
    return indexed
  }

  function whenAndWho(): Pick<CheckedAgainst, 'time' | 'reporting'> {
    const isScenario = parts.clock.scenario() !== undefined
    const time = { siteNow: parts.clock.now(), realNow: parts.machine.wallNow(), isScenario }
    return { time, reporting: parts.reporting() }
  }

  return {
    check: (samples, origin, limit) =>
      checkAll(arranged().index, samples, { origin, limit, ...whenAndWho() }),

    async entryOf({ targets, index, batch, receivedAt }) {
      const epoch = parts.feed.epoch()
      const numbers = await numbersIn(epoch, targets, index)
      for (let row = 0; row < batch.count; row++) batch.series[row] = numbers[row] ?? 0
      return { epoch, kind: 'samples', receivedAt, body: packBatch(batch) }
    },
  }

  /** By target where they are known; the registry builds a text key for each name, which costs more than the rest. */
  async function numbersIn(
    epoch: string,
    targets: readonly SeriesTarget[],
    index: SiteIndex,
  ): Promise<ArrayLike<number>> {
    const names = (): SeriesName[] => targets.map((target) => target.name)
    const held = arranged()
    // The configuration has changed since the check, and with it the positions.
    if (held.index !== index) return parts.registry.numbersOf(names())
    if (numberedEpoch !== epoch) {
      held.numbers.fill(-1)
      numberedEpoch = epoch
    }
    const { numbers } = held
    const found = numbersFor(targets, numbers)
    if (!found.includes(-1)) return found
    const asked = await parts.registry.numbersOf(names())
    const isSameYet = indexed?.numbers === numbers && numberedEpoch === epoch
    for (const [row, target] of targets.entries()) {
      if (isSameYet) numbers[target.ordinal] = asked[row] ?? -1
    }
    return asked
  }
}

const NOT_YOURS = 'this key or account may not post figures of that metric or unit'

interface CheckedAgainst {
  readonly origin: Origin
  readonly limit: PostLimit | undefined
  readonly time: IntakeTime
  readonly reporting: ReportingUnits
}

function checkAll(
  index: SiteIndex,
  samples: readonly IncomingSample[],
  { origin, limit, time, reporting }: CheckedAgainst,
): CheckedSamples {
  const flagsOf = flagsByQuality(origin)
  const whole = allocateBatch(samples.length)
  const targets: SeriesTarget[] = []
  const rejected: Rejection[] = []
  for (let position = 0; position < samples.length; position++) {
    const sample = samples[position]
    if (sample === undefined) continue
    const sampledAt = sampleTime(sample.at, time)
    const checked = checkSample(index, sample, sampledAt, time.siteNow, reporting)
    if (!checked.ok) {
      rejected.push({ index: position, code: checked.code, message: checked.message })
      continue
    }
    if (limit !== undefined && !isWithinLimit(limit, checked.name)) {
      rejected.push({ index: position, code: 'not-allowed', message: NOT_YOURS })
      continue
    }
    const row = targets.push(checked) - 1
    whole.sampledAt[row] = sampledAt
    whole.flags[row] = flagsOf[sample.quality ?? 'good']
    if (sample.value === null) whole.slot[row] = SLOT.empty
    else whole.value[row] = sample.value
  }
  const batch = firstRows(whole, targets.length)
  return { targets, index, batch, receivedAt: time.siteNow, rejected }
}

function numbersFor(targets: readonly SeriesTarget[], numbers: Int32Array): Int32Array {
  const found = new Int32Array(targets.length)
  for (let row = 0; row < targets.length; row++) {
    found[row] = numbers[targets[row]?.ordinal ?? -1] ?? -1
  }
  return found
}

function flagsByQuality(origin: Origin): Readonly<Record<Quality, number>> {
  const flagsOf = (quality: Quality): number => packFlags({ quality, origin, underReview: false })
  return { good: flagsOf('good'), uncertain: flagsOf('uncertain'), bad: flagsOf('bad') }
}

function firstRows(batch: Batch, count: number): Batch {
  if (batch.count === count) return batch
  return {
    count,
    series: batch.series.subarray(0, count),
    slot: batch.slot.subarray(0, count),
    value: batch.value.subarray(0, count),
    flags: batch.flags.subarray(0, count),
    sampledAt: batch.sampledAt.subarray(0, count),
  }
}
