import { z } from 'zod'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { KEY_SCOPES } from '../protocol/access.ts'
import { KeyLimitsSchema, LAST_INSTANT, NameSchema } from '../protocol/people.ts'
import { keyOrderProblem } from './services/key-order.ts'
import type { KeyRecord } from './services/keys.ts'
import type { SiteApp } from './site-app.ts'
import { siteCommand } from './site-command.ts'

const createOrder = z.strictObject({
  site: z.string(),
  name: NameSchema,
  scope: z.enum(KEY_SCOPES),
  limits: z.optional(KeyLimitsSchema),
  expiresAt: z.int().positive().max(LAST_INSTANT).optional(),
})
const listOrder = z.strictObject({ site: z.string() })
const revokeOrder = z.strictObject({ site: z.string(), id: z.string() })

type Apps = ReadonlyMap<string, Pick<SiteApp, 'site' | 'keys' | 'note'>>

const OPERATOR = { kind: 'command-line' } as const

/** What the command line may ask of the running server about keys. */
export function keyCommands(apps: Apps): Readonly<Record<string, ControlHandler>> {
  return {
    'keys.create': siteCommand(createOrder, apps, async (order, { site, keys, note }) => {
      const { name, scope, limits, expiresAt } = order
      const wanted = { name, scope, limits, expiresAt }
      const problem = keyOrderProblem(wanted, site(), Date.now())
      if (problem) return { ok: false, message: `${problem.field}: ${problem.message}.` }
      const { text, key } = await keys.create(wanted)
      const detail = { name: key.name, scope: key.scope }
      await note({ action: 'key.created', actor: OPERATOR, subject: key.id, detail })
      return { ok: true, result: { text, key: keyRow(key) } }
    }),
    'keys.list': siteCommand(listOrder, apps, async (_order, { keys }) => ({
      ok: true,
      result: (await keys.list()).map(keyRow),
    })),
    'keys.revoke': siteCommand(revokeOrder, apps, async ({ id }, { keys, note }) => {
      if (!(await keys.revoke(id))) return { ok: false, message: `There is no key ${id} in force.` }
      await note({ action: 'key.revoked', actor: OPERATOR, subject: id })
      return { ok: true, result: { id } }
    }),
  }
}

/** A key without its hash. */
function keyRow(key: KeyRecord): object {
  const { id, name, scope, limits, createdAt, expiresAt, lastUsedAt, revokedAt } = key
  return { id, name, scope, limits, createdAt, expiresAt, lastUsedAt, revokedAt }
}
