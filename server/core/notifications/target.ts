import type { Severity } from '../../../protocol/alarms.ts'
import type { LocalizedText } from '../../../protocol/screen.ts'
import type { QuietHours } from './quiet-hours.ts'

/** Where messages of a site go, as configured. */
export interface NotificationTarget {
  readonly id: string
  /** Told of alarms that nobody acknowledges; alarm rules may name it in place of the id. */
  readonly role?: string
  readonly name: LocalizedText
  readonly address: NotificationAddress
  /** Nothing but what is critical is sent in these hours of the site. */
  readonly quiet: readonly QuietHours[]
  /** Absent = all. */
  readonly minSeverity?: Severity
  /** Also told when an alarm is over. */
  readonly hearsCleared: boolean
}

export type NotificationAddress =
  | {
      readonly kind: 'webhook'
      readonly url: string
      /** The environment variable whose value signs what is sent. */
      readonly secretEnv?: string
    }
  | { readonly kind: 'email'; readonly to: string }

export type TargetKind = NotificationAddress['kind']

/** The targets that a rule means by a name: one of that id, and all of that role. */
export function targetsNamed(
  targets: readonly NotificationTarget[],
  name: string,
): readonly NotificationTarget[] {
  return targets.filter(({ id, role }) => id === name || role === name)
}

/** An address as journals and lists may show it: of a mailbox its first letter, of a URL its origin. */
export function maskedAddress(address: NotificationAddress): string {
  if (address.kind === 'email') {
    const at = address.to.lastIndexOf('@')
    return `${address.to.slice(0, 1)}…${address.to.slice(at)}`
  }
  return /^[a-z]+:\/\/[^/?#]*/i.exec(address.url)?.[0] ?? '…'
}
