import { Option, type Command } from 'commander'
import type { ListedMessage } from '../../services/notification-desk.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'

export interface NotificationActions {
  readonly listNotifications: (order: {
    readonly site: string
    readonly which: 'waiting' | 'dead'
  }) => Promise<Answer<readonly ListedMessage[]>>
  readonly retryNotifications: (order: {
    readonly site: string
    /** Absent = all. */
    readonly id?: string
  }) => Promise<Answer<{ readonly count: number }>>
  readonly testNotification: (order: {
    readonly site: string
    readonly target: string
  }) => Promise<Answer<{ readonly target: string }>>
}

interface Flags {
  readonly site: string
  readonly json?: true
}

export function addNotifications(
  program: Command,
  actions: NotificationActions,
  output: Output,
  end: End,
): void {
  const notifications = program
    .command('notifications')
    .description('messages to people about alarms')
  const tell = <T>(
    answer: Answer<T>,
    json: true | undefined,
    words: (value: T) => string,
  ): void => {
    if (!answer.ok) {
      output.error(`${answer.message}\n`)
      return end(REFUSED)
    }
    output.out(json ? `${JSON.stringify(answer.value, undefined, 2)}\n` : words(answer.value))
  }
  notifications
    .command('list')
    .description('list the messages that wait, or those that could not be sent')
    .requiredOption('--site <id>', 'the site')
    .option('--dead', 'those that were given up')
    .option('--json', 'print the messages as JSON')
    .action(async ({ site, dead, json }: Flags & { readonly dead?: true }) => {
      const which = dead ? 'dead' : 'waiting'
      const none = `No message ${dead ? 'was given up' : 'waits'}.\n`
      const answer = await actions.listNotifications({ site, which })
      tell(answer, json, (all) => (all.length === 0 ? none : all.map(lineOf).join('')))
    })
  notifications
    .command('retry')
    .description('send messages again that were given up')
    .requiredOption('--site <id>', 'the site')
    .addOption(new Option('--id <id>', 'one message, as `list --dead` names it').conflicts('all'))
    .option('--all', 'all of them')
    .option('--json', 'print {count} as JSON')
    .action(
      async ({ site, id, all, json }: Flags & { readonly id?: string; readonly all?: true }) => {
        if (id === undefined && !all) {
          output.error('Say which: --id ID or --all.\n')
          return end(REFUSED)
        }
        const answer = await actions.retryNotifications({ site, ...(id !== undefined && { id }) })
        tell(answer, json, ({ count }) => `${count} message(s) wait again.\n`)
      },
    )
  notifications
    .command('test')
    .description('send a message that says that it is a test, at once')
    .requiredOption('--site <id>', 'the site')
    .requiredOption('--target <id>', 'one of its notifications.yaml')
    .option('--json', 'print {target} as JSON')
    .action(async ({ site, target, json }: Flags & { readonly target: string }) => {
      const answer = await actions.testNotification({ site, target })
      tell(answer, json, () => `A test message was taken for ${target}.\n`)
    })
}

function lineOf(message: ListedMessage): string {
  const { id, target, count, severity, at, heldUntil, tries, nextAt, reason } = message
  const parts = [
    ...[new Date(at).toISOString(), severity, `to ${target}`],
    ...(count > 1 ? [`${count} things`] : []),
    ...(heldUntil === undefined ? [] : [`held until ${new Date(heldUntil).toISOString()}`]),
    ...(tries === 0 ? [] : [`tried ${tries}×`]),
    ...(nextAt === undefined ? [] : [`next ${new Date(nextAt).toISOString()}`]),
    ...(reason === undefined ? [] : [`(${reason})`]),
  ]
  return `${id}\n  ${parts.join('  ')}\n`
}
