import { areEndless } from '../notifications/quiet-hours.ts'
import { quietOf } from './assemble-notifications.ts'
import { placedAlarms } from './collect-alarms.ts'
import { isOwnNetwork } from './own-network.ts'
import type { NotificationsFile } from './notifications-file.ts'
import type { Fault, SharedSources, SiteSources, SourcePath } from './sources.ts'

type TargetEntry = NotificationsFile['targets'][number]
type Report = (path: SourcePath, message: string) => void

/**
 * Faults of who is told of alarms: addresses that do not fit, hours that never end, and names in rules
 * that nobody answers to. A site without the file tells nobody, and its rules may name whom they like.
 */
export function checkNotifications(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const file = sources.notifications
  if (file === undefined) return []
  const faults: Fault[] = []
  const { targets } = file.value
  for (const [index, target] of targets.entries()) {
    const fault: Report = (path, message) =>
      faults.push({ file: file.file, path: ['targets', index, ...path], message })
    if (targets.findIndex(({ id }) => id === target.id) !== index) {
      fault(['id'], `target "${target.id}" twice`)
    }
    checkAddress(target, fault)
    checkQuiet(target, fault)
  }
  return [...faults, ...checkNames(targets, sources, shared)]
}

function checkAddress(target: TargetEntry, fault: Report): void {
  const { kind, url, to, secretEnv, insecure } = target
  if (kind === 'email') {
    if (to === undefined) fault(['kind'], 'an e-mail needs `to`')
    if (url !== undefined) fault(['url'], 'an e-mail has no `url`')
    if (secretEnv !== undefined) fault(['secretEnv'], 'an e-mail has no `secretEnv`')
    if (insecure) fault(['insecure'], '`insecure` is for webhooks')
    return
  }
  if (to !== undefined) fault(['to'], 'a webhook has no `to`')
  if (url === undefined) return fault(['kind'], 'a webhook needs `url`')
  const [, protocol, host] =
    /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?([/?]|$)/i.exec(url) ?? []
  if (host === undefined) {
    fault(['url'], 'write https://host[:port]/…, without user and password (sign with `secretEnv`)')
  } else if (protocol?.toLowerCase() === 'https') {
    if (insecure) fault(['insecure'], 'https is not insecure')
  } else if (!insecure) {
    fault(['url'], 'a webhook is https; for http within the own network write `insecure: true`')
  } else if (!isOwnNetwork(host.toLowerCase())) {
    fault(['url'], 'http only to loopback or a private address')
  }
}

function checkQuiet(target: TargetEntry, fault: Report): void {
  for (const [index, { from, to }] of target.quiet.entries()) {
    if (from === '24:00') fault(['quiet', index, 'from'], 'write 00:00 of the next day')
    if (from === to) fault(['quiet', index, 'to'], 'a whole day is 00:00 to 24:00')
  }
  if (areEndless(quietOf(target))) fault(['quiet'], 'these quiet hours never end')
}

function checkNames(
  targets: readonly TargetEntry[],
  sources: SiteSources,
  shared: SharedSources,
): readonly Fault[] {
  const roles = new Set(targets.map(({ role }) => role))
  const names = new Set([...roles, ...targets.map(({ id }) => id)])
  return placedAlarms(sources, shared).rules.flatMap(({ file, path, entry }) => [
    ...entry.notify.flatMap((name, index) =>
      names.has(name)
        ? []
        : [fault(file, [...path, 'notify', index], `no target or role "${name}"`, sources)],
    ),
    ...entry.escalate.flatMap(({ role }, index) =>
      roles.has(role)
        ? []
        : [
            fault(
              file,
              [...path, 'escalate', index, 'role'],
              `no target of role "${role}"`,
              sources,
            ),
          ],
    ),
  ])
}

/** Rules are shared: which site's targets are meant must be said. */
function fault(file: string, path: SourcePath, words: string, { id }: SiteSources): Fault {
  return { file, path, message: `${words} in the notifications of "${id}"` }
}
