/** What a journal is searched for. Days are civil, `2025-10-27`, and both ends belong to what is found. */
export interface JournalQuery {
  readonly from?: string
  readonly to?: string
  readonly action?: string
  readonly actor?: string
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 86_400_000
/** Vietnam has one zone and no summer time. */
const OFFSET = '+07:00'
const MOST_CHARACTERS = 200

/** Reads the query of a page's address; what makes no sense is left out. */
export function readJournalQuery(query: Readonly<Record<string, unknown>>): JournalQuery {
  const day = (name: string): string | undefined => {
    const value = textOf(query[name])
    return value !== undefined && instantOf(value) !== undefined ? value : undefined
  }
  const [from, to] = [day('from'), day('to')]
  const [action, actor] = [textOf(query['action']), textOf(query['actor'])]
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(action !== undefined && { action }),
    ...(actor !== undefined && { actor }),
  }
}

/** Path below `/api/v1` of a site's journal, or of the installation's own. */
export function journalPath(
  site: string | undefined,
  { from, to, action, actor }: JournalQuery,
  more: { readonly cursor?: string | undefined; readonly format?: 'csv' },
): string {
  const query = new URLSearchParams()
  const first = from === undefined ? undefined : instantOf(from)
  const last = to === undefined ? undefined : instantOf(to)
  if (first !== undefined) query.set('from', new Date(first).toISOString())
  if (last !== undefined) query.set('to', new Date(last + DAY_MS - 1).toISOString())
  if (action !== undefined) query.set('action', action)
  if (actor !== undefined) query.set('actor', actor)
  if (more.cursor !== undefined) query.set('cursor', more.cursor)
  if (more.format !== undefined) query.set('format', more.format)
  const path = site === undefined ? '/journal' : `/sites/${encodeURIComponent(site)}/journal`
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

/** When a civil day begins in Vietnam; undefined where it is none. */
export function instantOf(day: string): number | undefined {
  if (!DAY.test(day)) return undefined
  const at = Date.parse(`${day}T00:00:00${OFFSET}`)
  return Number.isNaN(at) ? undefined : at
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.trim().slice(0, MOST_CHARACTERS)
  return text === '' ? undefined : text
}
