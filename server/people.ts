import { randomBytes } from 'node:crypto'
import { createOpenidProvider } from './adapters/oidc/openid-provider.ts'
import { createArgon2Hasher } from './adapters/passwords/argon2-hasher.ts'
import { isListedWord } from './adapters/passwords/listed-words.ts'
import type { OidcConfig } from './oidc-config.ts'
import type { SessionLimits } from './core/access/session-times.ts'
import type { Site } from './core/sites/site.ts'
import { createAccounts, type Accounts } from './services/accounts.ts'
import { createAttempts } from './services/attempts.ts'
import { createDoor, type Door } from './services/door.ts'
import { createInvitations, type Invitations } from './services/invitations.ts'
import type { Keys } from './services/keys.ts'
import type { Journal } from './services/journal.ts'
import type { Note } from './services/note.ts'
import { createOidcSignIn, type OidcSignIn } from './services/oidc-sign-in.ts'
import { createOwnAccount, type OwnAccount } from './services/own-account.ts'
import { createPeople, type People } from './services/people.ts'
import { createSessions, type Sessions } from './services/sessions.ts'
import type { SharedStore } from './services/shared-store.ts'
import { createSignIn, type PasswordHasher, type SignIn } from './services/sign-in.ts'

/** People of the installation and how they come in. */
export interface PeopleApp {
  readonly people: People
  readonly sessions: Sessions
  readonly invitations: Invitations
  readonly signIn: SignIn
  readonly ownAccount: OwnAccount
  readonly accounts: Accounts
  readonly door: Door
  readonly oidc: OidcSignIn | undefined
  readonly journal: Pick<Journal, 'read'>
  readonly note: Note
}

export interface PeopleAppParts {
  readonly store: Pick<SharedStore, 'readDocument' | 'writeDocument' | 'listDocuments' | 'counters'>
  readonly sites: ReadonlyMap<
    string,
    { readonly site: () => Site; readonly keys: Pick<Keys, 'verify'> }
  >
  readonly limits: SessionLimits
  readonly isDemo: boolean
  readonly now: () => number
  readonly journal: Pick<Journal, 'note' | 'read'>
  readonly oidc?: OidcConfig | undefined
  readonly hasher?: PasswordHasher
}

/** Puts the services of people together. */
export function createPeopleApp(parts: PeopleAppParts): PeopleApp {
  const { store, sites, limits, isDemo, now, journal, oidc } = parts
  const { note } = journal
  const hasher = parts.hasher ?? createArgon2Hasher()
  const shared = { store, now, randomBytes }
  const people = createPeople(store)
  const sessions = createSessions({ ...shared, limits })
  const invitations = createInvitations(shared)
  const attempts = createAttempts(store.counters)
  const signIn = createSignIn({
    people,
    sessions,
    attempts,
    hasher,
    isDemo,
    now,
    randomBytes,
    note,
  })
  return {
    people,
    sessions,
    invitations,
    signIn,
    journal,
    note,
    ownAccount: createOwnAccount({
      people,
      invitations,
      signIn,
      hasher,
      isListed: isListedWord,
      siteWords: () => [...sites.values()].flatMap((one) => Object.values(one.site().name)),
      now,
      note,
    }),
    accounts: createAccounts({
      people,
      sessions,
      invitations,
      isSite: (id) => sites.has(id),
      now,
      note,
    }),
    oidc:
      oidc &&
      createOidcSignIn({
        ...oidc,
        ...shared,
        provider: createOpenidProvider(oidc),
        people,
        sessions,
        signIn,
        note,
      }),
    door: createDoor({ people, sessions, keysOf: (id) => sites.get(id)?.keys, isDemo }),
  }
}
