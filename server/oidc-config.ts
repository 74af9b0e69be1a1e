import { z } from 'zod'
import { isLoopbackName } from './core/access/origin.ts'
import { parseRoleMapping, type RoleRule } from './core/access/role-mapping.ts'

/** How people sign in through the organisation's own service, by OpenID Connect. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  /** Absent: a public client. */
  readonly clientSecret: string | undefined
  readonly label: string
  readonly scope: string
  readonly rolesClaim: string
  readonly rules: readonly RoleRule[]
}

export const oidcVariables = {
  OIDC_ISSUER: z.string().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_LABEL: z.string().max(60).optional(),
  OIDC_SCOPE: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'has openid among its words')
    .default('openid profile'),
  OIDC_ROLES_CLAIM: z.string().max(200).default('roles'),
  OIDC_ROLES: z.string().max(10_000).optional(),
}

type Values = z.output<z.ZodObject<typeof oidcVariables>>
type Refuse = (variable: string, message: string) => void

const NEEDED = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_ROLES'] as const
const ALONE = [...NEEDED, 'OIDC_CLIENT_SECRET', 'OIDC_LABEL'] as const

/** Undefined where none of it is said; what is wrong is told by its variable. */
export function oidcOf(values: Values, refuse: Refuse): OidcConfig | undefined {
  const given = ALONE.find((name) => values[name] !== undefined)
  if (given === undefined) return undefined
  for (const name of NEEDED) {
    if (values[name] === undefined) refuse(name, `is needed with ${given}`)
  }
  const { OIDC_ISSUER = '', OIDC_CLIENT_ID = '', OIDC_ROLES } = values
  const fault = OIDC_ISSUER === '' ? undefined : faultOf(OIDC_ISSUER)
  if (fault !== undefined) refuse('OIDC_ISSUER', fault)
  const mapping = OIDC_ROLES === undefined ? undefined : parseRoleMapping(OIDC_ROLES)
  if (mapping?.ok === false) for (const words of mapping.problems) refuse('OIDC_ROLES', words)
  if (fault !== undefined || OIDC_ISSUER === '' || !mapping?.ok) return undefined
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: values.OIDC_CLIENT_SECRET,
    label: values.OIDC_LABEL ?? new URL(OIDC_ISSUER).host,
    scope: values.OIDC_SCOPE,
    rolesClaim: values.OIDC_ROLES_CLAIM,
    rules: mapping.rules,
  }
}

/** Keys and claims come from there: nobody on the way may change them. */
function faultOf(issuer: string): string | undefined {
  if (!URL.canParse(issuer)) return 'is not an address'
  const { protocol, hostname, search, hash, username, password } = new URL(issuer)
  if (username !== '' || password !== '') return 'names nobody before an @'
  if (search !== '' || hash !== '') return 'has neither ? nor #'
  if (protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname))) return undefined
  return 'begins with https:// (http:// only on this machine)'
}
