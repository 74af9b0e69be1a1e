import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBehind, EMPTY_CHAIN, nextLinks, verifyChain } from '../../core/journal/chain.ts'
import { epochRecord, STORE_KINDS, type StoresUnderTest } from '../../testing/stores-under-test.ts'
import {
  MAX_JOURNAL_BODY_BYTES,
  type JournalHead,
  type JournalStore,
  type StoredJournalEntry,
} from '../journal-store.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

function entriesAfter(head: JournalHead, words: readonly string[]): readonly StoredJournalEntry[] {
  const entries = words.map((word) => ({ at: 1_000, word }))
  return nextLinks(head, entries, (entry) => JSON.stringify(entry), hash)
}

function headOf({ seq, at, hash: own }: StoredJournalEntry): JournalHead {
  return { seq, at, hash: own }
}

/** Appends whatever others do in between. */
async function appendInTheEnd(journal: JournalStore, words: readonly string[]): Promise<number> {
  let head = await journal.head()
  for (let attempts = 1; ; attempts++) {
    const result = await journal.append(head, entriesAfter(head, words))
    if (result.ok) return attempts
    head = result.head
  }
}

function wordsOf(entries: readonly StoredJournalEntry[]): unknown[] {
  return entries.map(({ body }) => (JSON.parse(body) as { readonly word: string }).word)
}

describe.each(STORE_KINDS)('a journal of the $kind store', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  it('is empty at first', async () => {
    const [{ journal }] = await under.nodes()
    expect(await journal.head()).toEqual(EMPTY_CHAIN)
    expect(await journal.read({ from: 1, limit: 9 })).toEqual([])
  })

  it('keeps what was appended, exactly and in order, for every node', async () => {
    const [{ journal }, other] = await under.nodes()
    const words = ['Đại Lộc', '\u0000\r\n', '"\\', '\ud83d\ude00', '\ud83d', '']
    const first = entriesAfter(EMPTY_CHAIN, words)
    const last = first.at(-1)
    if (!last) throw new Error('no entry')
    expect(await journal.append(EMPTY_CHAIN, first)).toEqual({ ok: true })
    expect(await other.journal.head()).toEqual(headOf(last))
    const second = entriesAfter(headOf(last), ['next'])
    expect(await other.journal.append(headOf(last), second)).toEqual({ ok: true })
    expect(await journal.read({ from: 1, limit: 99 })).toEqual([...first, ...second])
  })

  it('is read from any number on, in parts', async () => {
    const [{ journal }] = await under.nodes()
    await journal.append(EMPTY_CHAIN, entriesAfter(EMPTY_CHAIN, [...'abcdefghijkl']))
    expect(wordsOf(await journal.read({ from: 0, limit: 2 }))).toEqual(['a', 'b'])
    expect(wordsOf(await journal.read({ from: 9, limit: 3 }))).toEqual(['i', 'j', 'k'])
    expect(wordsOf(await journal.read({ from: 12, limit: 3 }))).toEqual(['l'])
    expect(await journal.read({ from: 13, limit: 3 })).toEqual([])
  })

  it('takes nothing that continues another head, and answers its own', async () => {
    const [{ journal }, other] = await under.nodes()
    const entries = entriesAfter(EMPTY_CHAIN, ['a', 'b'])
    await journal.append(EMPTY_CHAIN, entries)
    const head = await journal.head()
    const refusal = { ok: false, head }
    expect(await other.journal.append(EMPTY_CHAIN, entriesAfter(EMPTY_CHAIN, ['c']))).toEqual(
      refusal,
    )
    const forked = { ...head, hash: hash('another') }
    expect(await journal.append(forked, entriesAfter(forked, ['c']))).toEqual(refusal)
    const ahead = { ...head, seq: 3 }
    expect(await journal.append(ahead, entriesAfter(ahead, ['c']))).toEqual(refusal)
    expect(await journal.read({ from: 1, limit: 9 })).toEqual(entries)
  })

  it('throws for entries that do not continue what they say, and for a body that is too large', async () => {
    const [{ journal }] = await under.nodes()
    const [a, b] = entriesAfter(EMPTY_CHAIN, ['a', 'b'])
    if (!a || !b) throw new Error('no entries')
    await expect(journal.append(EMPTY_CHAIN, [b])).rejects.toThrow('does not continue')
    await expect(journal.append(EMPTY_CHAIN, [b, a])).rejects.toThrow('does not continue')
    const large = { ...a, body: 'đ'.repeat(MAX_JOURNAL_BODY_BYTES / 2) }
    expect(await journal.append(EMPTY_CHAIN, [large])).toEqual({ ok: true })
    const after = headOf(large)
    const tooLarge = { ...b, body: `${large.body}.` }
    await expect(journal.append(after, [tooLarge])).rejects.toThrow(RangeError)
    expect(await journal.head()).toEqual(after)
  })

  it('has no gap and nothing twice after many appends of two nodes at once', async () => {
    const both = await under.nodes()
    const [{ journal }] = both
    const attempts = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        appendInTheEnd(both[at % 2 === 0 ? 0 : 1].journal, [`${at}a`, `${at}b`, `${at}c`]),
      ),
    )
    expect(Math.max(...attempts)).toBeGreaterThan(1)
    const entries = await journal.read({ from: 1, limit: 1_000 })
    const { broken, soundCount, last } = verifyChain(checkBehind(EMPTY_CHAIN), entries, hash)
    expect({ broken, soundCount, last }).toEqual({
      broken: undefined,
      soundCount: 180,
      last: await journal.head(),
    })
    const words = wordsOf(entries)
    expect(new Set(words).size).toBe(180)
    for (let at = 0; at < 180; at += 3) {
      const number = Number.parseInt(String(words[at]), 10)
      expect(words.slice(at, at + 3)).toEqual([`${number}a`, `${number}b`, `${number}c`])
    }
  })

  it('is kept when the site is emptied, and when it is closed and opened', async () => {
    const [store] = await under.nodes()
    await store.changeEpoch(undefined, epochRecord())
    const entries = entriesAfter(EMPTY_CHAIN, ['a', 'b'])
    await store.journal.append(EMPTY_CHAIN, entries)
    const head = await store.journal.head()
    const next = epochRecord({ epoch: '00000000000000bb', reason: 'reset' })
    await store.changeEpoch(epochRecord().epoch, next, { clear: true })
    expect(await store.journal.read({ from: 1, limit: 9 })).toEqual(entries)

    const again = await under.reopen(store.site)

    expect(await again.journal.read({ from: 1, limit: 9 })).toEqual(entries)
    expect(await again.journal.head()).toEqual(head)
    expect(await again.journal.append(head, entriesAfter(head, ['c']))).toEqual({ ok: true })
  })

  it('of the installation is apart from those of sites', async () => {
    const [{ journal }] = await under.nodes()
    const [shared, other] = await under.shared()
    await shared.journal.append(EMPTY_CHAIN, entriesAfter(EMPTY_CHAIN, ['installation']))
    await journal.append(EMPTY_CHAIN, entriesAfter(EMPTY_CHAIN, ['site']))
    expect(wordsOf(await other.journal.read({ from: 1, limit: 9 }))).toEqual(['installation'])
    expect(wordsOf(await journal.read({ from: 1, limit: 9 }))).toEqual(['site'])
  })
})
