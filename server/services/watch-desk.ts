import type { Watch } from '../../protocol/alarms.ts'
import type { AlarmActor, WatchEvent } from '../core/alarms/events.ts'
import { decideWatch, type WatchCommand, type WatchConflict } from '../core/alarms/watch.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import type { AlarmStore } from './alarm-store.ts'
import type { AlarmWriter } from './alarm-writer.ts'
import { StoreUnavailable } from './store.ts'

/** A command with the id under which it has one effect, however often it comes. */
export interface OrderedWatch {
  readonly id: string
  /** What it asks for, as a hash. */
  readonly fingerprint: string
  readonly actor: AlarmActor
  readonly command: WatchCommand
}

export type WatchAnswer =
  /** Durable. `isRepeated`: by an earlier request of the same id. */
  | { readonly ok: true; readonly watch: Watch; readonly seq: number; readonly isRepeated: boolean }
  | {
      readonly ok: false
      readonly reason: 'conflict'
      readonly conflict: WatchConflict
      readonly watch: Watch
    }
  /** The id stands for another command. */
  | { readonly ok: false; readonly reason: 'other-command' }
  | { readonly ok: false; readonly reason: 'read-only' | 'full' }
  /** It may have taken effect or not: to be asked again with the same id. */
  | { readonly ok: false; readonly reason: 'unknown' }

/** Who is on watch: taking it, handing it over, ending it. */
export interface WatchDesk {
  readonly order: (ordered: OrderedWatch) => Promise<WatchAnswer>
}

export interface WatchDeskParts {
  readonly store: Pick<AlarmStore, 'readCommand'>
  readonly writer: AlarmWriter
  readonly follower: Pick<AlarmFollower, 'book' | 'catchUp'>
  /** Site time, ms since 1970. */
  readonly now: () => number
  readonly monotonicNow: () => number
}

/** Also what a person waits for at most. */
const ANSWER_WITHIN_MS = 900

export function createWatchDesk(parts: WatchDeskParts): WatchDesk {
  return {
    async order(ordered) {
      try {
        return await carryOut(parts, ordered, parts.monotonicNow() + ANSWER_WITHIN_MS)
      } catch (error) {
        if (error instanceof StoreUnavailable) return { ok: false, reason: 'unknown' }
        throw error
      }
    },
  }
}

async function carryOut(
  parts: WatchDeskParts,
  ordered: OrderedWatch,
  deadline: number,
): Promise<WatchAnswer> {
  const { store, writer, follower } = parts
  for (let isFresh = false; ; isFresh = true) {
    let conflict: WatchConflict | undefined
    const written = await writer.write((book) => {
      const { id, fingerprint, actor, command } = ordered
      const at = Math.floor(parts.now())
      const decision = decideWatch(book.watch.value, command, actor, at)
      conflict = decision.ok ? undefined : decision.conflict
      if (!decision.ok) return undefined
      const event: WatchEvent = { kind: 'watch', at, actor, change: decision.change, command: id }
      return { events: [event], commands: [{ id, fingerprint, event: 0 }], messages: [] }
    }, deadline)
    const { value: watch } = follower.book().watch
    if (written?.ok) return { ok: true, watch, seq: written.seqs[0] ?? 0, isRepeated: false }
    if (written?.reason === 'known') return known(ordered, written.command, watch)
    if (written) return { ok: false, reason: written.reason === 'full' ? 'full' : 'read-only' }
    // Another node may know more, and what cannot be done any more may have been done by this command.
    if (!isFresh) {
      if (await follower.catchUp(deadline - parts.monotonicNow())) continue
      throw new StoreUnavailable('the watch cannot be read')
    }
    const kept = await store.readCommand(ordered.id)
    if (kept) return known(ordered, kept, watch)
    if (!conflict) throw new RangeError('a watch was neither changed nor refused')
    return { ok: false, reason: 'conflict', conflict, watch }
  }
}

function known(
  { fingerprint }: OrderedWatch,
  kept: { readonly fingerprint: string; readonly seq: number },
  watch: Watch,
): WatchAnswer {
  if (kept.fingerprint !== fingerprint) return { ok: false, reason: 'other-command' }
  return { ok: true, watch, seq: kept.seq, isRepeated: true }
}
