import { describe, expect, it } from 'vitest'
import { replayFile } from './replay-file.ts'

const AT = '2026-01-01T00:00:00Z'
const HIGH = { kind: 'high', limit: 50, severity: 'critical' }

function read(rule: object, events: readonly object[] = []) {
  return replayFile.safeParse({ rule, events })
}

function faultsOf(rule: object, events?: readonly object[]): readonly string[] {
  const { error } = read(rule, events)
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('a file that is replayed', () => {
  it('needs no more than a kind, its limits and a severity', () => {
    expect(read(HIGH).data?.rule).toEqual({
      id: 'rule',
      condition: { kind: 'high', limit: 50, severity: 'critical' },
      deadband: 0,
      onDelayMs: 0,
      offDelayMs: 0,
      isLatched: false,
      chattering: { raises: 3, withinMs: 60_000 },
      escalation: [],
      maxShelfMs: 8 * 3_600_000,
      isHiddenInFlood: false,
    })
  })

  it.each([
    { kind: 'low', limit: -3, severity: 'low' },
    {
      kind: 'levels',
      direction: 'high',
      levels: [
        { name: 'BĐ1', limit: 5, severity: 'medium' },
        { name: 'BĐ2', limit: 6, severity: 'high' },
      ],
    },
    { kind: 'rate', direction: 'either', limit: 2, windowMs: 3_600_000, severity: 'high' },
    { kind: 'deviation', target: 4, limit: 1, severity: 'medium' },
    { kind: 'stale', afterMs: 60_000, severity: 'medium' },
    { kind: 'state', values: [2, 3], severity: 'high' },
    { kind: 'count', limit: 3, windowMs: 60_000, atLeast: 5, severity: 'high' },
    { kind: 'quality', severity: 'low' },
  ])('has rules of the kind $kind', (condition) => {
    expect(read(condition).data?.rule.condition).toEqual(condition)
  })

  it('says the rest of a rule beside its condition', () => {
    const more = { id: 'water-high', deadband: 2, onDelayMs: 5, offDelayMs: 6, latched: true }
    const escalation = [{ afterMs: 60_000, role: 'lanh-dao' }]
    const chattering = { raises: 5, withinMs: 1_000 }
    expect(
      read({ ...HIGH, ...more, escalation, chattering, maxShelfMs: 7 }).data?.rule,
    ).toMatchObject({
      id: 'water-high',
      condition: HIGH,
      deadband: 2,
      onDelayMs: 5,
      offDelayMs: 6,
      isLatched: true,
      escalation,
      chattering,
      maxShelfMs: 7,
    })
  })

  it('has values, commands, time and what suppresses', () => {
    const at = Date.UTC(2026, 0, 1)
    const { data } = read(HIGH, [
      { at: AT, value: 55 },
      { at: AT, value: null, quality: 'bad' },
      {
        at: AT,
        command: 'shelve',
        officer: 'a',
        occurrence: 2,
        until: '2026-01-01T08:00:00+07:00',
      },
      { at: AT, command: 'assign', officer: 'a', owner: 'b', comment: 'ra trạm' },
      { at: AT, tick: true },
      { at: AT, suppress: 'flood' },
      { at: AT, unsuppress: 'flood' },
    ])
    expect(data?.events).toEqual([
      { at, kind: 'sample', value: 55, quality: 'good' },
      { at, kind: 'sample', value: null, quality: 'bad' },
      { at, kind: 'command', name: 'shelve', officer: 'a', occurrence: 2, until: at + 3_600_000 },
      { at, kind: 'command', name: 'assign', officer: 'a', owner: 'b', comment: 'ra trạm' },
      { at, kind: 'tick' },
      { at, kind: 'suppress', by: 'flood' },
      { at, kind: 'unsuppress', by: 'flood' },
    ])
  })

  it.each<[string, object, string]>([
    ['a combination', { kind: 'combination', rules: ['a'] }, 'rule.kind: a combination watches'],
    ['a kind that is not known', { ...HIGH, kind: 'odd' }, 'rule.kind: '],
    ['a rule without a limit', { kind: 'high', severity: 'low' }, 'rule.limit: '],
    ['an unknown severity', { ...HIGH, severity: 'loud' }, 'rule.severity: '],
    ['a negative deadband', { ...HIGH, deadband: -1 }, 'rule.deadband: '],
    ['a delay that is no whole number', { ...HIGH, onDelayMs: 0.5 }, 'rule.onDelayMs: '],
    ['a part that is not known', { ...HIGH, onDelay: 5 }, 'rule: Unrecognized key: "onDelay"'],
    ['a rule without a kind', { limit: 5, severity: 'low' }, 'rule.kind: '],
  ])('refuses %s', (_what, rule, fault) => {
    expect(faultsOf(rule).join('\n')).toContain(fault)
  })

  it('refuses levels that do not get worse', () => {
    const levels = (...pairs: readonly (readonly [number, string])[]) =>
      pairs.map(([limit, severity], index) => ({ name: `BĐ${index + 1}`, limit, severity }))
    const of = (direction: string, ...pairs: readonly (readonly [number, string])[]) =>
      faultsOf({ kind: 'levels', direction, levels: levels(...pairs) })
    expect(of('high', [5, 'low'], [5, 'high'])).toEqual([
      'rule.levels.1.limit: must lie beyond the one before',
    ])
    expect(of('low', [5, 'low'], [6, 'high'])).toEqual([
      'rule.levels.1.limit: must lie beyond the one before',
    ])
    expect(of('high', [5, 'high'], [6, 'low'])).toEqual([
      'rule.levels.1.severity: must not be milder than the one before',
    ])
    expect(of('low', [5, 'low'], [4, 'low'])).toEqual([])
  })

  it.each<[string, object, string]>([
    [
      'a moment without its zone',
      { at: '2026-01-01T00:00:00', value: 1 },
      'events.0.at: no moment',
    ],
    ['nothing that happens', { at: AT }, 'events.0: an event has one of value, command'],
    ['two things at once', { at: AT, value: 1, tick: true }, 'events.0.tick: an event has one of'],
    [
      'what belongs to something else',
      { at: AT, tick: true, officer: 'a' },
      'events.0.officer: does not belong to a tick',
    ],
    [
      'a command by nobody',
      { at: AT, command: 'reset' },
      'events.0.officer: a command reset needs it',
    ],
    [
      'an assignment to nobody',
      { at: AT, command: 'assign', officer: 'a' },
      'events.0.owner: a command assign needs it',
    ],
    [
      'a comment without words',
      { at: AT, command: 'comment', officer: 'a' },
      'events.0.comment: a command comment needs it',
    ],
    ['an unknown command', { at: AT, command: 'silence', officer: 'a' }, 'events.0.command: '],
    ['a value that is a text', { at: AT, value: '5' }, 'events.0.value: '],
    ['an unknown quality', { at: AT, value: 5, quality: 'fine' }, 'events.0.quality: '],
    ['a tick that is none', { at: AT, tick: false }, 'events.0.tick: '],
  ])('refuses an event with %s', (_what, event, fault) => {
    expect(faultsOf(HIGH, [event]).join('\n')).toContain(fault)
  })

  it('refuses events out of order', () => {
    const later = { at: '2026-01-02T00:00:00Z', tick: true }
    expect(faultsOf(HIGH, [later, later, { at: AT, tick: true }])).toEqual([
      'events.2.at: is earlier than that of the event before',
    ])
  })
})
