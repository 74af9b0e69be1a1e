import { z } from 'zod'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { KEY_SCOPES } from '../protocol/access.ts'
import type { KeyRecord } from './services/keys.ts'
import type { SiteApp } from './site-app.ts'

const createOrder = z.strictObject({
  site: z.string(),
  name: z.string().min(1).max(100),
  scope: z.enum(KEY_SCOPES),
})
const listOrder = z.strictObject({ site: z.string() })
const revokeOrder = z.strictObject({ site: z.string(), id: z.string() })

type Apps = ReadonlyMap<string, Pick<SiteApp, 'keys'>>

/** What the command line may ask of the running server about keys. */
export function keyCommands(apps: Apps): Readonly<Record<string, ControlHandler>> {
  return {
    'keys.create': withOrder(createOrder, apps, async ({ name, scope }, { keys }) => {
      const { text, key } = await keys.create({ name, scope })
      return { ok: true, result: { text, key: keyRow(key) } }
    }),
    'keys.list': withOrder(listOrder, apps, async (_order, { keys }) => ({
      ok: true,
      result: (await keys.list()).map(keyRow),
    })),
    'keys.revoke': withOrder(revokeOrder, apps, async ({ id }, { keys }) =>
      (await keys.revoke(id))
        ? { ok: true, result: { id } }
        : { ok: false, message: `There is no key ${id} in force.` },
    ),
  }
}

function withOrder<T extends { readonly site: string }>(
  schema: z.ZodType<T>,
  apps: Apps,
  run: (order: T, app: Pick<SiteApp, 'keys'>) => ReturnType<ControlHandler>,
): ControlHandler {
  return async (params) => {
    const order = schema.safeParse(params)
    if (!order.success) return { ok: false, message: z.prettifyError(order.error) }
    const app = apps.get(order.data.site)
    if (!app) return { ok: false, message: `This server has no site ${order.data.site}.` }
    return run(order.data, app)
  }
}

/** A key without its hash. */
function keyRow({ id, name, scope, createdAt, lastUsedAt, revokedAt }: KeyRecord): object {
  return { id, name, scope, createdAt, lastUsedAt, revokedAt }
}
