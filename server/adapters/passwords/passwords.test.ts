import { describe, expect, it } from 'vitest'
import { HasherBusy } from '../../services/sign-in.ts'
import { createArgon2Hasher } from './argon2-hasher.ts'
import { isListedWord } from './listed-words.ts'

describe('hashed passwords', () => {
  const hasher = createArgon2Hasher()

  it('are Argon2id in PHC form, different each time, and found again', async () => {
    const [one, two] = await Promise.all([hasher.hash('mưa rào ái nghĩa'), hasher.hash('x')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(two)
    expect(await hasher.verify(one, 'mưa rào ái nghĩa')).toBe(true)
    expect(await hasher.verify(one, 'mưa rào ái nghĩa'.normalize('NFD'))).toBe(true)
    expect(await hasher.verify(one, 'mưa rào ái nghia')).toBe(false)
  })

  it('of nobody are never right', async () => {
    expect(await hasher.verify(undefined, 'no password of anybody')).toBe(false)
  })

  it('are looked at a few at a time; who comes when too many wait is told so', async () => {
    const held = await hasher.hash('x')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, () => hasher.verify(held, 'x')),
    )
    const refused = outcomes.filter((one) => one.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.every((one) => one.reason instanceof HasherBusy)).toBe(true)
    expect(outcomes.filter((one) => one.status === 'fulfilled' && one.value).length).toBe(34)
    expect(await hasher.verify(held, 'x')).toBe(true)
  })
})

describe('listed words', () => {
  it('hold what is stolen most, in English and Vietnamese', () => {
    for (const word of ['password', 'qwerty', '123456', 'matkhau', 'anhyeuem', 'danang']) {
      expect([word, isListedWord(word)]).toEqual([word, true])
    }
    expect(isListedWord('cầu ái nghĩa lúc sáng')).toBe(false)
  })
})
