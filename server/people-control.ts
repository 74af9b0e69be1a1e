import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { UserActions } from './adapters/cli/user-commands.ts'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { GrantSchema, NameSchema, PERSON_ID } from '../protocol/people.ts'
import { askServer } from './ask-server.ts'
import {
  createAccounts,
  type AccountRefusal,
  type Accounts,
  type Actor,
} from './services/accounts.ts'
import { createInvitations } from './services/invitations.ts'
import { createJournal } from './services/journal.ts'
import { createPeople } from './services/people.ts'
import { createSessions } from './services/sessions.ts'
import { sha256 } from './services/sha256.ts'
import type { SharedStore } from './services/shared-store.ts'
import type { ServerConfig } from './config.ts'

const id = z
  .string()
  .regex(PERSON_ID, 'a name is lower-case letters, digits, dot, hyphen, underscore')
const grants = z.array(GrantSchema).max(200)
const createOrder = z.strictObject({ id, name: NameSchema, grants })
const personOrder = z.strictObject({ id })
const changeOrder = z.strictObject({
  id,
  grants: grants.optional(),
  isDisabled: z.boolean().optional(),
})

/** Whoever may open the data folder may do everything. */
const OPERATOR: Actor = {
  noted: { kind: 'command-line' },
  grants: [{ site: '*', role: 'admin' }],
}

/** What the command line may ask of the running server about people. */
export function peopleCommands(accounts: Accounts): Readonly<Record<string, ControlHandler>> {
  return {
    'people.create': withOrder(createOrder, async (order) => {
      const result = await accounts.create(OPERATOR, order)
      if (!result.ok) return refused(result.reason)
      const { person, invitation } = result
      return { ok: true, result: { person, invitation } }
    }),
    'people.list': async () => ({ ok: true, result: await accounts.list(OPERATOR) }),
    'people.change': withOrder(changeOrder, async ({ id, ...change }) => {
      const result = await accounts.change(OPERATOR, id, change)
      return result.ok ? { ok: true, result: result.person } : refused(result.reason)
    }),
    'people.invite': withOrder(personOrder, async ({ id }) => {
      const result = await accounts.invite(OPERATOR, id)
      return result.ok ? { ok: true, result: result.invitation } : refused(result.reason)
    }),
    'people.sign-out': withOrder(personOrder, async ({ id }) => {
      const result = await accounts.endSessions(OPERATOR, id)
      return result.ok ? { ok: true, result: { count: result.count } } : refused(result.reason)
    }),
  }
}

function withOrder<T>(
  schema: z.ZodType<T>,
  run: (order: T) => ReturnType<ControlHandler>,
): ControlHandler {
  return async (params) => {
    const order = schema.safeParse(params)
    return order.success ? run(order.data) : { ok: false, message: z.prettifyError(order.error) }
  }
}

function refused(reason: AccountRefusal): { readonly ok: false; readonly message: string } {
  return { ok: false, message: WORDS[reason] }
}

const WORDS: Readonly<Record<AccountRefusal, string>> = {
  'no-such-person': 'Nobody has that name.',
  'not-manageable': 'That account cannot be changed from here.',
  'name-taken': 'Somebody has that name already.',
  'last-administrator': 'Nobody could administer the server any more.',
  'unknown-site': 'This server has no such site.',
  'no-password-here':
    'That person signs in through the organisation’s service and has no password here.',
}

/** What `users` does; `config` says how long sessions last and where the pages are. */
export function userActions(config: () => ServerConfig | undefined): UserActions {
  const ask = <T>(command: string, params: object = {}): Promise<Answer<T>> =>
    askServer({
      command,
      params,
      async commandsOn(stores, sites) {
        const limits = config()?.sessionLimits ?? { idleMs: 0, mostMs: 0 }
        return peopleCommands(accountsOn(await stores.shared(), sites, limits))
      },
    })
  return {
    createUser: (order) => ask('people.create', order),
    listUsers: () => ask('people.list'),
    changeUser: (order) => ask('people.change', order),
    inviteUser: (id) => ask('people.invite', { id }),
    signOutUser: (id) => ask('people.sign-out', { id }),
    origin() {
      const found = config()
      return found?.publicOrigins[0] ?? `http://localhost:${found?.port ?? 8080}`
    },
  }
}

function accountsOn(
  store: SharedStore,
  sites: ReadonlyMap<string, unknown>,
  limits: ServerConfig['sessionLimits'],
): Accounts {
  const now = Date.now
  const parts = { store, now, randomBytes }
  return createAccounts({
    people: createPeople(store),
    sessions: createSessions({ ...parts, limits }),
    invitations: createInvitations(parts),
    isSite: (id) => sites.has(id),
    now,
    note: createJournal({ store: store.journal, now, hash: sha256 }).note,
  })
}
