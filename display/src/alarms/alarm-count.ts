import { SEVERITIES, type AlarmRow, type Severity } from '../../../protocol/alarms.ts'
import type { Messages } from '../i18n/messages.ts'
import { causeOf, isHidden, isWaiting, letterOf, type AlarmLook } from './alarm-look.ts'

/** What is open of one priority, hidden alarms left out. */
export interface SeverityCount {
  readonly severity: Severity
  readonly open: number
  readonly waiting: number
  /** As the glyph of one alarm: filled while a cause is there, ringed while one waits; neither = none is open. */
  readonly look: AlarmLook
}

/** The worst first, every priority whether there is something of it or not. */
export function countBySeverity(rows: Iterable<AlarmRow>): readonly SeverityCount[] {
  const shown = [...rows].filter((row) => row.occurrence > 0 && !isHidden(row))
  return SEVERITIES.toReversed().map((severity) => {
    const its = shown.filter((row) => row.severity === severity)
    const waiting = its.filter(isWaiting).length
    return {
      ...{ severity, open: its.length, waiting },
      look: {
        letter: letterOf(severity),
        isFilled: its.some(({ isActive }) => isActive),
        isRinged: waiting > 0,
        isHidden: false,
      },
    }
  })
}

/** How many alarms are hidden, and by what: `3 tạm gác`, `2 ẩn vì đang dồn dập`. */
export function hiddenWords(
  rows: Iterable<AlarmRow>,
  { alarms, alarmWall }: Messages,
): readonly string[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    if (!isHidden(row)) continue
    const words =
      row.state === 'suppressed'
        ? alarms.suppressedBy[causeOf(row.suppressedBy ?? [])]
        : alarms.state[row.state]
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  return [...counts].map(([words, count]) => alarmWall.counted(count, words))
}
