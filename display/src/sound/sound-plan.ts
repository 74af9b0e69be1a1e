import type { AlarmRow, Severity } from '../../../protocol/alarms.ts'
import { isHidden } from '../alarms/alarm-look.ts'
import { keyOf } from '../alarms/alarm-order.ts'

/** A sound for each priority that has one: what is played, and how soon again while nobody acknowledges. */
export interface AlarmTone {
  /** Hz, one beep each. */
  readonly beeps: readonly number[]
  /** Absent = once for each time that an alarm asks. */
  readonly againAfterMs?: number
}

export const TONES: Readonly<Partial<Record<Severity, AlarmTone>>> = {
  critical: { beeps: [784, 988, 1175, 784, 988, 1175], againAfterMs: 8_000 },
  high: { beeps: [784, 784], againAfterMs: 30_000 },
  medium: { beeps: [659] },
}

/** Monotonic ms at which what asks was sounded for last, by what asks. */
export type Heard = ReadonlyMap<string, number>

export interface SoundMoment {
  /** Monotonic ms. */
  readonly now: number
  readonly silentUntil: number
}

export interface SoundPlan {
  readonly play: Severity | undefined
  readonly heard: Heard
}

/** Worst first: what is sounded stands for all that is due then, so that a flood is no din. */
const SOUNDED = ['critical', 'high', 'medium'] as const

/**
 * What to play now. An alarm sounds while its cause is there and nobody has acknowledged it; that it is
 * over is no reason to sound. Silence never covers what is critical.
 */
export function planSound(
  alarms: ReadonlyMap<string, readonly AlarmRow[]>,
  before: Heard,
  { now, silentUntil }: SoundMoment,
): SoundPlan {
  const heard = new Map<string, number>()
  const due = new Map<Severity, string[]>()
  for (const row of [...alarms.values()].flat()) {
    const { severity } = row
    const tone = severity && TONES[severity]
    if (!tone || !row.isActive || row.isAcknowledged || isHidden(row)) continue
    // Asks anew after a worse severity or an acknowledgement taken back: another key.
    const key = `${keyOf(row)}@${row.askedAt ?? 0}`
    const last = before.get(key)
    if (last !== undefined) heard.set(key, last)
    if (severity !== 'critical' && now < silentUntil) continue
    if (last === undefined || now - last >= (tone.againAfterMs ?? Infinity)) {
      due.set(severity, [...(due.get(severity) ?? []), key])
    }
  }
  const play = SOUNDED.find((severity) => due.has(severity))
  if (play !== undefined)
    for (const keys of due.values()) for (const key of keys) heard.set(key, now)
  return { play, heard }
}
