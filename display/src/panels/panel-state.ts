import {
  freshnessOf,
  worseFreshness,
  type Freshness,
  type FreshnessLimits,
} from '../../../protocol/freshness.ts'
import { spanWords } from '../i18n/age.ts'
import { formatMoment } from '../i18n/dates.ts'
import type { Reading } from '../stores/readings.ts'
import type { PanelContext } from './panel-context.ts'

type Timing = Pick<PanelContext, 'layer' | 'since' | 'now' | 'messages' | 'screen'>

/** How a whole panel carries its freshness: certainty goes first, then colour, then the number. */
export interface PanelState {
  readonly freshness: Freshness
  /** `stale` hatches and greys the panel, `none` hatches the bare ground. */
  readonly look: 'plain' | 'stale' | 'none'
  /** Words in the panel's head. */
  readonly age: string | undefined
  /** The strip along the foot: time of the number and its age. */
  readonly strip: string | undefined
}

/** A server that does not answer makes every number old, whatever its own age. */
export function freshnessOn(reading: Reading | undefined, layer: Timing['layer']): Freshness {
  if (!reading) return 'none'
  return layer === 'offline' ? worseFreshness(reading.freshness, 'stale') : reading.freshness
}

/** True when the number itself may be shown: it exists and has not expired. */
export function hasNumber(
  reading: Reading | undefined,
): reading is Reading & { readonly value: number } {
  return reading !== undefined && reading.value !== null && isShown(reading.freshness)
}

function isShown(freshness: Freshness): boolean {
  return freshness === 'fresh' || freshness === 'ageing' || freshness === 'stale'
}

/** The worst state among the numbers shown; without any number, expired before none. */
export function combineFreshness(all: readonly Freshness[]): Freshness {
  const shown = all.filter(isShown)
  if (shown.length > 0) return shown.reduce(worseFreshness)
  return all.includes('expired') ? 'expired' : 'none'
}

function oldest(readings: readonly Reading[]): Reading | undefined {
  return readings.reduce<Reading | undefined>(
    (found, one) => (found && found.ageMs >= one.ageMs ? found : one),
    undefined,
  )
}

/** A number that is old only because nothing vouches for it any more says for how long. */
function stripOf(
  readings: readonly Reading[],
  limits: FreshnessLimits,
  timing: Timing,
): string | undefined {
  const reading = oldest(readings)
  if (!reading) return undefined
  const { messages, now, since, screen } = timing
  const own = freshnessOf(reading.ageMs, limits)
  if (own !== 'stale' && since !== undefined && isCut(timing.layer)) {
    return messages.age.old(spanWords(now - since, messages))
  }
  const time = formatMoment(reading.sampledAt, now, screen.site.timeZone)
  return messages.age.readAt(time, spanWords(reading.ageMs, messages))
}

function isCut(layer: Timing['layer']): boolean {
  return layer === 'offline' || layer === 'store-down'
}

function headAge(readings: readonly Reading[], timing: Timing): string | undefined {
  const { age } = timing.messages
  const stale = readings.filter((reading) => reading.freshness === 'stale')
  if (stale.length > 0) return age.partlyOld(stale.length, readings.length)
  const ageing = oldest(readings.filter((reading) => reading.freshness === 'ageing'))
  if (ageing) return age.ago(spanWords(ageing.ageMs, timing.messages))
  const standsStill = timing.layer === 'ingest-down' || timing.layer === 'store-down'
  if (!standsStill || timing.since === undefined || readings.length === 0) return undefined
  return age.ago(spanWords(timing.now - timing.since, timing.messages))
}

/** The state of a panel that draws these readings of one metric; `undefined` stands for a series never heard of. */
export function panelState(
  readings: readonly (Reading | undefined)[],
  limits: FreshnessLimits,
  timing: Timing,
): PanelState {
  const freshness = combineFreshness(readings.map((one) => freshnessOn(one, timing.layer)))
  if (!isShown(freshness)) {
    const look = freshness === 'none' ? 'none' : 'plain'
    return { freshness, look, age: undefined, strip: undefined }
  }
  const shown = readings.filter((one) => one !== undefined).filter((one) => isShown(one.freshness))
  const areAllStale = shown.every((one) => freshnessOn(one, timing.layer) === 'stale')
  return areAllStale
    ? { freshness, look: 'stale', age: undefined, strip: stripOf(shown, limits, timing) }
    : { freshness, look: 'plain', age: headAge(shown, timing), strip: undefined }
}
