import { describe, expect, it } from 'vitest'
import { peopleVi } from '../../../i18n/people/vi.ts'
import { actionWords, actorWords, detailWords, shortHash } from './journal-words.ts'

const { journal } = peopleVi
const HASH = '9f2c4be17a03d5568812aa01be77c4d09f2c4be17a03d5568812aa01be77c4d0'

describe('the journal in words', () => {
  it('names acts, and shows those it has no words for by their own name', () => {
    expect(actionWords('key.revoked', journal)).toBe('Thu hồi khóa truy cập')
    expect(actionWords('moon.landed', journal)).toBe('moon.landed')
  })

  it.each([
    ['An (an)', { kind: 'person', id: 'an', name: 'An' }],
    ['an', { kind: 'person', id: 'an' }],
    ['Khóa trạm đo', { kind: 'key', id: 'k1', name: 'trạm đo' }],
    ['Máy chủ ioc-1', { kind: 'server', id: 'dfb15e8f', name: 'ioc-1' }],
    ['Người chưa đăng nhập', { kind: 'anonymous' }],
    ['Dòng lệnh trên máy chủ', { kind: 'command-line' }],
  ] as const)('says who: %s', (words, actor) => {
    expect(actorWords(actor, journal)).toBe(words)
  })

  it('tells details by name, and what it does not know as it is', () => {
    const detail = { why: 'wrong-password', isDisabled: true, moon: 'full', content: HASH }
    expect(detailWords(detail, peopleVi)).toEqual([
      ...['lý do: sai mật khẩu', 'khóa tài khoản: có', 'moon: full'],
      'bản cấu hình: 9f2c4be17a…',
    ])
    expect(detailWords(undefined, peopleVi)).toEqual([])
  })

  it('tells roles as people are given them', () => {
    const grants = 'dai-loc:reporter(Chi cục Thủy lợi) *:viewer dai-loc:guest'
    expect(detailWords({ grants }, peopleVi)).toEqual([
      'vai trò: Đơn vị nhập số liệu dai-loc (Chi cục Thủy lợi), Người xem Mọi địa bàn dai-loc:guest',
    ])
  })

  it('cuts hashes', () => {
    expect(shortHash(HASH)).toBe('9f2c4be17a…')
    expect(shortHash('9f2c')).toBe('9f2c')
  })
})
