import { describe, expect, it } from 'vitest'
import { passwordRefusal } from './password-rules.ts'

const listed = new Set(['matkhau', 'password', 'anhyeuem', 'correcthorsebatterystaple'])
const context = {
  ownWords: ['lan.nguyen', 'Nguyễn Thị Lan', 'Đại Lộc'],
  isListed: (text: string) => listed.has(text),
}
const refusalOf = (text: string) => passwordRefusal(text, context)

describe('passwords', () => {
  it('are long enough, counted in characters', () => {
    expect(refusalOf('mưa rào 7kz')).toBe('too-short')
    expect(refusalOf('mưa rào 7kzq')).toBeUndefined()
    expect(refusalOf(`${'mưa rào nắng gió '.repeat(8)}`)).toBe('too-long')
    expect(refusalOf('🌧️🌾')).toBe('too-short')
  })

  it('need no kinds of characters', () => {
    expect(refusalOf('cầu ái nghĩa lúc sáng sớm')).toBeUndefined()
    expect(refusalOf('trongkhobaotheonuoc')).toBeUndefined()
  })

  it.each([
    'correcthorsebatterystaple',
    'Correct Horse Battery Staple',
    'P@ssw0rd2026!',
    'matkhau123456',
    'mật khẩu 2026',
    '12345matkhau!',
    'anhyeuemanhyeuem',
    'password-password',
  ])('are not %s, which guessers try', (text) => {
    expect(refusalOf(text)).toBe('listed')
  })

  it.each([
    'aaaaaaaaaaaaaaaa',
    '123456789012',
    'abcabcabcabcabc',
    'abcdefghijklmnop',
    '111122223333',
  ])('are not %s', (text) => {
    expect(refusalOf(text)).toBe('repeats')
  })

  it.each(['nguyenthilan2026', 'Lan.Nguyen-123', 'dailoc dailoc 1', 'Đại Lộc Đại Lộc!!'])(
    'are not one’s own name: %s',
    (text) => {
      expect(refusalOf(text)).toBe('contains-name')
    },
  )
})
