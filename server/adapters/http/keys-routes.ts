import { z } from 'zod'
import { KEY_SCOPES } from '../../../protocol/access.ts'
import { KeyLimitsSchema, LAST_INSTANT, NameSchema, type KeyRow } from '../../../protocol/people.ts'
import { keyOrderProblem } from '../../services/key-order.ts'
import type { KeyRecord } from '../../services/keys.ts'
import type { SiteVisit } from './admission.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { RouteTable } from './route-table.ts'

export const NewKeyBody = z.strictObject({
  name: NameSchema,
  scope: z.enum(KEY_SCOPES),
  limits: z.optional(KeyLimitsSchema),
  expiresAt: z.int().positive().max(LAST_INSTANT).optional(),
})

const PATH = '/api/v1/sites/:site/keys'

/** A site's keys, for who administers them. */
export function addKeysRoutes(routes: RouteTable, parts: HttpParts): void {
  routes.site('get', PATH, 'keys.read', async (_req, res, { site }) => {
    res.json({ keys: (await site.keys.list()).map(keyRow) })
  })
  routes.site('post', PATH, 'keys.change', async (req, res, visit) => {
    const { site } = visit
    const order = await readBody(req, res, NewKeyBody)
    refuseMeaningless(order, visit, parts.now())
    const { text, key } = await site.keys.create(order)
    await noteOf(visit, 'key.created', key.id, { name: key.name, scope: key.scope })
    res.status(201).json({ text, key: keyRow(key) })
  })
  routes.site('delete', `${PATH}/:id`, 'keys.change', async (req, res, visit) => {
    const { id } = req.params
    if (typeof id !== 'string' || !(await visit.site.keys.revoke(id))) {
      throw new HttpProblem('not-found', 'no key of that id is in force')
    }
    await noteOf(visit, 'key.revoked', id)
    res.status(204).end()
  })
}

/** What would never let anything through is a slip of whoever orders it. */
function refuseMeaningless(
  order: z.output<typeof NewKeyBody>,
  { site }: SiteVisit,
  now: number,
): void {
  const problem = keyOrderProblem(order, site.site(), now)
  if (problem === undefined) return
  const { field, message } = problem
  throw new HttpProblem('wrong-shape', `${field}: ${message}`, { extra: { field } })
}

async function noteOf(
  { asker, caller, site }: SiteVisit,
  action: string,
  subject: string,
  detail?: Readonly<Record<string, string>>,
): Promise<void> {
  const { principal } = asker
  if (principal.kind !== 'person') throw new Error('keys are changed by people')
  const { id, name } = principal
  await site.note({
    action,
    actor: { kind: 'person', id, name },
    subject,
    detail,
    address: caller.address,
  })
}

/** A key without its hash. */
function keyRow(key: KeyRecord): KeyRow {
  const { id, name, scope, limits, createdAt, expiresAt, lastUsedAt, revokedAt } = key
  return {
    id,
    name,
    scope,
    ...(limits && { limits }),
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(revokedAt !== undefined && { revokedAt }),
  }
}
