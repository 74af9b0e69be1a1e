import type { LocalizedText } from '../../../../protocol/screen.ts'

export interface ListedSite {
  readonly id: string
  readonly name: LocalizedText
  readonly hasDossiers: boolean
}

/** Reads the server's answer `{sites: [{id, name, hasDossiers}]}`; anything else gives undefined. */
export function readSiteList(data: unknown): readonly ListedSite[] | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { sites: listed } = data as Record<string, unknown>
  if (!Array.isArray(listed)) return undefined
  const sites = listed.map(readSite)
  return sites.every((site) => site !== undefined) ? sites : undefined
}

function readSite(data: unknown): ListedSite | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { id, name, hasDossiers } = data as Record<string, unknown>
  if (typeof id !== 'string') return undefined
  const { vi, en } = (name ?? {}) as Record<string, unknown>
  if (typeof vi !== 'string' || typeof en !== 'string') return undefined
  return { id, name: { vi, en }, hasDossiers: hasDossiers === true }
}
