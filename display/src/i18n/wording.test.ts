import { describe, expect, it } from 'vitest'
import { skewWords, spanWords } from './age.ts'
import {
  civilTime,
  formatDate,
  formatIsoDate,
  formatMoment,
  formatMomentSeconds,
  formatMomentWords,
  formatSeconds,
} from './dates.ts'
import { en } from './en.ts'
import { formatNumber, withUnit } from './numbers.ts'
import { peopleEn } from './people/en.ts'
import { peopleVi } from './people/vi.ts'
import { vi } from './vi.ts'

const ZONE = 'Asia/Ho_Chi_Minh'
const at = (text: string): number => Date.parse(`${text}+07:00`)

describe('numbers', () => {
  it('are written the Vietnamese way', () => {
    expect(formatNumber(1234.5, 1, 'vi')).toBe('1.234,5')
    expect(formatNumber(9, 2, 'vi')).toBe('9,00')
    expect(formatNumber(1234567, 0, 'vi')).toBe('1.234.567')
    expect(formatNumber(1234.5, 1, 'en')).toBe('1,234.5')
  })

  it('never show a zero with a sign', () => {
    expect(formatNumber(-0.004, 2, 'vi')).toBe('0,00')
    expect(formatNumber(-0.4, 1, 'vi')).toBe('-0,4')
  })

  it('keep the unit of measure on their line', () => {
    expect(withUnit('0,85', 'm')).toBe('0,85\u00a0m')
    expect(withUnit('47', '')).toBe('47')
  })
})

describe('moments', () => {
  const now = at('2025-10-15T09:42:18')

  it('are composed by hand in the zone of the site', () => {
    const time = civilTime(now, ZONE)
    expect(formatDate(time)).toBe('15/10/2025')
    expect(formatSeconds(time)).toBe('09:42:18')
    expect(vi.weekdays[time.weekday]).toBe('Thứ Tư')
    expect(formatSeconds(civilTime(at('2025-10-15T00:00:00'), ZONE))).toBe('00:00:00')
    expect(formatIsoDate('2025-07-01')).toBe('01/07/2025')
  })

  it('carry the date only when they are of another day', () => {
    expect(formatMoment(at('2025-10-15T08:10:00'), now, ZONE)).toBe('08:10')
    expect(formatMoment(at('2025-10-14T23:59:00'), now, ZONE)).toBe('23:59 14/10')
    expect(formatMoment(at('2024-12-31T08:10:00'), now, ZONE)).toBe('08:10 31/12/2024')
    expect(formatMomentSeconds(at('2025-10-15T09:41:05'), now, ZONE)).toBe('09:41:05')
    expect(formatMomentSeconds(at('2025-10-14T09:41:05'), now, ZONE)).toBe('09:41 14/10')
  })

  it('are told in words near the present', () => {
    expect(formatMomentWords(at('2025-10-15T05:10:00'), now, ZONE, vi)).toBe('05:10 hôm nay')
    expect(formatMomentWords(at('2025-10-14T05:10:00'), now, ZONE, vi)).toBe('05:10 hôm qua')
    expect(formatMomentWords(at('2025-10-13T05:10:00'), now, ZONE, en)).toBe('05:10 13/10')
  })
})

describe('ages', () => {
  it.each([
    [0, '0 giây'],
    [71_000, '71 giây'],
    [100_000, '1 phút'],
    [12 * 60_000, '12 phút'],
    [92 * 60_000, '1 giờ 32 phút'],
    [120 * 60_000, '2 giờ'],
    [14 * 3_600_000 + 50 * 60_000, '14 giờ'],
    [47 * 3_600_000, '47 giờ'],
    [50 * 3_600_000, '2 ngày'],
  ])('of %i ms read %s', (ageMs, words) => {
    expect(spanWords(ageMs, vi)).toBe(words)
  })

  it('never run backwards', () => {
    expect(spanWords(-5_000, vi)).toBe('0 giây')
  })

  it('of a clock that is off are exact', () => {
    expect(skewWords(192_000, vi)).toBe('3 phút 12 giây')
    expect(skewWords(-4_200, vi)).toBe('4 giây')
    expect(skewWords(120_000, en)).toBe('2 min')
  })
})

/** Every text that is not made of others, with the path to it. */
function textsOf(value: object, path = ''): readonly (readonly [path: string, text: string])[] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    const place = path === '' ? key : `${path}.${key}`
    if (typeof part === 'string') return [[place, part] as const]
    return typeof part === 'object' && part !== null ? textsOf(part, place) : []
  })
}

describe.each([
  ['the wall’s', vi, en],
  ['those of people and keys', peopleVi, peopleEn],
])('the message files, %s,', (_name, first, second) => {
  it('have the same keys in both languages', () => {
    const keys = (value: object): string[] =>
      Object.entries(value).flatMap(([key, part]) =>
        typeof part === 'object' && part !== null
          ? [key, ...keys(part).map((k) => `${key}.${k}`)]
          : [key],
      )
    expect(keys(second)).toEqual(keys(first))
  })

  it('are in composed form', () => {
    const text = JSON.stringify([first, second])
    expect(text).toBe(text.normalize('NFC'))
  })

  it('have no text that is empty or has spaces around it', () => {
    const isBare = ([, text]: readonly [string, string]): boolean => text.trim() !== text || !text
    expect([...textsOf(first), ...textsOf(second)].filter(isBare)).toEqual([])
  })
})

describe('the message files', () => {
  it('name the units that are missing', () => {
    expect(vi.value.coverage(15, 18, vi.value.unitNoun(new Set(['commune'])))).toBe('15/18 xã')
    expect(vi.value.unitNoun(new Set(['commune', 'town']))).toBe('xã')
    expect(vi.value.unitNoun(new Set(['commune', 'ward', 'town']))).toBe('cấp xã')
    expect(vi.value.unitNoun(new Set(['ward', 'town']))).toBe('đơn vị')
  })
})
