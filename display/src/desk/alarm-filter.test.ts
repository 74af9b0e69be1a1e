import { describe, expect, it } from 'vitest'
import { buildAlarmRow } from '../feed/build-alarm-row.ts'
import { changedAlarmQuery, filterCount, filtered, readAlarmQuery } from './alarm-filter.ts'
import { bareText } from '../people/bare-text.ts'

const name = { vi: '', en: '' }
const screen = {
  sensors: [{ id: 'ai-nghia', name, kind: 'river' as const, unit: '20506' }],
}
const rows = [
  buildAlarmRow('river~ai-nghia', 1, { sensor: 'ai-nghia', severity: 'critical' }),
  buildAlarmRow('river~cau-lau', 1, {
    sensor: 'cau-lau',
    isAcknowledged: true,
    state: 'acknowledged',
  }),
  buildAlarmRow('late~20506', 2, { rule: 'late', unit: '20506', severity: 'low' }),
  buildAlarmRow('late~20515', 0, { rule: 'late', unit: '20515', state: 'shelved' }),
]
const textOf = ({ alarm }: { readonly alarm: string }): string =>
  bareText(alarm === 'river~ai-nghia' ? 'Mực nước đạt BĐ3 Ái Nghĩa Đại Lộc' : 'Hồ sơ quá hạn')
const found = (query: object): readonly string[] =>
  filtered(rows, readAlarmQuery({ ...query }), screen, textOf).map(({ alarm }) => alarm)

describe('the filters of alarms', () => {
  it.each([
    [{}, ['river~ai-nghia', 'river~cau-lau', 'late~20506', 'late~20515']],
    [{ priority: 'critical' }, ['river~ai-nghia']],
    [{ group: 'acknowledged' }, ['river~cau-lau']],
    [{ group: 'hidden' }, ['late~20515']],
    [{ rule: 'late', group: 'waiting' }, ['late~20506']],
    [{ unit: '20506' }, ['river~ai-nghia', 'late~20506']],
    [{ q: 'dai loc' }, ['river~ai-nghia']],
    [{ q: 'ĐẠI  bđ3' }, ['river~ai-nghia']],
    [{ q: 'qua hạn' }, ['river~cau-lau', 'late~20506', 'late~20515']],
    [{ q: 'nowhere' }, []],
  ])('let through, of %j, %j', (query, alarms) => {
    expect(found(query)).toEqual(alarms)
  })

  it('leave out what makes no sense in an address', () => {
    expect(
      readAlarmQuery({ priority: 'deadly', group: ['waiting'], q: '', unit: 'x'.repeat(201) }),
    ).toEqual({})
    expect(readAlarmQuery({ occurrence: '3' })).toEqual({})
    expect(readAlarmQuery({ alarm: 'river~a', occurrence: '-1' })).toEqual({ alarm: 'river~a' })
    const whole = { alarm: 'river~a', occurrence: '3' }
    expect(readAlarmQuery(whole)).toEqual(whole)
  })

  it('are counted without the alarm that is looked at, and can be taken away', () => {
    const query = readAlarmQuery({ priority: 'low', q: 'a', alarm: 'river~a' })
    expect(filterCount(query)).toBe(2)
    expect(changedAlarmQuery(query, { q: undefined })).toEqual({
      priority: 'low',
      alarm: 'river~a',
    })
  })
})
