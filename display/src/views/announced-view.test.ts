import { describe, expect, it } from 'vitest'
import type { AnnouncedLevel } from '../../../protocol/announced.ts'
import { messagesOf } from '../i18n/messages.ts'
import { announcedView } from './announced-view.ts'

const NOW = Date.parse('2025-10-29T20:00:00+07:00')
const HOUR_MS = 3_600_000
const flood: AnnouncedLevel = { hazard: 'flood', level: 3, bulletinAt: NOW - 6 * HOUR_MS }

const told = (announced: readonly AnnouncedLevel[], locale: 'vi' | 'en' = 'vi') =>
  announcedView(announced, NOW, 'Asia/Ho_Chi_Minh', messagesOf(locale))

describe('the announced level', () => {
  it('is told with its hazard and the time of its bulletin', () => {
    expect(told([flood])).toEqual({
      level: 3,
      words: 'Rủi ro cấp 3 do lũ, ngập lụt',
      detail: 'công bố 14:00',
      isOld: false,
    })
    expect(told([flood], 'en')?.words).toBe('Risk level 3: flood')
  })

  it('names the others in few words', () => {
    const rain: AnnouncedLevel = { hazard: 'heavy-rain', level: 2, bulletinAt: NOW }
    expect(told([flood, rain])?.detail).toBe('công bố 14:00 · mưa lớn cấp 2')
  })

  it('says how old its bulletin is after a day, for it may hold no more', () => {
    const at = (hours: number) => told([{ ...flood, bulletinAt: NOW - hours * HOUR_MS }])
    expect(at(24)).toMatchObject({ isOld: false, detail: 'công bố 20:00 28/10' })
    expect(at(26)).toMatchObject({ isOld: true, detail: 'tin đã 26 giờ' })
  })

  it('is nothing where none is announced', () => {
    expect(told([])).toBeUndefined()
  })
})
