import { ALARM_CHANNEL, decodeAlarmFrame, type AlarmBody } from './alarm-frame.ts'
import type { AlarmRow, FloodPosture, Watch } from './alarms.ts'
import { decodeHeader } from './decode-frame.ts'
import type { FrameHeader, FrameRefusal } from './frame.ts'
import { judgePosition, type ChannelPosition, type GapReason } from './replica.ts'
import type { ChannelRequest } from './socket-events.ts'

export type AlarmOutcome =
  | { readonly kind: 'applied'; readonly header: FrameHeader }
  /** No row changed, but the path works; flood and canary may be newer. */
  | { readonly kind: 'alive'; readonly header: FrameHeader }
  | { readonly kind: 'gap'; readonly reason: GapReason }
  | { readonly kind: 'refused'; readonly reason: FrameRefusal }

/** A wall's alarms as the frames have made them: same frames in, same rows out [K1–K3]. */
export class AlarmReplica {
  #alarms = new Map<string, readonly AlarmRow[]>()
  #position: ChannelPosition | undefined
  #isAwaiting = true
  #flood: FloodPosture = { raises: 0 }
  #watch: Watch = {}
  #canaryAt = 0

  /** Rows by alarm, the oldest occurrence first; another map after each change. */
  alarms(): ReadonlyMap<string, readonly AlarmRow[]> {
    return this.#alarms
  }

  position(): ChannelPosition | undefined {
    return this.#position
  }

  flood(): FloodPosture {
    return this.#flood
  }

  /** The same object until another one is told of. */
  watch(): Watch {
    return this.#watch
  }

  /** Site time; 0 before the first. */
  canaryAt(): number {
    return this.#canaryAt
  }

  request(): ChannelRequest {
    return { name: ALARM_CHANNEL, ...this.#position }
  }

  /** The next keyframe is an answer: it counts even if it is older than what is held. */
  await(): void {
    this.#isAwaiting = true
  }

  /** Must start from a keyframe; what is held stays until one comes. */
  forget(): void {
    this.#position = undefined
    this.#isAwaiting = true
  }

  applyFrame(bytes: Uint8Array): AlarmOutcome {
    const read = decodeHeader(bytes)
    if (!read.ok) return { kind: 'refused', reason: read.reason }
    const verdict = judgePosition(read.header, this.#position, this.#isAwaiting)
    if (verdict !== 'apply' && verdict !== 'alive') return { kind: 'gap', reason: verdict }
    const decoded = decodeAlarmFrame(bytes)
    if (!decoded.ok) return { kind: 'refused', reason: decoded.reason }
    const { header, body } = decoded
    if (verdict === 'apply') this.#write(header, body)
    this.#flood = body.flood
    if (!isSameWatch(this.#watch, body.watch)) this.#watch = body.watch
    this.#canaryAt = body.canaryAt
    return { kind: verdict === 'apply' ? 'applied' : 'alive', header }
  }

  #write(header: FrameHeader, { rows, gone }: AlarmBody): void {
    const next = new Map(header.kind === 'keyframe' ? [] : this.#alarms)
    for (const alarm of gone) next.delete(alarm)
    const named = new Map<string, AlarmRow[]>()
    for (const row of rows) named.set(row.alarm, [...(named.get(row.alarm) ?? []), row])
    for (const [alarm, its] of named) next.set(alarm, its)
    this.#alarms = next
    this.#position = { epoch: header.epoch, version: header.to }
    this.#isAwaiting = false
  }
}

function isSameWatch(a: Watch, b: Watch): boolean {
  return a.shift === b.shift && a.until === b.until && a.handover?.at === b.handover?.at
}
