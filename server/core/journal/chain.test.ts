import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkBehind,
  EMPTY_CHAIN,
  linkHash,
  nextLinks,
  verifyChain,
  type ChainLink,
} from './chain.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

interface Item {
  readonly at: number
  readonly word: string
}

const bodyOf = ({ at, word }: Item): string => JSON.stringify({ at, word })

function chainOf(items: readonly Item[]): readonly ChainLink[] {
  return nextLinks(EMPTY_CHAIN, items, bodyOf, hash)
}

function check(links: readonly ChainLink[]) {
  return verifyChain(checkBehind(EMPTY_CHAIN), links, hash)
}

const items = fc.array(fc.record({ at: fc.nat(1_000), word: fc.string({ unit: 'binary' }) }), {
  minLength: 2,
  maxLength: 12,
})

/** A link with one of its parts changed. */
const changed = (link: ChainLink): fc.Arbitrary<ChainLink> =>
  fc.oneof(
    fc.constant({ ...link, at: link.at + 1 }),
    fc.constant({ ...link, at: link.at - 1 }),
    fc.constant({ ...link, hash: hash(link.hash) }),
    fc.constant({ ...link, body: `${link.body} ` }),
    fc.constant({ ...link, body: link.body.replace('"at"', '"At"') }),
    fc.constant({ ...link, body: '' }),
    fc.constant({ ...link, seq: link.seq + 1 }),
    fc.constant({ ...link, seq: Number.NaN }),
  )

/** What somebody with access to the store may do to one place of a chain, all but taking away its end. */
const tampered = (links: readonly ChainLink[]): fc.Arbitrary<readonly ChainLink[]> =>
  fc.nat(links.length - 1).chain((at) => {
    const link = links[at]
    const next = links[at + 1]
    if (!link) throw new Error('no such link')
    const with_ = (...put: readonly ChainLink[]) => links.toSpliced(at, 1, ...put)
    const ways = [changed(link).map((one) => with_(one)), fc.constant(with_(link, link))]
    // One that carries the number that follows, rightly hashed on the link before it: a whole new record.
    const body = JSON.stringify({ at: link.at, word: 'put in' })
    const seq = link.seq + 1
    const forged = { ...link, seq, body, hash: linkHash(link.hash, seq, body, hash) }
    if (next) {
      ways.push(
        fc.constant(with_()),
        fc.constant(links.toSpliced(at, 2, next, link)),
        fc.constant(links.toSpliced(at, 2, { ...next, seq: link.seq }, { ...link, seq: next.seq })),
        fc.constant(with_(link, forged)),
      )
    }
    if (at + 2 < links.length) ways.push(fc.constant(links.toSpliced(at, 2, link, forged)))
    return fc.oneof(...ways)
  })

describe('the chain of a journal', () => {
  it('is sound as it was made, in whatever parts it is checked', () => {
    fc.assert(
      fc.property(items, fc.nat(12), (made, cut) => {
        const links = chainOf(made)
        const first = verifyChain(checkBehind(EMPTY_CHAIN), links.slice(0, cut), hash)
        const whole = verifyChain(first, links.slice(cut), hash)
        expect(whole).toEqual(check(links))
        const last = links.at(-1)
        expect(whole).toEqual({
          last: { seq: last?.seq, at: last?.at, hash: last?.hash },
          soundCount: links.length,
          firstAt: links[0]?.at,
        })
      }),
    )
  })

  it('shows any one record that was changed, removed, swapped or put in', () => {
    const tamperings = items.chain((made) => {
      const links = chainOf(made)
      return tampered(links).map((bad) => ({ links, bad }))
    })
    fc.assert(
      fc.property(tamperings, ({ links, bad }) => {
        const { broken, soundCount } = check(bad)
        expect(broken).toBeDefined()
        const sound = links.findIndex((link, at) => link !== bad[at])
        expect(soundCount).toBeGreaterThanOrEqual(sound < 0 ? links.length : sound)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never lets its time go back when a clock does', () => {
    const links = chainOf([
      { at: 50, word: 'a' },
      { at: 20, word: 'b' },
      { at: 60, word: 'c' },
    ])
    expect(links.map(({ at }) => at)).toEqual([50, 50, 60])
    expect(links[1]?.body).toBe('{"at":50,"word":"b"}')
    expect(check(links).broken).toBeUndefined()
  })

  it('continues from a head as if it had been made at once', () => {
    const made = ['a', 'b', 'c', 'd'].map((word, at) => ({ at, word }))
    const first = chainOf(made.slice(0, 2))
    const rest = nextLinks(first.at(-1) ?? EMPTY_CHAIN, made.slice(2), bodyOf, hash)
    expect([...first, ...rest]).toEqual(chainOf(made))
  })

  describe('says what is wrong, and where first', () => {
    const links = chainOf(['a', 'b', 'c', 'd'].map((word, at) => ({ at: at * 10, word })))
    const [a, b, c, d] = links as [ChainLink, ChainLink, ChainLink, ChainLink]
    const forge = (before: ChainLink, body: string, at: number): ChainLink => {
      const seq = before.seq + 1
      return { seq, at, body, hash: linkHash(before.hash, seq, body, hash) }
    }

    it.each([
      ['a missing link', [a, c, d], { seq: 2, fault: 'gap' }, 1],
      ['a missing start', [b, c, d], { seq: 1, fault: 'gap' }, 0],
      ['a link that stands twice', [a, b, b, c], { seq: 2, fault: 'order' }, 2],
      ['a changed body', [a, { ...b, body: '{"at":10}' }, c], { seq: 2, fault: 'hash' }, 1],
      ['a body of another form', [a, b, forge(b, '[]', 20)], { seq: 3, fault: 'body' }, 2],
      ['a body that is no JSON', [a, b, forge(b, 'x', 20)], { seq: 3, fault: 'body' }, 2],
      ['a time that goes back', [a, b, forge(b, '{"at":5}', 5)], { seq: 3, fault: 'time' }, 2],
      ['a time beside the body', [a, b, { ...c, at: 25 }, d], { seq: 3, fault: 'time' }, 2],
    ] as const)('%s', (_what, kept, broken, soundCount) => {
      expect(check(kept)).toMatchObject({ broken, soundCount })
    })

    it('and keeps to it, whatever follows', () => {
      const broken = check([a, c])
      expect(verifyChain(broken, [b, c, d], hash)).toBe(broken)
    })
  })
})
