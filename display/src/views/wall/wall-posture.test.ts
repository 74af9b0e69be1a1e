import { describe, expect, it } from 'vitest'
import type { AlarmRow } from '../../../../protocol/alarms.ts'
import { buildAlarmRow } from '../../feed/build-alarm-row.ts'
import { firstOutOf } from './first-out.ts'
import { postureOf } from './wall-posture.ts'

const MINUTE = 60_000
const SINCE = Date.parse('2025-10-29T20:00:00+07:00')
const calm = { raises: 0 }
const flood = { raises: 14, since: SINCE }

const critical = (alarm: string, askedAt: number, given: Partial<AlarmRow> = {}): AlarmRow =>
  buildAlarmRow(alarm, 1, { severity: 'critical', askedAt, raisedAt: askedAt, ...given })
const taken = { state: 'acknowledged', isAcknowledged: true } as const
const over = { state: 'returned-unacknowledged', isActive: false } as const
const shelved = { state: 'shelved' } as const

function told(rows: readonly AlarmRow[], posture = postureOf(rows, calm, false)): string {
  switch (posture.kind) {
    case 'scenes':
      return 'scenes'
    case 'takeover':
    case 'flood': {
      const all = [posture.newest, ...posture.others].map((row) => row?.alarm ?? 'none')
      return `${posture.kind}: ${all.join(' ')}`
    }
  }
}

describe('what has the glass', () => {
  it('is the scenes, whatever else is open, until a critical alarm waits', () => {
    expect(told([])).toBe('scenes')
    expect(told([buildAlarmRow('high', 1)])).toBe('scenes')
    expect(told([critical('taken', 1, taken), critical('shelved', 1, shelved)])).toBe('scenes')
  })

  it('is the newest critical alarm that nobody has acknowledged, the others behind it', () => {
    const rows = [critical('old', 1), critical('new', 3), critical('between', 2)]
    expect(told(rows)).toBe('takeover: new between old')
    expect(told([critical('over', 1, over)])).toBe('takeover: over')
  })

  it('is given back with the last of them: acknowledged, or not there any more', () => {
    const both = [critical('a', 1), critical('b', 2)]
    expect(told([critical('a', 1), critical('b', 2, taken)])).toBe('takeover: a')
    expect(told(both.map((row) => ({ ...row, ...taken })))).toBe('scenes')
    expect(told([])).toBe('scenes')
  })

  it('is the picture of a flood while there is one, which no single alarm hides', () => {
    const rows = [critical('a', 1)]
    expect(told(rows, postureOf(rows, flood, false))).toBe('flood: a')
    expect(told([], postureOf([], flood, false))).toBe('flood: none')
    expect(told(rows)).toBe('takeover: a')
  })

  it('stays with the scenes on a screen that is kept for them', () => {
    expect(postureOf([critical('a', 1)], flood, true)).toEqual({ kind: 'scenes' })
  })
})

describe('the alarm that a flood began with', () => {
  const at = (minutes: number): number => SINCE + minutes * MINUTE
  const raised = (alarm: string, minutes: number, given: Partial<AlarmRow> = {}): AlarmRow =>
    buildAlarmRow(alarm, 1, { raisedAt: at(minutes), ...given })
  const eleven = Array.from({ length: 11 }, (_, turn) => raised(`r${turn}`, turn - 10))

  it('is the first raised since its ten minutes began, whatever stood open before', () => {
    const rows = [...eleven.toReversed(), raised('before', -30)]
    expect(firstOutOf(undefined, rows, flood)).toMatchObject({
      row: { alarm: 'r0' },
      isClosed: false,
      unknown: 0,
    })
    expect(firstOutOf(undefined, rows, calm)).toBeUndefined()
  })

  it('stays the first when it closes, on a page that has seen it', () => {
    const seen = firstOutOf(undefined, eleven, flood)
    const later = firstOutOf(seen, eleven.slice(1), flood)
    expect(later).toMatchObject({ row: { alarm: 'r0' }, isClosed: true, unknown: 0 })
    expect(firstOutOf(later, eleven.slice(1), { raises: 12, since: at(60) })).toBeUndefined()
  })

  it('is only the earliest still open on a page that came later, which says how many are missing', () => {
    expect(firstOutOf(undefined, eleven.slice(4), flood)).toMatchObject({
      row: { alarm: 'r4' },
      isClosed: false,
      unknown: 4,
    })
    const counted = [...eleven.slice(4, 10), raised('r10', 0, { furtherRaises: 4 })]
    expect(firstOutOf(undefined, counted, flood)?.unknown).toBe(0)
    expect(firstOutOf(undefined, [], flood)).toBeUndefined()
  })
})
