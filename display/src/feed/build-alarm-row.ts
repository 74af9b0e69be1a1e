import type { AlarmRow } from '../../../protocol/alarms.ts'

/** An open, active, unacknowledged occurrence for tests, but for what is given. */
export function buildAlarmRow(
  alarm: string,
  occurrence: number,
  given: Partial<AlarmRow> = {},
): AlarmRow {
  return {
    alarm,
    occurrence,
    rule: 'river',
    state: 'unacknowledged',
    severity: 'high',
    isActive: true,
    isAcknowledged: false,
    ...given,
  }
}
