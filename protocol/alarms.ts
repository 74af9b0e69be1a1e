/** What a state of an alarm is called (ISA-18.2 / IEC 62682). */
export const ALARM_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned-unacknowledged',
  'latched-unacknowledged',
  'latched-acknowledged',
  'shelved',
  'suppressed',
  'out-of-service',
] as const
export type AlarmState = (typeof ALARM_STATES)[number]

/** Ascending. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** True when `a` is worse than `b`. */
export function isWorse(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b)
}

/** Most open occurrences of one alarm; further raises are counted in the newest. */
export const MAX_OPEN_OCCURRENCES = 8

/** What an officer, or a program in an officer's place, can do to an alarm. */
export const ALARM_COMMANDS = [
  'acknowledge',
  'unacknowledge',
  'reset',
  'shelve',
  'unshelve',
  'out-of-service',
  'return-to-service',
  'comment',
  'assign',
] as const
export type AlarmCommandName = (typeof ALARM_COMMANDS)[number]

/** Longest comment, in characters. */
export const MAX_COMMENT = 500

/** Who has done something to an alarm, and when (site time, ms since 1970). */
export interface AlarmSignature {
  /** The id of a person or key; of the server's own acts `server`. */
  readonly id: string
  readonly name: string
  readonly at: number
}

/**
 * One row of the alarm channel: an open occurrence, or an alarm without one that is shelved,
 * suppressed or out of service. Times are site time, ms since 1970.
 */
export interface AlarmRow {
  /** `<rule>~<unit or sensor>`; a rule that watches the site as a whole is its own alarm. */
  readonly alarm: string
  /** 1, 2, 3 … within the alarm; 0 where none is open. */
  readonly occurrence: number
  readonly rule: string
  readonly metric?: string
  readonly unit?: string
  readonly sensor?: string
  /** That of this occurrence; shelved, suppressed and out of service go before. */
  readonly state: AlarmState
  /** Absent where no occurrence is open. */
  readonly severity?: Severity
  /** Of a rule with several, the one reached, e.g. BĐ2. */
  readonly level?: string
  /** The condition holds. */
  readonly isActive: boolean
  readonly isAcknowledged: boolean
  readonly raisedAt?: number
  /** Since when it asks to be acknowledged: the raise, or a worse severity, or what took the acknowledgement back. */
  readonly askedAt?: number
  readonly clearedAt?: number
  /** The value that raised it or changed its level last, and the limit it passed. */
  readonly value?: number
  readonly limit?: number
  readonly acknowledged?: AlarmSignature
  readonly owner?: string
  /** The newest one. */
  readonly comment?: AlarmSignature & { readonly text: string }
  readonly shelf?: AlarmSignature & { readonly until: number }
  readonly outOfService?: AlarmSignature
  /** What hides it by design, e.g. `maintenance:pump-check`, `parent:power-ai-nghia`, `flood`. */
  readonly suppressedBy?: readonly string[]
  readonly isChattering?: boolean
  /** The values that it watches are of bad quality: what it says may be old. */
  readonly isBlind?: boolean
  /** Raises beyond `MAX_OPEN_OCCURRENCES`, counted here. */
  readonly furtherRaises?: number
  /** Steps of escalation taken. */
  readonly escalations?: number
  /** Worked out from simulated values: notifies nobody. */
  readonly isSimulated?: boolean
}

/** Who is on watch at a site: the one duty officer who answers for its alarms. Times are site time. */
export interface Watch {
  /** Since when (`at`) it is theirs; absent = nobody's, which desks and walls say. */
  readonly officer?: AlarmSignature
  /** Number of the journal's entry by which the officer took it: the shift is called so. */
  readonly shift?: number
  /** When it is meant to end. */
  readonly until?: number
  /** The officer has asked to be relieved, with what whoever follows must know. */
  readonly handover?: { readonly at: number; readonly note?: string }
}

/** Longest note of a handover, in characters. */
export const MAX_HANDOVER_NOTE = 500

/** More than ten alarms in ten minutes, until fewer than five (ISA-18.2). */
export interface FloodPosture {
  /** Site time; absent = no flood. */
  readonly since?: number
  /** Raises of the last ten minutes, as far as the newest transition. */
  readonly raises: number
}
