import type { AlarmRow, Severity } from '../../../protocol/alarms.ts'

/** Letter and shape by which a priority is told without its colour. */
export type PriorityLetter = 'k' | 'c' | 'v' | 't'

const LETTERS: Readonly<Record<Severity, PriorityLetter>> = {
  critical: 'k',
  high: 'c',
  medium: 'v',
  low: 't',
}

export function letterOf(severity: Severity): PriorityLetter {
  return LETTERS[severity]
}

/**
 * How an alarm's glyph is drawn: filled while the cause is there, ringed while nobody has acknowledged;
 * `hidden` (shelved, suppressed, out of service) is grey and dashed with the bars of a pause.
 */
export interface AlarmLook {
  readonly letter: PriorityLetter
  readonly isFilled: boolean
  readonly isRinged: boolean
  readonly isHidden: boolean
}

export function lookOf(
  row: Pick<AlarmRow, 'state' | 'severity' | 'isActive' | 'isAcknowledged'>,
): AlarmLook {
  return {
    letter: letterOf(row.severity ?? 'low'),
    isFilled: row.isActive,
    isRinged: !row.isAcknowledged,
    isHidden: isHidden(row),
  }
}

/** Hidden by an officer or by design: it asks nobody for anything. */
export function isHidden({ state }: Pick<AlarmRow, 'state'>): boolean {
  return state === 'shelved' || state === 'suppressed' || state === 'out-of-service'
}

/** Somebody must still acknowledge it. */
export function isWaiting(row: Pick<AlarmRow, 'state' | 'occurrence' | 'isAcknowledged'>): boolean {
  return row.occurrence > 0 && !isHidden(row) && !row.isAcknowledged
}

/** What hides an alarm by design; of several the first that was named. */
const CAUSES = ['maintenance', 'parent', 'flood'] as const
export type HidingCause = (typeof CAUSES)[number] | 'other'

/** The kind of `maintenance:pump-check`, `parent:power-ai-nghia`, `flood`. */
export function causeOf([first = '']: readonly string[]): HidingCause {
  return CAUSES.find((one) => first === one || first.startsWith(`${one}:`)) ?? 'other'
}
