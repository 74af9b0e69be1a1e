import { describe, expect, it } from 'vitest'
import type { AlarmRow, Severity } from '../../../protocol/alarms.ts'
import { buildAlarmRow } from '../feed/build-alarm-row.ts'
import { planSound, type Heard } from './sound-plan.ts'

const asMap = (rows: readonly AlarmRow[]) => new Map(rows.map((row) => [row.alarm, [row]]))
const row = (id: string, severity: Severity, more: Partial<AlarmRow> = {}): AlarmRow =>
  buildAlarmRow(id, 1, { severity, askedAt: 1, ...more })

/** What is played in each second of a minute. */
function playedIn(
  rows: (second: number) => readonly AlarmRow[],
  silentUntil = 0,
): readonly string[] {
  let heard: Heard = new Map()
  const played: string[] = []
  for (let second = 0; second < 60; second++) {
    const plan = planSound(asMap(rows(second)), heard, { now: second * 1_000, silentUntil })
    heard = plan.heard
    if (plan.play) played.push(`${second} ${plan.play}`)
  }
  return played
}

describe('the sound of alarms', () => {
  it('comes again by priority for as long as nobody acknowledges', () => {
    const times = (severity: Severity) => playedIn(() => [row('a', severity)]).length
    expect([times('critical'), times('high'), times('medium'), times('low')]).toEqual([8, 2, 1, 0])
  })

  it('ends with the acknowledgement, with the cause, and while it is hidden', () => {
    const acknowledged = { state: 'acknowledged', isAcknowledged: true } as const
    const over = { state: 'returned-unacknowledged', isActive: false } as const
    for (const change of [acknowledged, over, { state: 'shelved' } as const]) {
      const after = (second: number) => [row('a', 'critical', second < 5 ? {} : change)]
      expect(playedIn(after)).toEqual(['0 critical'])
    }
  })

  it('comes anew when an alarm asks anew', () => {
    const worse = (second: number) => [row('a', 'medium', { askedAt: second < 20 ? 1 : 2 })]
    expect(playedIn(worse)).toEqual(['0 medium', '20 medium'])
  })

  it('is silent for a time, but never for what is critical', () => {
    const rows = (second: number) => [
      row('h', 'high'),
      ...(second >= 10 ? [row('k', 'critical')] : []),
    ]
    const played = playedIn(rows, 60_000)
    expect(played[0]).toBe('10 critical')
    expect(played.every((one) => one.endsWith('critical'))).toBe(true)
    // What was silent is not forgotten.
    expect(playedIn(() => [row('h', 'high')], 30_000)).toEqual(['30 high'])
  })

  it('is one for all that is due, the worst: a flood is no din', () => {
    const flood = Array.from({ length: 50 }, (_, at) => row(`a${at}`, at < 3 ? 'critical' : 'high'))
    expect(playedIn(() => flood).filter((one) => one.startsWith('0 '))).toEqual(['0 critical'])
  })
})
