import type { LocalizedText } from '../../../../protocol/screen.ts'

export interface ListedSite {
  readonly id: string
  readonly name: LocalizedText
}

/** Reads the server's list of sites; anything else gives undefined. */
export function readSiteList(data: unknown): readonly ListedSite[] | undefined {
  if (!Array.isArray(data)) return undefined
  const sites = data.map(readSite)
  return sites.every((site) => site !== undefined) ? sites : undefined
}

function readSite(data: unknown): ListedSite | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { id, name } = data as Record<string, unknown>
  if (typeof id !== 'string') return undefined
  if (typeof name === 'string') return { id, name: { vi: name, en: name } }
  const { vi, en } = (name ?? {}) as Record<string, unknown>
  return typeof vi === 'string' && typeof en === 'string' ? { id, name: { vi, en } } : undefined
}
