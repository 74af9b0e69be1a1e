import {
  SEVERITIES,
  type AlarmRow,
  type AlarmState,
  type Severity,
} from '../../../protocol/alarms.ts'
import { rowsOf } from './alarm-state.ts'
import type { AlarmBook } from './book.ts'

/** Which rows are asked for; absent = all. */
export interface AlarmFilter {
  readonly states?: ReadonlySet<AlarmState> | undefined
  readonly severities?: ReadonlySet<Severity> | undefined
  readonly unit?: string | undefined
  readonly sensor?: string | undefined
  readonly rule?: string | undefined
}

/** Where a row stands in the order: a page begins after one. */
export interface AlarmPlace {
  /** 0 = critical; without a severity behind all others. */
  readonly rank: number
  readonly isAcknowledged: boolean
  /** Site time; 0 where no occurrence is open. */
  readonly raisedAt: number
  readonly alarm: string
  readonly occurrence: number
}

export interface AlarmPage {
  /** On all pages. */
  readonly total: number
  readonly rows: readonly AlarmRow[]
  readonly next: AlarmPlace | undefined
}

/** Rows of alarms: the worst first, of these what is not acknowledged, of these the oldest; `limit` of them behind a place. */
export function listAlarms(
  book: Pick<AlarmBook, 'alarms'>,
  filter: AlarmFilter,
  { after, limit }: { readonly after: AlarmPlace | undefined; readonly limit: number },
): AlarmPage {
  const found = book
    .alarms()
    .flatMap(({ value }) => rowsOf(value))
    .filter((row) => isMeant(row, filter))
    .map((row) => ({ row, place: placeOf(row) }))
    .toSorted((a, b) => compare(a.place, b.place))
  const behind = after ? found.filter(({ place }) => compare(place, after) > 0) : found
  const page = behind.slice(0, limit)
  return {
    total: found.length,
    rows: page.map(({ row }) => row),
    next: behind.length > limit ? page.at(-1)?.place : undefined,
  }
}

function isMeant(row: AlarmRow, filter: AlarmFilter): boolean {
  const { states, severities, unit, sensor, rule } = filter
  if (states && !states.has(row.state)) return false
  if (severities && !(row.severity && severities.has(row.severity))) return false
  if (unit !== undefined && row.unit !== unit) return false
  if (sensor !== undefined && row.sensor !== sensor) return false
  return rule === undefined || row.rule === rule
}

function placeOf(row: AlarmRow): AlarmPlace {
  const { severity, isAcknowledged, raisedAt = 0, alarm, occurrence } = row
  const worst = SEVERITIES.length - 1
  const rank = severity ? worst - SEVERITIES.indexOf(severity) : SEVERITIES.length
  return { rank, isAcknowledged, raisedAt, alarm, occurrence }
}

function compare(a: AlarmPlace, b: AlarmPlace): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.isAcknowledged !== b.isAcknowledged) return a.isAcknowledged ? 1 : -1
  if (a.raisedAt !== b.raisedAt) return a.raisedAt - b.raisedAt
  if (a.alarm !== b.alarm) return a.alarm < b.alarm ? -1 : 1
  return a.occurrence - b.occurrence
}
