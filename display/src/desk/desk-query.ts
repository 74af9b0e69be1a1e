import {
  DOSSIER_CLASSES,
  GROUPINGS,
  HEATMAP_MEASURES,
  type DossierClass,
  type Grouping,
  type HeatmapMeasure,
} from '../../../protocol/dossiers.ts'

export const DESK_FILTERS = ['unit', 'field', 'procedure', 'channel', 'level'] as const
export type DeskFilter = (typeof DESK_FILTERS)[number]

export const DESK_COLUMNS = ['field', 'day', 'weekday'] as const
export type DeskColumns = (typeof DESK_COLUMNS)[number]

/** What the page of dossiers is asked for, by its address. Codes; '' = not stated. */
export interface DeskQuery extends Readonly<Partial<Record<DeskFilter, string>>> {
  /** `2025-10-27T09:00`, civil time in Vietnam; absent = now. */
  readonly at?: string
  readonly by?: Grouping
  readonly class?: DossierClass
  /** Where the list's page begins. */
  readonly after?: string
  readonly measure?: HeatmapMeasure
  readonly columns?: DeskColumns
}

const MINUTE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/
/** Vietnam has one zone and no summer time. */
const OFFSET = '+07:00'
const MOST_CHARACTERS = 64
const MOST_OF_CURSOR = 512

type Given = Readonly<Record<string, unknown>>

/** Reads the query of a page's address; what makes no sense is left out. */
export function readDeskQuery(query: Given): DeskQuery {
  const filters = DESK_FILTERS.map((name) => [name, textOf(query, name, MOST_CHARACTERS)])
  const at = textOf(query, 'at', MOST_CHARACTERS)
  return present({
    ...Object.fromEntries(filters),
    at: at !== undefined && instantOfMinute(at) !== undefined ? at : undefined,
    by: wordOf(query, 'by', GROUPINGS),
    class: wordOf(query, 'class', DOSSIER_CLASSES),
    after: textOf(query, 'after', MOST_OF_CURSOR),
    measure: wordOf(query, 'measure', HEATMAP_MEASURES),
    columns: wordOf(query, 'columns', DESK_COLUMNS),
  })
}

/** ms since 1970 of a civil minute in Vietnam; undefined where it is none. */
export function instantOfMinute(minute: string): number | undefined {
  if (!MINUTE.test(minute)) return undefined
  const at = Date.parse(`${minute}:00${OFFSET}`)
  return Number.isNaN(at) ? undefined : at
}

/** With other filters the list begins anew. */
export function changedQuery(query: DeskQuery, change: Undefinable<DeskQuery>): DeskQuery {
  return present({ ...query, after: undefined, ...change })
}

/** By what figures are grouped: the next step down from what is chosen, unless something else is asked for. */
export function groupingOf({ by, unit, field }: DeskQuery): Grouping {
  if (by !== undefined) return by
  if (unit === undefined) return 'unit'
  return field === undefined ? 'field' : 'procedure'
}

/** One step down, into a group. */
export function within(query: DeskQuery, by: Grouping, code: string): DeskQuery {
  return changedQuery(query, { [by]: code, by: undefined })
}

/** `?unit=20500&…` of a question; '' where nothing is asked. */
export function searchOf(all: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined) search.set(name, String(value))
  }
  return search.size === 0 ? '' : `?${search.toString()}`
}

/** The filters of a question, and its moment. */
export function filtersOf(query: DeskQuery): Readonly<Partial<Record<DeskFilter, string>>> {
  return Object.fromEntries(DESK_FILTERS.map((name) => [name, query[name]]))
}

export function instantOf({ at }: DeskQuery): string | undefined {
  const instant = at === undefined ? undefined : instantOfMinute(at)
  return instant === undefined ? undefined : new Date(instant).toISOString()
}

type Undefinable<T> = { readonly [Name in keyof T]?: T[Name] | undefined }

function present(query: Undefinable<DeskQuery>): DeskQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

function textOf(query: Given, name: string, most: number): string | undefined {
  const value = query[name]
  return typeof value === 'string' && value.length <= most ? value : undefined
}

function wordOf<Word extends string>(
  query: Given,
  name: string,
  words: readonly Word[],
): Word | undefined {
  return words.find((word) => word === query[name])
}
