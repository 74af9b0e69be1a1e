import { z } from 'zod'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { NotificationActions } from './adapters/cli/notification-commands.ts'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { createEmailDelivery } from './adapters/notify-email/email-delivery.ts'
import { createWebhookDelivery } from './adapters/notify-webhook/webhook-delivery.ts'
import { askServer } from './ask-server.ts'
import { readConfig, type ServerConfig } from './config.ts'
import { journalOn } from './journal-control.ts'
import { createNotificationDesk, type NotificationDesk } from './services/notification-desk.ts'
import { StoreUnavailable } from './services/store.ts'
import type { SiteAppParts } from './site-app.ts'
import { siteCommand } from './site-command.ts'

/** Mail servers take their time. */
const ANSWER_WITHIN_MS = 60_000

const listOrder = z.strictObject({ site: z.string(), which: z.enum(['waiting', 'dead']) })
const retryOrder = z.strictObject({ site: z.string(), id: z.string().optional() })
const testOrder = z.strictObject({ site: z.string(), target: z.string() })

type Apps = ReadonlyMap<string, { readonly alarms: { readonly notifications: NotificationDesk } }>

/** How the server reaches people. */
export function notifyOf({ smtp, secret, publicOrigins }: ServerConfig): SiteAppParts['notify'] {
  return {
    deliveries: {
      webhook: createWebhookDelivery({ secret }),
      email: createEmailDelivery({ smtp }),
    },
    origin: publicOrigins[0],
  }
}

/** What the command line may ask of the running server about messages to people. */
export function notificationCommands(apps: Apps): Readonly<Record<string, ControlHandler>> {
  return {
    'notifications.list': withDesk(listOrder, apps, async ({ which }, desk) => ({
      ok: true,
      result: await desk.list(which),
    })),
    'notifications.retry': withDesk(retryOrder, apps, async ({ id }, desk) => {
      const count = await desk.retry(id)
      if (count === 0 && id !== undefined) {
        return { ok: false, message: `There is no dead message ${JSON.stringify(id)}.` }
      }
      return { ok: true, result: { count } }
    }),
    'notifications.test': withDesk(testOrder, apps, async ({ target }, desk) => {
      const result = await desk.test(target)
      if (!result) return { ok: false, message: `The site has no target ${target}.` }
      if (result.outcome === 'sent') return { ok: true, result: { target } }
      return { ok: false, message: `Not sent: ${result.reason}` }
    }),
  }
}

function withDesk<T extends { readonly site: string }>(
  schema: z.ZodType<T>,
  apps: Apps,
  run: (order: T, desk: NotificationDesk) => ReturnType<ControlHandler>,
): ControlHandler {
  return siteCommand(schema, apps, async (order, app) => {
    try {
      return await run(order, app.alarms.notifications)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      return { ok: false, message: error.message }
    }
  })
}

/** What `notifications` does. */
export const notificationActions: NotificationActions = {
  listNotifications: (order) => ask('notifications.list', order),
  retryNotifications: (order) => ask('notifications.retry', order),
  testNotification: (order) => ask('notifications.test', order),
}

function ask<T>(command: string, params: { readonly site: string }): Promise<Answer<T>> {
  const { site } = params
  return askServer({
    command,
    params,
    site,
    answerWithinMs: ANSWER_WITHIN_MS,
    async commandsOn(stores, sites) {
      const configured = sites.get(site)
      const read = readConfig()
      if (!configured || !read.ok) return notificationCommands(new Map())
      const store = await stores.alarms(site)
      const notifications = createNotificationDesk({
        site: () => configured,
        store,
        note: journalOn(store.journal).note,
        now: Date.now,
        ...notifyOf(read.config),
      })
      return notificationCommands(new Map([[site, { alarms: { notifications } }]]))
    },
  })
}
