import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTOR_KINDS, assertEntry, bodyOf, readEntry, type JournalEntry } from './entry.ts'

const words = (maxLength: number) => fc.string({ unit: 'binary', maxLength })

const entries: fc.Arbitrary<JournalEntry> = fc.record(
  {
    at: fc.nat(),
    actor: fc.record(
      { kind: fc.constantFrom(...ACTOR_KINDS), id: words(20), name: words(20) },
      { requiredKeys: ['kind'] },
    ),
    action: fc.constantFrom('session.opened', 'key.created', 'two-words.and-more.x1'),
    subject: words(20),
    site: words(20),
    detail: fc.dictionary(
      fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,8}$/),
      fc.oneof(words(20), fc.integer(), fc.boolean()),
      { maxKeys: 20 },
    ),
    address: words(20),
  },
  { requiredKeys: ['at', 'actor', 'action'] },
)

const ENTRY: JournalEntry = { at: 5, actor: { kind: 'server' }, action: 'server.started' }

describe('an entry of a journal', () => {
  it('is read back as it was noted, from one line of well-formed text', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const body = bodyOf(assertEntry(entry))
        expect(readEntry(body)).toEqual(entry)
        expect(body).not.toContain('\n')
        expect(Buffer.from(body).toString()).toBe(body)
      }),
    )
  })

  it('has one form, in whatever order its parts come and with what is absent said or not', () => {
    const one = bodyOf({
      at: 5,
      actor: { kind: 'person', id: 'p1', name: 'Nguyễn Văn Ất' },
      action: 'session.opened',
      detail: { node: 'n1', count: 3, isFirst: true },
      address: '10.0.0.7',
    })
    const other = bodyOf({
      address: '10.0.0.7',
      site: undefined,
      detail: { isFirst: true, count: 3, node: 'n1' },
      action: 'session.opened',
      actor: { name: 'Nguyễn Văn Ất', id: 'p1', kind: 'person' },
      at: 5,
    })
    expect(one).toBe(
      '{"at":5,"actor":{"kind":"person","id":"p1","name":"Nguyễn Văn Ất"},"action":"session.opened",' +
        '"detail":{"count":3,"isFirst":true,"node":"n1"},"address":"10.0.0.7"}',
    )
    expect(other).toBe(one)
  })

  it.each([
    ['an action that is no dotted name', { action: 'Session opened' }],
    ['an action of one word', { action: 'opened' }],
    ['a name that is too long', { actor: { kind: 'person', name: 'x'.repeat(101) } }],
    ['a kind of actor that is not known', { actor: { kind: 'robot' } }],
    ['a part that is not known', { reason: 'x' }],
    ['a detail that is too long', { detail: { word: 'x'.repeat(501) } }],
    ['a detail within a detail', { detail: { inner: { a: 1 } } }],
    ['a detail that is no number', { detail: { share: Number.NaN } }],
    ['a name of a detail out of form', { detail: { '1': 1 } }],
    [
      'too many details',
      { detail: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`d${at}`, at])) },
    ],
    ['a moment that is no whole number', { at: 1.5 }],
  ])('refuses %s', (_what, change) => {
    const entry = { ...ENTRY, ...change } as JournalEntry
    expect(() => assertEntry(entry)).toThrow()
    expect(readEntry(JSON.stringify(entry))).toBeUndefined()
  })

  it('is not read from what is no entry', () => {
    for (const body of ['', 'null', '[]', '{"at":5}', '{"at":5,']) {
      expect(readEntry(body)).toBeUndefined()
    }
  })
})
