import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seal, unseal } from './sealed.ts'

const key = randomBytes(32)
const purpose = 'test/1'

describe('a sealed text', () => {
  it('is opened with the same key and for the same purpose alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = seal(text, { key, purpose, randomBytes })
        expect(unseal(sealed, { key, purpose })).toBe(text)
        expect(unseal(sealed, { key, purpose: 'test/2' })).toBeUndefined()
        expect(unseal(sealed, { key: randomBytes(32), purpose })).toBeUndefined()
      }),
    )
  })

  it('cannot be changed in any bit, cut or lengthened', () => {
    const sealed = Buffer.from(seal('mực nước', { key, purpose, randomBytes }), 'base64url')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(unseal(changed.toString('base64url'), { key, purpose })).toBeUndefined()
    }
    for (let length = 0; length < sealed.length; length++) {
      const cut = sealed.subarray(0, length).toString('base64url')
      expect(unseal(cut, { key, purpose })).toBeUndefined()
    }
    const longer = Buffer.concat([sealed, Buffer.of(0)]).toString('base64url')
    expect(unseal(longer, { key, purpose })).toBeUndefined()
  })
})
