import type { Grant } from '../../../protocol/access.ts'
import { readGrant } from './grant-text.ts'

/** What a value of the roles claim stands for here. */
export interface RoleRule {
  readonly value: string
  readonly grant: Grant
}

export type RoleMapping =
  | { readonly ok: true; readonly rules: readonly RoleRule[] }
  /** Each names its entry. */
  | { readonly ok: false; readonly problems: readonly string[] }

const OUTSIDE_QUOTES = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/
const ENTRY = /^(?:"([^"]*)"|([^"=]*))=(?:"([^"]*)"|([^"=]*))$/

/**
 * Reads `value=site:role,value=*:role,…`. What holds a comma or an equals sign stands in double quotes,
 * such as the name of an LDAP group. One value may stand in several entries.
 */
export function parseRoleMapping(text: string): RoleMapping {
  const rules: RoleRule[] = []
  const problems: string[] = []
  for (const [index, entry] of text.split(OUTSIDE_QUOTES).entries()) {
    const read = readEntry(entry.trim())
    if (typeof read === 'string') problems.push(`entry ${index + 1} (${entry.trim()}): ${read}`)
    else rules.push(read)
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rules }
}

function readEntry(entry: string): RoleRule | string {
  const [, quoted, plain, quotedGrant, plainGrant] = ENTRY.exec(entry) ?? []
  const value = (quoted ?? plain ?? '').trim()
  const grantText = (quotedGrant ?? plainGrant ?? '').trim()
  if (value === '' || grantText === '') return 'write value=site:role'
  const read = readGrant(grantText)
  return read.ok ? { value, grant: read.grant } : read.message
}

/** Sites that the rules name and the server does not have, each with its entry's value. */
export function unknownSites(
  rules: readonly RoleRule[],
  isSite: (id: string) => boolean,
): readonly string[] {
  return rules.flatMap(({ value, grant: { site } }, index) =>
    site === '*' || isSite(site)
      ? []
      : [`entry ${index + 1} (${value}): this server has no site ${site}`],
  )
}

/** What these claims are worth here, each grant once. */
export function grantsOf(
  rules: readonly RoleRule[],
  claims: Readonly<Record<string, unknown>>,
  claim: string,
): readonly Grant[] {
  const values = new Set(claimValues(claims, claim))
  const found = rules.filter(({ value }) => values.has(value))
  return [...new Map(found.map(({ grant }) => [JSON.stringify(grant), grant])).values()]
}

/** The texts of a claim that is a text or a list of them; `a.b` is the claim of that name, or b within a. */
export function claimValues(
  claims: Readonly<Record<string, unknown>>,
  claim: string,
): readonly string[] {
  const found = ownOf(claims, claim) ?? claim.split('.').reduce<unknown>(ownOf, claims)
  const values: readonly unknown[] = Array.isArray(found) ? found : [found]
  return values.filter((value) => typeof value === 'string')
}

function ownOf(held: unknown, name: string): unknown {
  if (typeof held !== 'object' || held === null || !Object.hasOwn(held, name)) return undefined
  return (held as Readonly<Record<string, unknown>>)[name]
}
