import { z } from 'zod'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'

/** Answers orders that name one of the sites; what has another form, or names none, is refused in words. */
export function siteCommand<T extends { readonly site: string }, App>(
  schema: z.ZodType<T>,
  apps: ReadonlyMap<string, App>,
  run: (order: T, app: App) => ReturnType<ControlHandler>,
): ControlHandler {
  return async (params) => {
    const order = schema.safeParse(params)
    if (!order.success) return { ok: false, message: z.prettifyError(order.error) }
    const app = apps.get(order.data.site)
    if (!app) return { ok: false, message: `This server has no site ${order.data.site}.` }
    return run(order.data, app)
  }
}
