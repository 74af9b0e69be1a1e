import type { AlarmRow, Severity } from '../../../protocol/alarms.ts'
import { isHidden, isWaiting } from './alarm-look.ts'

/** The unit of each sensor by its id, see `map/sensor-units.ts`. */
export type UnitsOfSensors = ReadonlyMap<string, string>

/** The unit that an alarm is in: its own, or that of its sensor; undefined of the site as a whole and where nobody knows. */
export function unitOf(
  { unit, sensor }: Pick<AlarmRow, 'unit' | 'sensor'>,
  units: UnitsOfSensors,
): string | undefined {
  return unit ?? (sensor === undefined ? undefined : units.get(sensor))
}

/** Priorities that are drawn around their commune; the others stand in lists only. */
const RINGED: readonly (Severity | undefined)[] = ['critical', 'high']

/** What a map shows of one unit: its worst alarm, of these one that waits. */
export interface UnitMark {
  readonly unit: string
  readonly row: AlarmRow
  readonly isWaiting: boolean
}

/** By unit, from rows in their order (waiting first). */
export function unitMarks(
  rows: readonly AlarmRow[],
  units: UnitsOfSensors,
): ReadonlyMap<string, UnitMark> {
  const marks = new Map<string, UnitMark>()
  for (const row of rows) {
    if (row.occurrence === 0 || isHidden(row) || !RINGED.includes(row.severity)) continue
    const unit = unitOf(row, units)
    if (unit === undefined) continue
    const before = marks.get(unit)?.row
    // Rows come waiting first: of the same priority the first stays.
    if (before && !(before.severity === 'high' && row.severity === 'critical')) continue
    marks.set(unit, { unit, row, isWaiting: isWaiting(row) })
  }
  return marks
}
