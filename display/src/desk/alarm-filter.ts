import { bareText } from '../people/bare-text.ts'
import { SEVERITIES, type AlarmRow, type Severity } from '../../../protocol/alarms.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import { ALARM_GROUPS, groupOf, type AlarmGroup } from '../alarms/alarm-order.ts'

/** What the list of alarms is asked for, and which alarm is looked at, by the page's address. */
export interface AlarmQuery {
  readonly priority?: Severity
  readonly group?: AlarmGroup
  /** Code of a unit; its sensors count as its own. */
  readonly unit?: string
  readonly rule?: string
  /** Words that all stand in an alarm's title or place, accents or not. */
  readonly q?: string
  readonly alarm?: string
  /** Of `alarm`; a whole number. */
  readonly occurrence?: string
}

export const ALARM_FILTERS = ['priority', 'group', 'unit', 'rule', 'q'] as const

/** Longer is passed over: a field must not take what would be. */
export const MOST_CHARACTERS = 200

type Given = Readonly<Record<string, unknown>>

/** Reads the query of the page's address; what makes no sense is left out. */
export function readAlarmQuery(query: Given): AlarmQuery {
  const text = (name: string): string | undefined => {
    const value = query[name]
    return typeof value === 'string' && value !== '' && value.length <= MOST_CHARACTERS
      ? value
      : undefined
  }
  const alarm = text('alarm')
  const occurrence = text('occurrence')
  return present({
    priority: SEVERITIES.find((one) => one === query['priority']),
    group: ALARM_GROUPS.find((one) => one === query['group']),
    unit: text('unit'),
    rule: text('rule'),
    q: text('q'),
    alarm,
    occurrence: alarm !== undefined && /^\d{1,9}$/.test(occurrence ?? '') ? occurrence : undefined,
  })
}

/** The same with something changed; undefined takes it away. */
export function changedAlarmQuery(
  query: AlarmQuery,
  change: { readonly [Name in keyof AlarmQuery]?: AlarmQuery[Name] | undefined },
): AlarmQuery {
  return present({ ...query, ...change })
}

function present(query: object): AlarmQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

/** How many filters are in use. */
export function filterCount(query: AlarmQuery): number {
  return ALARM_FILTERS.filter((name) => query[name] !== undefined).length
}

/** Rows that the filters let through, in the order given; `textOf` is asked only where words are searched for. */
export function filtered(
  rows: readonly AlarmRow[],
  query: AlarmQuery,
  screen: Pick<ScreenMessage, 'sensors'>,
  textOf: (row: AlarmRow) => string,
): readonly AlarmRow[] {
  if (filterCount(query) === 0) return rows
  const { priority, group, unit, rule } = query
  const unitOf = unitsBySensor(screen)
  const words = bareWords(query.q ?? '')
  return rows.filter(
    (row) =>
      (priority === undefined || row.severity === priority) &&
      (group === undefined || groupOf(row) === group) &&
      (rule === undefined || row.rule === rule) &&
      (unit === undefined || unit === (row.unit ?? unitOf.get(row.sensor ?? ''))) &&
      (words.length === 0 || hasAll(textOf(row), words)),
  )
}

/** The unit that each sensor stands in; sensors without one are left out. */
export function unitsBySensor({
  sensors,
}: Pick<ScreenMessage, 'sensors'>): ReadonlyMap<string, string> {
  return new Map(sensors.flatMap(({ id, unit }) => (unit === undefined ? [] : [[id, unit]])))
}

function bareWords(text: string): readonly string[] {
  return bareText(text)
    .split(/\s+/)
    .filter((word) => word !== '')
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word))
}
