import type { Site } from './core/sites/site.ts'
import type { LeaseService } from './services/lease.ts'
import type { Note } from './services/note.ts'
import { createNotificationDesk, type NotificationDesk } from './services/notification-desk.ts'
import { Notifier } from './services/notifier.ts'
import type { SiteAppParts } from './site-app.ts'
import { sleep } from './site-flow.ts'

/** What sends a site's messages to people, and what operators do with them. */
export function createSiteNotifications(
  { alarms: store, machine, notify, metrics, log }: SiteAppParts,
  site: () => Site,
  alarms: { readonly lease: Pick<LeaseService, 'token'>; readonly note: Note },
): { readonly notifier: Notifier; readonly desk: NotificationDesk } {
  const now = machine.wallNow
  const shared = { site, store, note: alarms.note, now, ...notify }
  return {
    notifier: new Notifier({ ...shared, lease: alarms.lease, sleep, metrics, log }),
    desk: createNotificationDesk(shared),
  }
}
