import { packFlags, unpackFlags, type Quality } from '../../../protocol/sample.ts'
import type { Site } from '../sites/site.ts'
import type { GaugeSample, TotalRow } from './gauge-totals.ts'
import { judgeSpikes } from './spikes.ts'

/** A gauge whose leaps are doubted. */
export interface SpikePlan {
  readonly sensor: string
  readonly metric: string
  /** No reading that lies nearer to its course is doubted. */
  readonly least: number
}

/** Readings looked at on each side: a leap that stays is believed with the third reading. */
const HALF_WIDTH = 4
const DEVIATIONS = 4
/** How far back readings are looked at again, ms: twice the window of gauges that tell every hour. */
export const SPIKE_WINDOW_MS = 16 * 3_600_000

export function spikePlans(site: Site): readonly SpikePlan[] {
  const known = new Set(site.metrics.map(({ id }) => id))
  return site.sensors.flatMap(({ id: sensor, spikes }) =>
    spikes && known.has(spikes.metric) ? [{ sensor, ...spikes }] : [],
  )
}

/**
 * The readings of a gauge (in order of time) whose quality is another by those about them. The newest
 * is doubted when it leaps; with the next one it is bad, or waits for more of them; what they confirm
 * is good again. `doubted` are the times of those that were doubted here: what the gauge itself told
 * as uncertain stays so. No value is touched, and none is dropped.
 */
export function spikeRows(
  { sensor, metric, least }: SpikePlan,
  samples: readonly GaugeSample[],
  doubted: ReadonlySet<number>,
): readonly TotalRow[] {
  const known = samples.filter(({ value, flags }) => !Number.isNaN(value) && isMeasured(flags))
  const rule = {
    halfWidth: HALF_WIDTH,
    deviations: DEVIATIONS,
    leastDeviation: least / DEVIATIONS,
  }
  const judged = judgeSpikes(
    known.map(({ value }) => value),
    rule,
  )
  return known.flatMap(({ at, value, flags }, index): readonly TotalRow[] => {
    const told = unpackFlags(flags)
    const isNewest = index === known.length - 1
    const quality = qualityOf(judged[index] ?? 'good', told.quality, isNewest, doubted.has(at))
    if (quality === told.quality) return []
    return [{ metric, sensor, value, flags: packFlags({ ...told, quality }), sampledAt: at }]
  })
}

function isMeasured(flags: number): boolean {
  const { quality, origin } = unpackFlags(flags)
  return quality !== 'bad' && origin !== 'derived'
}

function qualityOf(judged: Quality, told: Quality, isNewest: boolean, isOurs: boolean): Quality {
  if (judged === 'bad') return 'bad'
  if (judged === 'good') return isOurs ? 'good' : told
  return isNewest && told === 'good' ? 'uncertain' : told
}
