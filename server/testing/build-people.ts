import type { JournalEvent } from '../core/journal/entry.ts'
import { createJournal } from '../services/journal.ts'
import { sha256 } from '../services/sha256.ts'
import type { PasswordHasher } from '../services/sign-in.ts'
import { createPeopleApp, type PeopleApp, type PeopleAppParts } from '../people.ts'
import { FakeJournal } from './fake-journal.ts'
import { FakePeopleStore } from './fake-people-store.ts'

const HOUR = 3_600_000

/** Hashes that cost nothing: the text itself, marked. */
export const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (hash, password) => hash === `plain:${password}`,
}

/** The people of an installation on a store in memory, with what was noted. */
export function buildPeople(
  overrides: Partial<PeopleAppParts> = {},
): PeopleApp & { readonly store: FakePeopleStore; readonly noted: readonly JournalEvent[] } {
  const now = overrides.now ?? (() => 0)
  const store = new FakePeopleStore(now)
  const noted: JournalEvent[] = []
  const journal = createJournal({ store: new FakeJournal(), now, hash: sha256 })
  const app = createPeopleApp({
    store,
    sites: new Map(),
    limits: { idleMs: 12 * HOUR, mostMs: 24 * HOUR },
    isDemo: false,
    now,
    journal: {
      read: journal.read,
      note(event) {
        noted.push(event)
        return journal.note(event)
      },
    },
    hasher: plainHasher,
    ...overrides,
  })
  return { ...app, store, noted }
}
