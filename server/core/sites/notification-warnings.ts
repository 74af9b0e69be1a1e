import type { Site } from './site.ts'

/** What the machine has for sending, beside the configuration of sites. */
export interface SendingFacts {
  readonly hasMail: boolean
  /** True for an environment variable that is set. */
  readonly isSet: (name: string) => boolean
}

/** Why people whom a site's rules name would not be reached, in words; empty = they would. */
export function notificationWarnings(
  site: Site,
  { hasMail, isSet }: SendingFacts,
): readonly string[] {
  const targets = site.notifications
  if (!targets) {
    const naming = site.alarms.rules.filter(
      ({ notify, settings }) => notify.length > 0 || settings.escalation.length > 0,
    )
    if (naming.length === 0) return []
    return [
      `site ${site.id} has no notifications.yaml: nobody is told of alarms, though ${naming.length} rules name people`,
    ]
  }
  return targets.flatMap(({ id, address }) => {
    const where = `target ${id} of site ${site.id} cannot be reached:`
    if (address.kind === 'email') return hasMail ? [] : [`${where} SMTP_URL is not set`]
    const { secretEnv } = address
    return secretEnv === undefined || isSet(secretEnv) ? [] : [`${where} ${secretEnv} is not set`]
  })
}
