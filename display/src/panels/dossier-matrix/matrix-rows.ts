import type { Heatmap } from '../../../../protocol/dossiers.ts'
import { leafUnits } from '../../stores/places.ts'
import type { PanelContext } from '../panel-context.ts'
import { addsUpOverDays, cellValue, rowTotal, type Members } from './matrix-values.ts'

export interface MatrixRow {
  readonly key: string
  readonly name: string
  readonly members: Members
  /** Stands for several that found no row of their own. */
  readonly isGroup: boolean
  /** Nobody has reported anything of it. */
  readonly isSilent: boolean
}

export interface UnitRowsContext extends Pick<PanelContext, 'locale' | 'screen'> {
  /** Where days make the columns the worst is so today. */
  readonly today: Members | undefined
}

/** The units, worst first; those of which nothing is known last, also where the answer does not list them. */
export function unitRows(
  answer: Heatmap,
  { today, locale, screen }: UnitRowsContext,
): readonly MatrixRow[] {
  const silent = new Set(answer.silentUnits)
  const deciding = (members: Members): number => {
    const isByToday = today !== undefined && !addsUpOverDays(answer.measure)
    const value = isByToday ? cellValue(answer, members, today) : rowTotal(answer, members)
    if (value.kind !== 'value') return -Infinity
    return answer.direction === 'higher-is-better' ? -value.value : value.value
  }
  const listed = answer.rows.map(({ code, name }, index) => ({ code, name, members: [index] }))
  const isListed = new Set(answer.rows.map(({ code }) => code))
  const unlisted = leafUnits(screen)
    .filter(({ code }) => silent.has(code) && !isListed.has(code))
    .map(({ code, name }) => ({ code, name, members: [] }))
  const { compare } = new Intl.Collator(locale)
  return [...listed, ...unlisted]
    .map(({ code, name, members }) => ({
      ...{ key: code, name: name[locale], members, isGroup: false },
      ...{ isSilent: silent.has(code), worth: deciding(members) },
    }))
    .toSorted(
      (a, b) =>
        Number(a.isSilent) - Number(b.isSilent) ||
        Number(b.worth > a.worth) - Number(b.worth < a.worth) ||
        compare(a.name, b.name),
    )
}

/** As many rows as there is room for; the units that do not fit stand summed up in the last row or two. */
export function unitRowsWithin(
  rows: readonly MatrixRow[],
  room: number,
  noun: string,
  messages: PanelContext['messages'],
): readonly MatrixRow[] {
  if (rows.length <= room) return rows
  const groupsFrom = (first: number): readonly MatrixRow[] =>
    groupsOf(rows.slice(Math.max(0, first)), noun, messages)
  const groups = groupsFrom(room - 1)
  if (groups.length === 1) return [...rows.slice(0, Math.max(0, room - 1)), ...groups]
  return [...rows.slice(0, Math.max(0, room - 2)), ...groupsFrom(room - 2)]
}

/** Who has not reported is not summed up with the others: their sum would say too much. */
function groupsOf(
  rest: readonly MatrixRow[],
  noun: string,
  { panels }: PanelContext['messages'],
): readonly MatrixRow[] {
  return [
    { isSilent: false, nameOf: (count: number) => panels.heatmap.others(count, noun) },
    { isSilent: true, nameOf: (count: number) => panels.dossiers.silent(count, noun) },
  ].flatMap(({ isSilent, nameOf }): readonly MatrixRow[] => {
    const members = rest.filter((row) => row.isSilent === isSilent)
    if (members.length === 0) return []
    const name = nameOf(members.length)
    const key = isSilent ? 'silent' : 'others'
    return [{ key, name, members: members.flatMap((row) => row.members), isGroup: true, isSilent }]
  })
}

/** The hours as they are answered. */
export function hourRows(
  answer: Heatmap,
  messages: PanelContext['messages'],
): readonly MatrixRow[] {
  return answer.rows.map(({ code }, index) => ({
    ...{ key: code, name: messages.panels.dossiers.hour(Number(code)) },
    ...{ members: [index], isGroup: false, isSilent: false },
  }))
}

/** The busiest hours in a row; those before and after them stand summed up in a row each. */
export function hourRowsWithin(
  rows: readonly MatrixRow[],
  room: number,
  answer: Heatmap,
  messages: PanelContext['messages'],
): readonly MatrixRow[] {
  if (rows.length <= room) return rows
  const kept = Math.max(1, room - 2)
  const sizes = rows.map(({ members }) => {
    const total = rowTotal(answer, members)
    return total.kind === 'value' ? total.value : 0
  })
  const weightFrom = (first: number): number =>
    sizes.slice(first, first + kept).reduce((sum, one) => sum + one, 0)
  let first = 0
  for (let at = 1; at + kept <= rows.length; at++) {
    if (weightFrom(at) > weightFrom(first)) first = at
  }
  const { hoursBefore, hoursFrom } = messages.panels.dossiers
  const [from, until] = [rows[first], rows[first + kept]]
  return [
    ...edgeRow(rows.slice(0, first), hoursBefore(Number(from?.key))),
    ...rows.slice(first, first + kept),
    ...edgeRow(rows.slice(first + kept), hoursFrom(Number(until?.key))),
  ]
}

function edgeRow(edge: readonly MatrixRow[], name: string): readonly MatrixRow[] {
  if (edge.length === 0) return []
  const members = edge.flatMap((row) => row.members)
  return [{ key: name, name, members, isGroup: true, isSilent: false }]
}
