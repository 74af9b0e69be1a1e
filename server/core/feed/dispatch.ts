import { CREDIT_TIMEOUT_MS } from '../../../protocol/socket-events.ts'
import { compareVersions, VERSION_ZERO, type Version } from '../../../protocol/version.ts'

/** At most this many different frames are encoded per channel and tick. */
export const MAX_ENCODES_PER_TICK = 4
const MIN_CREDIT_FRAMES = 4
const LIFE_SIGN_MS = 1_000

/** A frame that went out; one for all who got it. */
export interface SentMark {
  readonly tick: number
  readonly sentAt: number
}

/** What a node knows of one client's one channel. All times are monotonic ms. */
export interface Subscription {
  /** Last version sent on this connection; undefined = send a keyframe. */
  sent: Version | undefined
  /** Frames sent and not yet confirmed, oldest first. Bounded by the credit window. */
  readonly unconfirmed: SentMark[]
  /** When the last frame went out; an idle channel proves life once a second. */
  lastSentAt: number
  /** A hidden page gets no metric frames and is not cut. */
  isHidden: boolean
  /** The client is ahead of this node or must wait for its schema: nothing is sent until cleared. */
  isHeld: boolean
}

/** A subscription that starts at a position the node can account for, or with a keyframe. */
export function openSubscription(sent: Version | undefined, isHidden: boolean): Subscription {
  return { sent, unconfirmed: [], lastSentAt: -Infinity, isHidden, isHeld: false }
}

/** Frames a client may have unpainted: one second of ticks, at least four. */
export function creditWindow(ticksPerSecond: number): number {
  return Math.max(MIN_CREDIT_FRAMES, ticksPerSecond)
}

/** The client has painted (or, hidden, applied) everything up to a tick. Unknown ticks confirm nothing. */
export function confirm(subscription: Subscription, tick: number): void {
  const { unconfirmed } = subscription
  let painted = 0
  while (painted < unconfirmed.length && (unconfirmed[painted]?.tick ?? Infinity) <= tick) painted++
  if (painted === 1) unconfirmed.shift()
  else unconfirmed.splice(0, painted)
}

/** Becoming visible or hidden forgets what was on the way, so that the timer starts with the next frame. */
export function setHidden(subscription: Subscription, isHidden: boolean): void {
  if (subscription.isHidden === isHidden) return
  subscription.isHidden = isHidden
  subscription.unconfirmed.length = 0
}

/** True when the oldest unpainted frame is too old: the client paints nothing and is cut. A hidden page may be slow. */
export function isOverdue(subscription: Subscription, now: number): boolean {
  const oldest = subscription.isHidden ? undefined : subscription.unconfirmed[0]
  return oldest !== undefined && now - oldest.sentAt >= CREDIT_TIMEOUT_MS
}

export interface PlannedFrame<S> {
  /** undefined = keyframe. */
  readonly from: Version | undefined
  readonly receivers: readonly S[]
}

/**
 * Groups the clients that have credit by what they were last sent, so that each group gets one
 * encoded frame. A position before `floor` cannot be answered with a delta any more: a keyframe. Beyond `MAX_ENCODES_PER_TICK` groups the oldest positions share the oldest of them:
 * a frame applies to every client that holds its `from` or more. A hidden page gets only what also
 * reaches those.
 */
export function planTick<S extends Subscription>(
  subscriptions: Iterable<S>,
  window: number,
  floor: Version = VERSION_ZERO,
  reachesHidden = false,
): PlannedFrame<S>[] {
  const keyframe: S[] = []
  const groups: { from: Version; receivers: S[] }[] = []
  for (const subscription of subscriptions) {
    if (subscription.isHeld || (subscription.isHidden && !reachesHidden)) continue
    if (subscription.unconfirmed.length >= window) continue
    const { sent } = subscription
    if (sent === undefined || compareVersions(sent, floor) < 0) keyframe.push(subscription)
    else join(groups, sent, subscription)
  }
  groups.sort((a, b) => compareVersions(a.from, b.from))
  const room = MAX_ENCODES_PER_TICK - (keyframe.length > 0 ? 1 : 0)
  const shared = mergeOldest(groups, room)
  return keyframe.length > 0 ? [{ from: undefined, receivers: keyframe }, ...shared] : shared
}

function join<S>(groups: { from: Version; receivers: S[] }[], from: Version, receiver: S): void {
  for (const group of groups) {
    if (compareVersions(group.from, from) !== 0) continue
    group.receivers.push(receiver)
    return
  }
  groups.push({ from, receivers: [receiver] })
}

/** Keeps the `room - 1` newest groups as they are; all older ones are served from the oldest position. */
function mergeOldest<S>(
  groups: readonly { from: Version; receivers: S[] }[],
  room: number,
): PlannedFrame<S>[] {
  if (groups.length <= room) return [...groups]
  const newest = groups.slice(groups.length - (room - 1))
  const oldest = groups.slice(0, groups.length - (room - 1))
  const from = oldest[0]?.from
  return [{ from, receivers: oldest.flatMap((group) => group.receivers) }, ...newest]
}

/** True when a frame without rows is due: nothing was sent for a second, give or take half a tick. */
export function isLifeSignDue(subscription: Subscription, now: number, tickMs: number): boolean {
  return now - subscription.lastSentAt >= LIFE_SIGN_MS - tickMs / 2
}

/** Notes that a frame up to `to` went out. */
export function markSent(subscription: Subscription, to: Version, mark: SentMark): void {
  subscription.sent = to
  subscription.lastSentAt = mark.sentAt
  subscription.unconfirmed.push(mark)
}
