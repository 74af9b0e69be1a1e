import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alarmActions } from './alarm-actions.ts'
import type { ReplayRecord } from './adapters/cli/alarm-commands.ts'
import { checkBehind, EMPTY_CHAIN, verifyChain } from './core/journal/chain.ts'
import { bodyOf } from './core/journal/entry.ts'
import { sha256 } from './services/sha256.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-alarms-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function replay(text: string) {
  const file = path.join(folder, 'seq.json')
  await writeFile(file, text)
  return alarmActions.replayAlarm(file)
}

async function faultsOf(text: string): Promise<readonly string[]> {
  const answer = await replay(text)
  if (answer.ok) return []
  return answer.message.split('\n').map((line) => line.replace(/^.*seq\.json:/, ''))
}

const SEQUENCE = {
  rule: { kind: 'high', limit: 50, severity: 'critical', latched: true },
  events: [
    { at: '2026-01-01T00:00:00Z', value: 55 },
    { at: '2026-01-01T00:00:01Z', command: 'acknowledge', officer: 'lan', comment: 'đã gọi' },
    { at: '2026-01-01T00:00:02Z', command: 'acknowledge', officer: 'minh' },
    { at: '2026-01-01T00:00:03Z', value: null },
    { at: '2026-01-01T00:00:04Z', value: 40, quality: 'bad' },
    { at: '2026-01-01T00:00:05Z', value: 40 },
    { at: '2026-01-01T00:00:06Z', command: 'reset', officer: 'lan' },
    { at: '2026-01-01T00:00:07Z', command: 'shelve', officer: 'lan' },
    { at: '2026-01-01T08:00:08Z', tick: true },
  ],
}

describe('a sequence from a file', () => {
  it('is played through the machine as it runs in the server', async () => {
    const answer = await replay(JSON.stringify(SEQUENCE))
    if (!answer.ok) throw new Error(answer.message)
    expect(answer.value.map(({ words, state }) => `${words}: ${state}`)).toEqual([
      'value 55: unacknowledged',
      'acknowledge by lan: acknowledged',
      'acknowledge by minh: acknowledged',
      'value none: acknowledged',
      'value 40 (bad): acknowledged',
      'value 40: latched-acknowledged',
      'reset by lan: normal',
      'shelve by lan: shelved',
      'tick: normal',
    ])
  })

  it('[L14] leaves the entries that a journal would keep, chained, and what was refused beside them', async () => {
    const answer = await replay(JSON.stringify(SEQUENCE))
    const records = answer.ok ? answer.value.flatMap(({ journal }) => journal) : []
    const isKept = (one: ReplayRecord) => 'seq' in one
    const links = records.filter(isKept).map(({ seq, hash, ...entry }) => {
      return { seq, hash, at: entry.at, body: bodyOf(entry) }
    })
    expect(links.length).toBeGreaterThan(5)
    const check = verifyChain(checkBehind(EMPTY_CHAIN), links, sha256)
    expect(check.broken).toBeUndefined()
    expect(check.soundCount).toBe(links.length)
    expect(records.filter((one) => !isKept(one))).toEqual([
      {
        refused: 'already',
        at: Date.UTC(2026, 0, 1, 0, 0, 2),
        command: 'acknowledge',
        officer: 'minh',
        occurrence: 1,
        by: { id: 'lan', name: 'lan', at: Date.UTC(2026, 0, 1, 0, 0, 1) },
      },
    ])
  })

  it('is refused with the place of every fault', async () => {
    const text = [
      '{',
      '  "rule": { "kind": "high", "limt": 50, "severity": "loud" },',
      '  "events": [',
      '    { "at": "yesterday", "value": 1 },',
      '    { "at": "2026-01-01T00:00:00Z" }',
      '  ]',
      '}',
    ].join('\n')
    expect((await faultsOf(text)).map((line) => line.replace(/: Invalid.*$/, '')).sort()).toEqual(
      [
        '2:29: unknown key "limt"',
        '2:11: limit',
        '2:53: severity',
        '4:13: at: no moment with its zone; write e.g. 2026-01-01T00:00:00Z',
        '5:5: events: an event has one of value, command, tick, suppress, unsuppress',
      ].sort(),
    )
  })

  it('is refused where it is no JSON, or a rule that looks at other rules', async () => {
    expect(await faultsOf('{"rule": ')).toEqual(['1:10: not JSON: ValueExpected'])
    expect(
      await faultsOf('{"rule": {"kind": "combination", "rules": ["a", "b"]}, "events": []}'),
    ).toEqual([
      '1:19: kind: a combination watches alarms of other rules, and here there is but one',
    ])
    const missing = await alarmActions.replayAlarm(path.join(folder, 'none.json'))
    expect(missing.ok ? '' : missing.message).toContain('none.json:1:1: no such file')
  })
})
