import type { Site } from './site.ts'

/** What the machine has for sending, beside the configuration of sites. */
export interface SendingFacts {
  readonly hasMail: boolean
  /** True for an environment variable that is set. */
  readonly isSet: (name: string) => boolean
}

/** Why people whom a site's rules name would not be reached. */
export interface NotificationGaps {
  /** Rules that name people, at a site that says of nobody how to reach them. */
  readonly unheardRules: number
  /** Targets, each with the environment variable that it lacks. */
  readonly unreachable: readonly { readonly target: string; readonly missing: string }[]
}

export function notificationGaps(site: Site, { hasMail, isSet }: SendingFacts): NotificationGaps {
  const targets = site.notifications
  if (!targets) return { unheardRules: rulesNamingPeople(site), unreachable: [] }
  const unreachable = targets.flatMap(({ id, address }) => {
    if (address.kind === 'email') return hasMail ? [] : [{ target: id, missing: 'SMTP_URL' }]
    const { secretEnv } = address
    const isComplete = secretEnv === undefined || isSet(secretEnv)
    return isComplete ? [] : [{ target: id, missing: secretEnv }]
  })
  return { unheardRules: 0, unreachable }
}

export function rulesNamingPeople({ alarms }: Site): number {
  return alarms.rules.filter(
    ({ notify, settings }) => notify.length > 0 || settings.escalation.length > 0,
  ).length
}

/** The same in words; empty = they would be reached. */
export function notificationWarnings(site: Site, sending: SendingFacts): readonly string[] {
  const { unheardRules, unreachable } = notificationGaps(site, sending)
  const unheard = `site ${site.id} has no notifications.yaml: nobody is told of alarms, though ${unheardRules} rules name people`
  return [
    ...(unheardRules > 0 ? [unheard] : []),
    ...unreachable.map(
      ({ target, missing }) =>
        `target ${target} of site ${site.id} cannot be reached: ${missing} is not set`,
    ),
  ]
}
