import { SLOT, unpackFlags } from '../../protocol/sample.ts'
import { seriesKey, type Schema } from '../../protocol/schema.ts'
import type { Evaluation } from '../core/alarms/evaluation.ts'
import type { Batch } from '../core/feed/batch.ts'
import type { FeedState } from '../core/feed/state.ts'

/** Holds the rules against everything that is so now. */
export function takeState(evaluation: Evaluation, state: FeedState, schema: Schema): void {
  for (const [key, { number }] of schema.byKey) {
    if (!evaluation.watches(key)) continue
    takeRow(evaluation, key, {
      slot: state.slot[number] ?? SLOT.absent,
      value: state.value[number] ?? 0,
      flags: state.flags[number] ?? 0,
      sampledAt: state.exactAt[number] ?? 0,
    })
  }
}

/** Holds the rules against every value of an entry of the stream, in its order; answers when the newest canary among them was sent (0 = none). */
export function takeBatch(
  evaluation: Evaluation,
  batch: Batch,
  series: Schema['series'],
  canaryKey: string,
): number {
  let canaryAt = 0
  for (let row = 0; row < batch.count; row++) {
    const name = series[batch.series[row] ?? -1]
    if (!name) continue
    const key = seriesKey(name)
    const sampledAt = batch.sampledAt[row] ?? 0
    if (key === canaryKey) canaryAt = Math.max(canaryAt, sampledAt)
    if (!evaluation.watches(key)) continue
    takeRow(evaluation, key, {
      slot: batch.slot[row] ?? SLOT.absent,
      value: batch.value[row] ?? 0,
      flags: batch.flags[row] ?? 0,
      sampledAt,
    })
  }
  return canaryAt
}

interface Row {
  readonly slot: number
  readonly value: number
  readonly flags: number
  readonly sampledAt: number
}

function takeRow(evaluation: Evaluation, key: string, row: Row): void {
  if (row.slot !== SLOT.value && row.slot !== SLOT.empty) return
  const { quality, origin } = unpackFlags(row.flags)
  const value = row.slot === SLOT.value ? row.value : null
  const sampledAt = Math.min(row.sampledAt, evaluation.now())
  evaluation.sample(key, { sampledAt, value, quality }, origin === 'simulated')
}
