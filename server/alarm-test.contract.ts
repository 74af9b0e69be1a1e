import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { packFlags, SLOT, type Quality } from '../protocol/sample.ts'
import { openEmbeddedStores } from './adapters/store-embedded/embedded-stores.ts'
import { alarmTestActions, alarmTestCommands } from './alarm-test.ts'
import { allocateBatch, packBatch } from './core/feed/batch.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { takeSlice } from './services/history-intake.ts'
import type { SubjectTrial } from './services/alarm-trial.ts'
import type { SiteStore } from './services/store.ts'
import { GOOD_CONFIG, writeConfig } from './testing/config-folder.ts'
import { EPOCH, epochRecord } from './testing/stores-under-test.ts'

const MINUTE = 60_000
const STALE = 20 * MINUTE
const FROM = Date.parse('2025-10-27T00:00:00+07:00')
const TO = FROM + 24 * 60 * MINUTE

const RULES = `
rules:
  - id: flood
    name: { vi: Lũ, en: Flood }
    metric: level
    sensors: all
    condition: { kind: levels, levels: from-sensor, severities: { BĐ1: medium, BĐ2: high } }
    deadband: 0.2
    chattering: { raises: 3, within: 1 h }
`

interface Row {
  readonly at: number
  readonly value: number | null
  readonly quality: Quality
}

/** A river that goes up and down, now and then without a value, or a bad one, or silent. */
function river(): readonly Row[] {
  const rows: Row[] = []
  let seed = 7
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  let value = 1
  for (let at = FROM - 26 * 60 * MINUTE; at < TO + 60 * MINUTE; at += 5 * MINUTE) {
    value = Math.min(4, Math.max(-1, value + (random() - 0.5) * 0.8))
    const isSilent = Math.floor((at - FROM) / (120 * MINUTE)) % 5 === 3
    if (isSilent) continue
    const kind = random()
    const known = Math.round(value * 100) / 100
    rows.push({ at, value: kind < 0.04 ? null : known, quality: kind > 0.95 ? 'bad' : 'good' })
  }
  return rows
}

/** What the rule must come to, by another way: sample by sample, minute by minute. */
function counted(rows: readonly Row[]) {
  const good = rows.filter(({ value, quality }) => value !== null && quality !== 'bad')
  const levelAt = (at: number): number => {
    let level = 0
    for (const { value } of good.filter((row) => row.at <= at)) {
      const v = value ?? 0
      if (v >= 2.5 - 1e-9) level = 2
      else if (v >= 1 - 1e-9) level = level === 2 && v >= 2.3 - 1e-9 ? 2 : 1
      else if (v < 0.8 - 1e-9) level = 0
      else level = Math.min(level, 1)
    }
    return level
  }
  const minutes = Array.from(
    { length: (TO - FROM) / MINUTE },
    (_, minute) => FROM + minute * MINUTE,
  )
  const levels = minutes.map(levelAt)
  const before = levelAt(FROM - 1)
  const previous = (index: number) => (index === 0 ? before : (levels[index - 1] ?? 0))
  const raisedAt = minutes.filter((_, index) => previous(index) === 0 && (levels[index] ?? 0) > 0)
  const activeMs: number[] = []
  for (const [index, level] of levels.entries()) {
    if (level === 0) continue
    if (index === 0 || previous(index) === 0) activeMs.push(0)
    activeMs[activeMs.length - 1]! += MINUTE
  }
  const reached = (wanted: number) =>
    levels.filter((level, index) => level === wanted && previous(index) < wanted).length
  const isKnown = (at: number) => {
    const last = rows.findLast((row) => row.at <= at)
    return last !== undefined && good.includes(last) && at < last.at + STALE
  }
  return {
    raises: raisedAt.length,
    activeMs,
    bd1: [reached(1), levels.filter((level) => level === 1).length * MINUTE],
    bd2: [reached(2), levels.filter((level) => level === 2).length * MINUTE],
    noDataMs: minutes.filter((at) => !isKnown(at)).length * MINUTE,
    samples: rows.filter(({ at }) => at >= FROM && at < TO).length,
  }
}

async function append(store: SiteStore, rows: readonly Row[]): Promise<void> {
  const name = { metric: 'level', subject: { kind: 'sensor', id: 'station' } } as const
  const [number = 0] = await store.nameSeries([name], EPOCH, FROM)
  const batch = allocateBatch(rows.length)
  for (const [row, { at, value, quality }] of rows.entries()) {
    batch.series[row] = number
    batch.sampledAt[row] = at
    batch.slot[row] = value === null ? SLOT.empty : SLOT.value
    batch.value[row] = value ?? 0
    batch.flags[row] = packFlags({ quality, origin: 'real', underReview: false })
  }
  const receivedAt = rows.at(-1)?.at ?? FROM
  await store.append({ epoch: EPOCH, kind: 'samples', receivedAt, body: packBatch(batch) })
}

describe('trying an alarm rule on the history of a store', () => {
  const rows = river()
  let root: string
  let cleanUp: (() => Promise<void>)[] = []

  beforeAll(async () => {
    const text = String(GOOD_CONFIG.get('config/sites/a/site.yaml'))
    const site = `${text.replace(/maps:.*/, '')}alarms: [watch]\n`
    const written = await writeConfig(
      new Map(GOOD_CONFIG)
        .set('config/sites/a/site.yaml', site)
        .set('config/alarms/watch.yaml', RULES),
    )
    root = written.folder
    const data = await mkdtemp(path.join(tmpdir(), 'alarm-test-'))
    cleanUp = [written.remove, () => rm(data, { recursive: true, force: true })]
    vi.stubEnv('CONFIG_DIR', path.join(root, 'config'))
    vi.stubEnv('DATA_DIR', data)
    vi.stubEnv('REDIS_URL', undefined)
    const loaded = await loadSites(path.join(root, 'config'), ['a'])
    if (!loaded.ok) throw new Error('the configuration is refused')
    const stores = await openEmbeddedStores({ folder: path.join(data, 'store') })
    const store = await stores.site('a')
    await store.changeEpoch(undefined, epochRecord())
    await store.declareMetrics(loaded.sites.get('a')!.metrics, EPOCH, FROM)
    const lease = await store.takeLease('feed', undefined, 'test')
    if (!lease.taken) throw new Error('no lease')
    // Most of it is in the history; the last hours still stand in the stream only.
    const half = rows.findIndex(({ at }) => at > TO - 6 * 60 * MINUTE)
    await append(store, rows.slice(0, half))
    const parts = { store, now: () => FROM, breathe: () => Promise.resolve() }
    const slice = await takeSlice(parts, EPOCH, lease.token)
    expect(slice).toMatchObject({ ok: true, sampleCount: half })
    await append(store, rows.slice(half))
    await stores.close()
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    for (const one of cleanUp) await one()
  })

  const order = { site: 'a', rule: 'flood', from: FROM, to: TO }

  async function trial(more: object = {}): Promise<SubjectTrial> {
    const answer = await alarmTestActions.testAlarmRule({ ...order, ...more })
    if (!answer.ok) throw new Error(answer.message)
    const [first] = answer.value.subjects
    if (!first || answer.value.subjects.length !== 1) throw new Error('not one subject')
    return first
  }

  it('says what an independent count says: raises, durations, levels, and time without data', async () => {
    const expected = counted(rows)
    expect(expected.raises).toBeGreaterThan(3)
    const found = await trial()
    expect(found).toMatchObject({
      alarm: 'flood~station',
      raises: expected.raises,
      activeMs: expected.activeMs,
      noDataMs: expected.noDataMs,
      samples: expected.samples,
    })
    expect(found.levels.map(({ level, reached, ms }) => [level, reached, ms])).toEqual([
      ['BĐ1', ...expected.bd1],
      ['BĐ2', ...expected.bd2],
    ])
    expect(found).not.toHaveProperty('triedFrom')
  })

  it('tries rules of a file that the site does not have yet', async () => {
    const file = path.join(root, 'try.yaml')
    await writeFile(file, RULES.replace('deadband: 0.2', 'deadband: 0.2\n    onDelay: 3 h'))
    const delayed = await trial({ file })
    expect(delayed.raises).toBeLessThan((await trial()).raises)
    await writeFile(file, RULES.replace('deadband: 0.2', 'deadband: -1'))
    const refused = await alarmTestActions.testAlarmRule({ ...order, file })
    expect(refused).toEqual({
      ok: false,
      message: `${file}:8:15: deadband: Too small: expected number to be >=0`,
    })
    await writeFile(file, RULES.replace('metric: level', 'metric: depth'))
    const unknown = await alarmTestActions.testAlarmRule({ ...order, file })
    expect(unknown).toEqual({ ok: false, message: `${file}:5:13: unknown metric "depth"` })
  })

  it('ends now where the span asks for more, for nothing is known of what comes', async () => {
    const from = Date.now() - 60 * MINUTE
    const answer = await alarmTestActions.testAlarmRule({ ...order, from, to: from + 120 * MINUTE })
    if (!answer.ok) throw new Error(answer.message)
    const { to, subjects } = answer.value
    expect(to).toBeGreaterThanOrEqual(from + 60 * MINUTE)
    expect(to).toBeLessThanOrEqual(Date.now())
    expect(subjects[0]?.noDataMs).toBe(to - from)
  })

  it('is refused in words', async () => {
    const refusalOf = async (more: object) => {
      const answer = await alarmTestActions.testAlarmRule({ ...order, ...more })
      return answer.ok ? 'accepted' : answer.message
    }
    expect(await refusalOf({ rule: 'storm' })).toBe('The site has no rule storm.')
    expect(await refusalOf({ to: FROM })).toBe(
      '--to must be after --from by at most 400 days, and --from in the past.',
    )
    expect(await refusalOf({ file: '/nowhere/rules.yaml' })).toBe(
      '/nowhere/rules.yaml:1:1: no such file',
    )
    const none = alarmTestCommands(new Map(), root)['alarms.test']
    expect(await none?.(order)).toEqual({ ok: false, message: 'This server has no site a.' })
    expect(await none?.({ ...order, from: 'now' })).toMatchObject({ ok: false })
  })
})
