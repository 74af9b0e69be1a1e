import type { Heatmap, HeatmapHead } from '../../../../protocol/dossiers.ts'
import type { PanelContext } from '../panel-context.ts'
import { columnTotal, type Members } from './matrix-values.ts'

export interface MatrixColumn {
  readonly key: string
  /** Says the same column aloud. */
  readonly name: string
  /** In the head, one under the other. */
  readonly lines: readonly string[]
  readonly members: Members
  /** Set off from the column before it. */
  readonly hasGap: boolean
  readonly isApart: boolean
  /** A day to come, as it will be if nothing moves. */
  readonly isAhead: boolean
  /** Nobody works on that day of the week: its head draws no eye. */
  readonly isRest: boolean
  readonly isToday: boolean
}

type Words = Pick<PanelContext, 'locale' | 'messages'>

const SATURDAY = 6
const DAYS_A_WEEK = 7

/** All columns in the order in which they are drawn: what stands apart first, days to come last. */
export function columnsOf(
  answer: Heatmap,
  kind: 'field' | 'day' | 'weekday',
  words: Words,
): readonly MatrixColumn[] {
  const all = answer.columns.map((head, index) => columnOf(head, index, kind, words))
  const today = kind === 'day' ? all.findLast(({ isAhead }) => !isAhead) : undefined
  const ordered = all.toSorted((a, b) => Number(b.isApart) - Number(a.isApart))
  return ordered.map((column, index) => {
    const before = ordered[index - 1]
    const isOther =
      before !== undefined &&
      (before.isApart !== column.isApart || before.isAhead !== column.isAhead)
    return { ...column, hasGap: isOther, isToday: column === today }
  })
}

function columnOf(
  { code, name, apart, ahead }: HeatmapHead,
  index: number,
  kind: 'field' | 'day' | 'weekday',
  { locale, messages }: Words,
): MatrixColumn {
  const isAhead = ahead === true
  const common = { key: code, members: [index], hasGap: false, isApart: apart === true, isAhead }
  if (kind === 'field') {
    const text = name[locale]
    return { ...common, name: text, lines: [text], isRest: false, isToday: false }
  }
  const weekday = kind === 'day' ? weekdayOf(code) : Number(code) % DAYS_A_WEEK
  const short = messages.panels.calendar.weekdays[weekday] ?? code
  const isRest = weekday === 0 || weekday === SATURDAY
  const long = messages.weekdays[weekday] ?? code
  if (kind === 'weekday') return { ...common, name: long, lines: [short], isRest, isToday: false }
  const [, month = '', day = ''] = code.split('-')
  const date = `${day}/${month}`
  return { ...common, name: `${long} ${date}`, lines: [short, day], isRest, isToday: false }
}

/** 0 = Sunday, of an ISO date. */
function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}

/**
 * As many columns as there is room for. Of days the oldest go; the fields that are least bad stand
 * summed up in one last column, except what stands apart.
 */
export function columnsWithin(
  columns: readonly MatrixColumn[],
  room: number,
  answer: Heatmap,
  kind: 'field' | 'day' | 'weekday',
  { messages }: Words,
): readonly MatrixColumn[] {
  if (columns.length <= room) return columns
  if (kind !== 'field') return withoutFirstGap(columns.slice(columns.length - Math.max(1, room)))
  const badness = ({ members, isApart }: MatrixColumn): number => {
    const total = columnTotal(answer, members)
    if (isApart) return Number.MAX_VALUE
    if (total.kind !== 'value') return -Number.MAX_VALUE
    return answer.direction === 'higher-is-better' ? -total.value : total.value
  }
  const worst = columns.toSorted((a, b) => badness(b) - badness(a)).slice(0, Math.max(1, room - 1))
  const kept = columns.filter((one) => worst.includes(one))
  const rest = columns.filter((one) => !worst.includes(one))
  const name = messages.panels.dossiers.otherFields(rest.length)
  return [
    ...kept,
    {
      ...{ key: 'others', name, lines: [name], members: rest.flatMap(({ members }) => members) },
      ...{ hasGap: kept.every(({ isApart }) => isApart), isApart: false, isAhead: false },
      ...{ isRest: true, isToday: false },
    },
  ]
}

function withoutFirstGap(columns: readonly MatrixColumn[]): readonly MatrixColumn[] {
  return columns.map((column, index) => (index === 0 ? { ...column, hasGap: false } : column))
}
