import { InvalidArgumentError, type Command } from 'commander'
import { PERSON_ROLES, type Grant } from '../../../protocol/access.ts'
import type { Invitation, Person } from '../../../protocol/people.ts'
import { readGrant } from '../../core/access/grant-text.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'

/** What the commands about people do; filled in where all parts are known. */
export interface UserActions {
  readonly createUser: (order: {
    readonly id: string
    readonly name: string
    readonly grants: readonly Grant[]
  }) => Promise<Answer<{ readonly person: Person; readonly invitation: Invitation }>>
  readonly listUsers: () => Promise<Answer<readonly Person[]>>
  readonly changeUser: (order: {
    readonly id: string
    readonly grants?: readonly Grant[]
    readonly isDisabled?: boolean
  }) => Promise<Answer<Person>>
  readonly inviteUser: (id: string) => Promise<Answer<Invitation>>
  readonly signOutUser: (id: string) => Promise<Answer<{ readonly count: number }>>
  /** Where the pages are, as far as the configuration says. */
  readonly origin: () => string
}

interface Json {
  readonly json?: true
}

export function addUsers(program: Command, actions: UserActions, output: Output, end: End): void {
  const users = program.command('users').description('people who sign in')
  const show = <T>(answer: Answer<T>, { json }: Json, words: (value: T) => string): void => {
    if (!answer.ok) {
      output.error(`${answer.message}\n`)
      end(REFUSED)
    } else
      output.out(json ? `${JSON.stringify(answer.value, undefined, 2)}\n` : words(answer.value))
  }
  const link = ({ token, expiresAt }: Invitation): string =>
    `Give this link to the person; it sets the password, once, until ${new Date(expiresAt).toISOString()}:\n` +
    `  ${actions.origin()}/set-password#${token}\n`

  users
    .command('create')
    .description('make an account and print the one-time link to its password')
    .argument('<id>', 'name to sign in with')
    .requiredOption('--name <text>', 'full name')
    .option('--role <site:role>', ROLE_HELP, takeGrant, [])
    .option('--json', 'print {person, invitation} as JSON')
    .action(async (id: string, options: Json & { name: string; role: readonly Grant[] }) => {
      const { name, role: grants } = options
      show(await actions.createUser({ id, name, grants }), options, ({ invitation }) =>
        link(invitation),
      )
    })
  users
    .command('list')
    .description('list people and their roles')
    .option('--json', 'print the people as JSON')
    .action(async (options: Json) => show(await actions.listUsers(), options, printPeople))
  users
    .command('roles')
    .description('give a person these roles in place of all others')
    .argument('<id>', 'name to sign in with')
    .option('--role <site:role>', ROLE_HELP, takeGrant, [])
    .option('--json', 'print the person as JSON')
    .action(async (id: string, options: Json & { role: readonly Grant[] }) => {
      const change = { id, grants: options.role }
      show(await actions.changeUser(change), options, (person) => printPeople([person]))
    })
  addOneWordCommands(users, actions, { show, link })
}

const ROLE_HELP = `a site (or * for all) and one of ${PERSON_ROLES.join(', ')}; reporters also an agency: dai-loc:reporter:Name. May be repeated`

function addOneWordCommands(
  users: Command,
  actions: UserActions,
  {
    show,
    link,
  }: {
    readonly show: <T>(answer: Answer<T>, options: Json, words: (value: T) => string) => void
    readonly link: (invitation: Invitation) => string
  },
): void {
  for (const [word, isDisabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    users
      .command(word)
      .description(isDisabled ? 'shut a person out; open sessions end' : 'let a person in again')
      .argument('<id>', 'name to sign in with')
      .option('--json', 'print the person as JSON')
      .action(async (id: string, options: Json) => {
        show(await actions.changeUser({ id, isDisabled }), options, () => `${id} is ${word}d.\n`)
      })
  }
  users
    .command('link')
    .description('print a new one-time link to a person’s password')
    .argument('<id>', 'name to sign in with')
    .option('--json', 'print {token, expiresAt} as JSON')
    .action(async (id: string, options: Json) => show(await actions.inviteUser(id), options, link))
  users
    .command('sign-out')
    .description('end all sessions of a person')
    .argument('<id>', 'name to sign in with')
    .option('--json', 'print {count} as JSON')
    .action(async (id: string, options: Json) => {
      show(await actions.signOutUser(id), options, ({ count }) => `${count} session(s) ended.\n`)
    })
}

function takeGrant(text: string, before: readonly Grant[]): readonly Grant[] {
  const read = readGrant(text)
  if (!read.ok) throw new InvalidArgumentError(`Please ${read.message}.`)
  return [...before, read.grant]
}

function printPeople(people: readonly Person[]): string {
  if (people.length === 0) return 'There is nobody.\n'
  const lines = people.map(({ id, name, grants, disabledAt, hasPassword, source }) => {
    const roles = grants.map(({ site, role, agency }) =>
      agency === undefined ? `${site}:${role}` : `${site}:${role}:${agency}`,
    )
    const state =
      disabledAt === undefined
        ? hasPassword || source === 'oidc'
          ? ''
          : '  no password yet'
        : '  disabled'
    return `${id}  ${name}  ${roles.join(' ') || 'no roles'}${state}`
  })
  return `${lines.join('\n')}\n`
}
