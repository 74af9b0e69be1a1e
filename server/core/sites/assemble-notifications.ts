import type { NotificationAddress, NotificationTarget } from '../notifications/target.ts'
import { minuteOf, type NotificationsFile } from './notifications-file.ts'

type TargetEntry = NotificationsFile['targets'][number]

/** The targets of a file that passed all checks. */
export function assembleNotifications(file: NotificationsFile): readonly NotificationTarget[] {
  return file.targets.map((entry) => {
    const { id, role, name, minSeverity, cleared } = entry
    return {
      id,
      ...(role !== undefined && { role }),
      name,
      address: addressOf(entry),
      quiet: quietOf(entry),
      ...(minSeverity && { minSeverity }),
      hearsCleared: cleared,
    }
  })
}

export function quietOf({ quiet }: Pick<TargetEntry, 'quiet'>): NotificationTarget['quiet'] {
  return quiet.map(({ days, from, to }) => ({
    days,
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
  }))
}

function addressOf({ kind, url, to, secretEnv }: TargetEntry): NotificationAddress {
  if (kind === 'email') return { kind, to: needed(to) }
  return { kind, url: needed(url), ...(secretEnv !== undefined && { secretEnv }) }
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('notifications were assembled unchecked')
  return value
}
