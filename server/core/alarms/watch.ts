import type { Watch } from '../../../protocol/alarms.ts'
import type { AlarmActor, WatchChange, WatchEvent } from './events.ts'

export const NOBODY: Watch = Object.freeze({})

/** Longest watch that can be planned. */
export const MAX_WATCH_MS = 24 * 3_600_000

/** What an officer wants with the watch. */
export type WatchCommand =
  /** `seen`: who was on watch when it was asked for ('' = nobody); another one by now is a conflict. */
  | { readonly name: 'take'; readonly seen: string; readonly until?: number }
  | { readonly name: 'hand-over'; readonly note?: string }
  /** Takes the offer back. */
  | { readonly name: 'keep' }
  | { readonly name: 'end'; readonly note?: string }

/**
 * Why the watch stays as it is.
 * - `already`: it is as wanted
 * - `moved-on`: somebody else has taken it since
 * - `not-yours`: only who is on watch hands it over or ends it
 * - `bad-until`: it must end in the future, and within a day
 */
export type WatchConflict = 'already' | 'moved-on' | 'not-yours' | 'bad-until'

export type WatchDecision =
  | { readonly ok: true; readonly change: WatchChange }
  | { readonly ok: false; readonly conflict: WatchConflict }

/** What a command makes of the watch as it is (site time `at`). */
export function decideWatch(
  watch: Watch,
  command: WatchCommand,
  actor: AlarmActor,
  at: number,
): WatchDecision {
  if (command.name === 'take') return take(watch, command, actor, at)
  const { officer, handover } = watch
  if (officer?.id !== actor.id) return { ok: false, conflict: 'not-yours' }
  switch (command.name) {
    case 'hand-over': {
      const { note } = command
      if (handover && handover.note === note) return { ok: false, conflict: 'already' }
      return { ok: true, change: { kind: 'offered', ...(note !== undefined && { note }) } }
    }
    case 'keep':
      if (!handover) return { ok: false, conflict: 'already' }
      return { ok: true, change: { kind: 'kept' } }
    case 'end': {
      const { note } = command
      return { ok: true, change: { kind: 'ended', ...(note !== undefined && { note }) } }
    }
  }
}

function take(
  { officer, until: planned }: Watch,
  { seen, until }: Extract<WatchCommand, { readonly name: 'take' }>,
  actor: AlarmActor,
  at: number,
): WatchDecision {
  if (until !== undefined && !(until > at && until <= at + MAX_WATCH_MS)) {
    return { ok: false, conflict: 'bad-until' }
  }
  if (officer?.id === actor.id && planned === until) return { ok: false, conflict: 'already' }
  if ((officer?.id ?? '') !== seen) return { ok: false, conflict: 'moved-on' }
  const from = officer && { from: officer.id, fromName: officer.name }
  return { ok: true, change: { kind: 'taken', ...from, ...(until !== undefined && { until }) } }
}

/** The watch after the entry `seq` of the journal; total. */
export function applyWatch(watch: Watch, { change, actor, at }: WatchEvent, seq: number): Watch {
  const { officer, shift, until } = watch
  const kept = {
    ...(shift !== undefined && { shift }),
    ...(until !== undefined && { until }),
  }
  switch (change.kind) {
    case 'taken': {
      // Who prolongs the own watch has it since it began.
      const isSame = officer?.id === actor.id && shift !== undefined
      const since = isSame ? officer.at : at
      const taken = {
        officer: { id: actor.id, name: actor.name, at: since },
        shift: isSame ? shift : seq,
      }
      return change.until === undefined ? taken : { ...taken, until: change.until }
    }
    case 'offered': {
      if (!officer) return watch
      const { note } = change
      return { officer, ...kept, handover: { at, ...(note !== undefined && { note }) } }
    }
    case 'kept':
      return officer ? { officer, ...kept } : watch
    case 'ended':
      return NOBODY
  }
}
