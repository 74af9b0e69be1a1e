import { describe, expect, it } from 'vitest'
import { checkBehind, EMPTY_CHAIN, nextLinks, verifyChain } from '../core/journal/chain.ts'
import { bodyOf, readEntry, type JournalEvent } from '../core/journal/entry.ts'
import { FakeJournal } from '../testing/fake-journal.ts'
import { createJournal, type Journal } from './journal.ts'
import type { JournalHead, JournalStore, StoredJournalEntry } from './journal-store.ts'
import { sha256 } from './sha256.ts'
import { StoreUnavailable } from './store.ts'

const OPENED: JournalEvent = { actor: { kind: 'person', id: 'p1' }, action: 'session.opened' }

function eventOf(subject: string, changes: Partial<JournalEvent> = {}): JournalEvent {
  return { ...OPENED, subject, ...changes }
}

function journalOn(store: JournalStore, now: () => number = () => 1_000): Journal {
  return createJournal({ store, now, hash: sha256 })
}

function subjectsIn(store: FakeJournal): unknown[] {
  return store.entries.map(({ body }) => readEntry(body)?.subject)
}

function isSound(store: FakeJournal): boolean {
  return !verifyChain(checkBehind(EMPTY_CHAIN), store.entries, sha256).broken
}

/** A journal of n entries, one a second from 1 s on, made by two people in turn. */
async function filled(count: number): Promise<{ store: FakeJournal; journal: Journal }> {
  const store = new FakeJournal()
  const entries = Array.from({ length: count }, (_, at) => ({
    at: (at + 1) * 1_000,
    actor: { kind: 'person', id: at % 2 === 0 ? 'even' : 'odd' } as const,
    action: at % 10 === 0 ? 'key.created' : 'session.opened',
    subject: String(at),
    site: at % 3 === 0 ? 'dai-loc' : 'da-nang',
  }))
  await store.append(EMPTY_CHAIN, nextLinks(EMPTY_CHAIN, entries, bodyOf, sha256))
  return { store, journal: journalOn(store) }
}

/** Does with one append what a network may do; everything else goes through. */
class Unsteady extends FakeJournal {
  fail: 'before' | 'after' | 'late' | undefined
  isAway = false
  sent = 0
  #late: (() => Promise<unknown>) | undefined

  override async head(): Promise<JournalHead> {
    this.#assertThere()
    return super.head()
  }

  override async append(
    expected: JournalHead,
    entries: readonly StoredJournalEntry[],
  ): ReturnType<JournalStore['append']> {
    this.#assertThere()
    this.sent++
    const { fail } = this
    this.fail = undefined
    if (fail === 'late') this.#late = () => super.append(expected, entries)
    if (fail === 'after') await super.append(expected, entries)
    if (fail) throw new StoreUnavailable('took more than 1000 ms')
    return super.append(expected, entries)
  }

  /** What was sent and is still on its way arrives. */
  async arrive(): Promise<void> {
    await this.#late?.()
  }

  #assertThere(): void {
    if (this.isAway) throw new StoreUnavailable('away')
  }
}

describe('noting', () => {
  it('answers the place of the entry in the chain', async () => {
    const store = new FakeJournal()
    const journal = journalOn(store)
    expect(await journal.note(eventOf('a'))).toMatchObject({ seq: 1, at: 1_000 })
    const head = await journal.note(eventOf('b'))
    expect(head).toEqual(await store.head())
    expect(head.seq).toBe(2)
  })

  it('puts what comes at the same time into one append, in its order', async () => {
    const store = new FakeJournal()
    const journal = journalOn(store)
    const names = Array.from({ length: 250 }, (_, at) => String(at))
    const heads = await Promise.all(names.map((name) => journal.note(eventOf(name))))
    expect(heads.map(({ seq }) => seq)).toEqual(names.map((_, at) => at + 1))
    expect(subjectsIn(store)).toEqual(names)
    expect(store.appendSizes).toEqual([100, 100, 50])
    expect(isSound(store)).toBe(true)
  })

  it('goes behind whatever others have appended meanwhile', async () => {
    const store = new FakeJournal()
    const [one, two] = [journalOn(store), journalOn(store)]
    const notes: Promise<JournalHead>[] = []
    for (let at = 0; at < 40; at++) {
      notes.push((at % 2 === 0 ? one : two).note(eventOf(String(at))))
      await Promise.resolve()
    }
    const heads = await Promise.all(notes)
    expect(new Set(heads.map(({ seq }) => seq)).size).toBe(40)
    expect(store.entries).toHaveLength(40)
    expect(isSound(store)).toBe(true)
  })

  it('gives the time of the entry before where its own clock is behind', async () => {
    const store = new FakeJournal()
    await journalOn(store, () => 9_000.7).note(eventOf('ahead'))
    await journalOn(store, () => 2_000).note(eventOf('behind'))
    expect(store.entries.map(({ at }) => at)).toEqual([9_000, 9_000])
    expect(isSound(store)).toBe(true)
  })

  it('refuses an event out of form or too large, and appends those beside it', async () => {
    const store = new FakeJournal()
    const journal = journalOn(store)
    const detail = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`d${at}`, '\u0001'.repeat(500)]),
    )
    const outcomes = await Promise.allSettled([
      journal.note(eventOf('a')),
      journal.note(eventOf('b', { action: 'Opened' })),
      journal.note(eventOf('c', { detail })),
      journal.note(eventOf('d')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect(subjectsIn(store)).toEqual(['a', 'd'])
  })

  it.each(['before', 'after'] as const)(
    'writes once when the store fails %s it has written and is there again',
    async (fail) => {
      const store = new Unsteady()
      const journal = journalOn(store)
      await journal.note(eventOf('first'))
      store.fail = fail
      const [a, b] = await Promise.all([journal.note(eventOf('a')), journal.note(eventOf('b'))])
      expect([a.seq, b.seq]).toEqual([2, 3])
      await journal.note(eventOf('last'))
      expect(subjectsIn(store)).toEqual(['first', 'a', 'b', 'last'])
      expect(store.sent).toBe(4)
      expect(isSound(store)).toBe(true)
    },
  )

  it('writes once when what was sent first arrives after it was sent again', async () => {
    const store = new Unsteady()
    const journal = journalOn(store)
    store.fail = 'late'
    await journal.note(eventOf('a'))
    await store.arrive()
    await journal.note(eventOf('b'))
    expect(subjectsIn(store)).toEqual(['a', 'b'])
  })

  it('writes once when another node came between', async () => {
    const store = new Unsteady()
    const [journal, other] = [journalOn(store), journalOn(store)]
    await journal.note(eventOf('first'))
    store.fail = 'after'
    const append = store.append.bind(store)
    store.append = async (expected, entries) => {
      store.append = append
      return append(expected, entries).catch(async (error: unknown) => {
        await other.note(eventOf('other'))
        throw error
      })
    }
    expect((await journal.note(eventOf('mine'))).seq).toBe(2)
    expect(subjectsIn(store)).toEqual(['first', 'mine', 'other'])
    expect((await journal.note(eventOf('last'))).seq).toBe(4)
    expect(isSound(store)).toBe(true)
  })

  it('says so when the store stays away, and goes on when it is back', async () => {
    const store = new Unsteady()
    const journal = journalOn(store)
    await journal.note(eventOf('a'))
    store.isAway = true
    await expect(journal.note(eventOf('b'))).rejects.toThrow(StoreUnavailable)
    store.isAway = false
    await journal.note(eventOf('c'))
    expect(subjectsIn(store)).toEqual(['a', 'c'])
  })

  it('lets only so many wait', async () => {
    const journal = journalOn(new FakeJournal())
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1_200 }, (_, at) => journal.note(eventOf(String(at)))),
    )
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(200)
    for (const outcome of refused) {
      expect(outcome).toMatchObject({ reason: expect.any(StoreUnavailable) })
    }
  })
})

describe('reading', () => {
  /** All pages, joined. */
  async function readAll(journal: Journal, query: object, limit = 7): Promise<unknown[]> {
    const subjects: unknown[] = []
    let cursor: number | undefined
    do {
      const page = await journal.read({ ...query, cursor, limit })
      expect(page.entries.length).toBeLessThanOrEqual(limit)
      subjects.push(...page.entries.map(({ subject }) => subject))
      cursor = page.next
    } while (cursor !== undefined)
    return subjects
  }

  it('gives the newest first, by pages that follow each other', async () => {
    const { store, journal } = await filled(30)
    const { entries, next } = await journal.read({ limit: 4 })
    expect(entries.map(({ subject }) => subject)).toEqual(['29', '28', '27', '26'])
    expect(entries[0]).toMatchObject({ seq: 30, hash: store.entries[29]?.hash, at: 30_000 })
    expect(next).toBe(27)
    const newestFirst = Array.from({ length: 30 }, (_, at) => String(29 - at))
    expect(await readAll(journal, {})).toEqual(newestFirst)
    await journal.note(eventOf('new'))
    const second = await journal.read({ limit: 2, cursor: next })
    expect(second.entries.map(({ subject }) => subject)).toEqual(['25', '24'])
  })

  it('begins and ends where it is told, to the ms', async () => {
    const { journal } = await filled(500)
    expect(await readAll(journal, { from: 3_000, to: 5_000 })).toEqual(['4', '3', '2'])
    expect(await readAll(journal, { from: 3_001, to: 4_999 })).toEqual(['3'])
    expect(await readAll(journal, { to: 999 })).toEqual([])
    expect(await readAll(journal, { from: 500_001 })).toEqual([])
    expect(await readAll(journal, { from: 499_500 })).toEqual(['499'])
  })

  it('gives only what was done by somebody, on a site, or of some kinds', async () => {
    const { journal } = await filled(700)
    const created = await readAll(journal, { actions: ['key.created', 'key.revoked'] })
    expect(created).toEqual(Array.from({ length: 70 }, (_, at) => String(690 - 10 * at)))
    expect(await readAll(journal, { actor: 'odd' })).toHaveLength(350)
    expect(await readAll(journal, { actor: 'even', site: 'dai-loc' }, 50)).toHaveLength(117)
    expect(await readAll(journal, { actor: 'nobody' })).toEqual([])
  })

  it('looks through so many at once, and says where to go on', async () => {
    const { journal } = await filled(12_000)
    const page = await journal.read({ actor: 'nobody', limit: 10 })
    expect(page).toEqual({ entries: [], next: 7_001 })
  })

  it('is empty for an empty journal', async () => {
    expect(await journalOn(new FakeJournal()).read({ limit: 10, from: 5 })).toEqual({ entries: [] })
  })

  it('shows an entry that cannot be read, and steps over a hole of any width', async () => {
    const { store, journal } = await filled(3)
    const [a, b, c] = store.entries
    if (!a || !b || !c) throw new Error('no entries')
    const far = { ...c, seq: 1_700_000_000_000, body: '{"odd":1}' }
    store.entries = [a, b, far]
    store.head = async () => far
    const { entries, next } = await journal.read({ limit: 10, actor: 'odd' })
    expect(next).toBeUndefined()
    expect(entries.map(({ seq, action }) => [seq, action])).toEqual([
      [far.seq, 'journal.unreadable'],
      [2, 'session.opened'],
    ])
  })
})

describe('verifying', () => {
  it('counts what is sound and names the head', async () => {
    const { store, journal } = await filled(1_234)
    expect(await journal.verify()).toEqual({
      soundCount: 1_234,
      from: 1_000,
      to: 1_234_000,
      head: await store.head(),
    })
    expect(await journalOn(new FakeJournal()).verify()).toEqual({
      soundCount: 0,
      head: EMPTY_CHAIN,
    })
  })

  it('finds one changed record among many, wherever it is', async () => {
    for (const at of [0, 499, 500, 1_233]) {
      const { store, journal } = await filled(1_234)
      const link = store.entries[at]
      if (!link) throw new Error('no entry')
      store.entries[at] = { ...link, body: link.body.replace('"person"', '"server"') }
      expect(await journal.verify()).toMatchObject({
        soundCount: at,
        broken: { seq: at + 1, fault: 'hash' },
      })
    }
  })

  it('looks at a part of the journal by itself, and finds what is broken in it only', async () => {
    const { store, journal } = await filled(20)
    const link = store.entries[9]
    if (!link) throw new Error('no entry')
    store.entries[9] = { ...link, hash: sha256('forged') }
    const part = async (from: number, to?: number) => {
      const { soundCount, broken, ...rest } = await journal.verify({ from, to })
      return { soundCount, broken, from: rest.from, to: rest.to }
    }
    expect(await part(3_000, 8_000)).toEqual({
      soundCount: 6,
      broken: undefined,
      from: 3_000,
      to: 8_000,
    })
    expect(await part(3_000)).toMatchObject({ soundCount: 7, broken: { seq: 10, fault: 'hash' } })
    expect(await part(11_000)).toMatchObject({ soundCount: 0, broken: { seq: 11, fault: 'hash' } })
    expect(await part(12_000)).toMatchObject({ soundCount: 9, broken: undefined })
    expect(await part(30_000)).toMatchObject({ soundCount: 0, broken: undefined })
  })

  it('finds that the end is missing where the store still knows its number', async () => {
    const { store, journal } = await filled(10)
    store.entries = store.entries.slice(0, 7)
    expect(await journal.verify()).toMatchObject({
      soundCount: 7,
      broken: { seq: 8, fault: 'cut' },
    })
    expect((await journal.verify({ to: 6_000 })).broken).toBeUndefined()
  })

  it('proves by a head noted elsewhere that the same journal is still there', async () => {
    const { store, journal } = await filled(10)
    const { seq, hash } = store.entries[7] ?? EMPTY_CHAIN
    const noted = { seq, hash }
    expect((await journal.verify({ noted })).broken).toBeUndefined()
    expect((await journal.verify({ from: 9_500, noted })).broken).toBeUndefined()
    expect((await journal.verify({ noted: { seq: 1, hash } })).broken).toEqual({
      seq: 1,
      fault: 'noted-differs',
    })

    const { journal: shorter } = await filled(7)
    expect(await shorter.verify({ noted })).toMatchObject({
      soundCount: 7,
      broken: { seq: 8, fault: 'noted-missing' },
    })
    const rewritten = journalOn(new FakeJournal(), () => 5)
    for (let at = 0; at < 10; at++) await rewritten.note(eventOf('instead'))
    expect(await rewritten.verify()).toMatchObject({ soundCount: 10 })
    expect((await rewritten.verify({ noted })).broken).toEqual({ seq: 8, fault: 'noted-differs' })
  })
})
