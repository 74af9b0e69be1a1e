import { describe, expect, it } from 'vitest'
import { buildMetric, buildSensor, buildUnit } from '../../testing/build-site.ts'
import { contentHash } from './content-hash.ts'
import { metricDeclarations, screenMessage } from './screen-message.ts'
import type { Site } from './site.ts'

const text = (name: string) => ({ vi: name, en: name })
const OLD = { to: '2025-06-30' }
const NEW = { from: '2025-07-01' }
const DAY_BEFORE = '2025-06-30'
const DAY_AFTER = '2025-07-01'

const site: Site = {
  id: 'dai-loc',
  name: text('Khu vực Đại Lộc'),
  subtitle: text('5 xã'),
  names: [
    { name: text('Huyện Đại Lộc'), subtitle: text('18 xã'), validity: OLD },
    { name: text('Khu vực Đại Lộc'), subtitle: text('5 xã'), validity: NEW },
  ],
  timeZone: 'Asia/Ho_Chi_Minh',
  rootUnit: 'dai-loc',
  validity: {},
  parents: [],
  units: [
    buildUnit('dai-loc', { kind: 'area' }),
    buildUnit('20500', { name: text('Ái Nghĩa'), kind: 'town', validity: OLD }),
    buildUnit('20500', { name: text('Đại Lộc'), validity: NEW }),
  ],
  sensors: [
    buildSensor('ai-nghia', { levels: [{ name: 'BĐ1', value: 6.5, certainty: 'derived' }] }),
  ],
  metrics: [buildMetric('dossiers.overdue', { target: 0, classes: [1, 5] })],
  channels: [{ name: 'figures', ticksPerSecond: 4, timeGridMs: 250 }],
  maps: [
    { file: 'old.json', kind: 'schematic', validity: OLD, source: text('Sơ đồ') },
    { file: 'new.json', kind: 'schematic', validity: NEW, source: text('Sơ đồ') },
  ],
  alarms: { rules: [], maintenance: [] },
  layout: { rotateEverySeconds: 30, scenes: [] },
  retention: {
    streamHours: 24,
    streamMaxBytes: 1,
    history: { rawDays: 30, rawMaxBytes: 1, rollupDays: 730 },
  },
}

describe('screen message', () => {
  it('chooses name, units and map by the date', () => {
    const before = screenMessage(site, DAY_BEFORE)
    const after = screenMessage(site, DAY_AFTER)
    expect([before.site.name.vi, after.site.name.vi]).toEqual(['Huyện Đại Lộc', 'Khu vực Đại Lộc'])
    expect([before.map?.url, after.map?.url]).toEqual(['/maps/old.json', '/maps/new.json'])
    expect(before.units.map((unit) => unit.name.vi)).toEqual(['dai-loc', 'Ái Nghĩa'])
    expect(after.units.map((unit) => unit.name.vi)).toEqual(['dai-loc', 'Đại Lộc'])
  })

  it('has a revision that stays with the content and changes with any of it', () => {
    const message = screenMessage(site, DAY_AFTER)
    expect(screenMessage(structuredClone(site), DAY_AFTER).revision).toBe(message.revision)
    const scenario = { title: text('Lũ 2025') }
    const others = [
      screenMessage(site, DAY_BEFORE),
      screenMessage(site, '2025-07-02'),
      screenMessage(site, DAY_AFTER, scenario),
      screenMessage({ ...site, layout: { scenes: [] } }, DAY_AFTER),
    ]
    expect(new Set([message, ...others].map((one) => one.revision)).size).toBe(5)
  })

  it('says whether the site exists on the date, and whether its clock is a scenario', () => {
    const ended = { ...site, validity: OLD }
    expect(screenMessage(ended, DAY_BEFORE).site.inForce).toBe(true)
    expect(screenMessage(ended, DAY_AFTER).site.inForce).toBe(false)
    expect(screenMessage(site, DAY_AFTER).scenario).toBeUndefined()
    expect(screenMessage(site, DAY_AFTER, { title: text('Lũ') }).scenario?.title.vi).toBe('Lũ')
  })

  it('carries only what a screen needs of metrics and sensors', () => {
    const message = screenMessage(site, DAY_AFTER)
    expect(message.sensors[0]?.levels).toEqual([{ name: 'BĐ1', value: 6.5 }])
    expect(message.metrics[0]).toMatchObject({ id: 'dossiers.overdue', target: 0, classes: [1, 5] })
    expect(message.metrics[0]).not.toHaveProperty('hardRange')
  })

  it('carries the marks of a reservoir, those that are known, and which of them nobody confirms', () => {
    const storage = { dead: { value: 340, certainty: 'unverified' }, full: { value: 380 } } as const
    const sensors = [
      buildSensor('a-vuong', { kind: 'reservoir', storage }),
      buildSensor('song-bung-4', {
        kind: 'reservoir',
        storage: {
          ...storage,
          floodLimit: { value: 376, certainty: 'derived' },
          designFlood: { value: 381 },
        },
      }),
    ]
    const message = screenMessage({ ...site, sensors }, DAY_AFTER)
    expect(message.sensors.map((one) => one.storage)).toEqual([
      { dead: 340, full: 380, unconfirmed: ['dead'] },
      {
        ...{ dead: 340, floodLimit: 376, full: 380, designFlood: 381 },
        unconfirmed: ['dead', 'floodLimit'],
      },
    ])
  })

  it('says of a metric where it belongs, what it counts and how it is added up', () => {
    const group = { id: 'dossiers', name: text('Thủ tục hành chính') }
    const sum = { kind: 'sum' } as const
    const metrics = [
      buildMetric('dossiers.open', { group, definition: text('Chưa trả'), aggregation: sum }),
      buildMetric('dossiers.open.coverage', { group, coverageOf: 'dossiers.open' }),
    ]
    const [open, coverage] = screenMessage({ ...site, metrics }, DAY_AFTER).metrics
    expect(open).toMatchObject({ group, definition: { vi: 'Chưa trả' }, aggregation: sum })
    expect(coverage).toMatchObject({ group, coverageOf: 'dossiers.open' })
    expect(coverage).not.toHaveProperty('aggregation')
  })

  it('declares channel and decimals of every metric, and the canary’s', () => {
    expect(metricDeclarations(site)).toEqual([
      { id: 'dossiers.overdue', channel: 'figures', decimals: 0 },
      { id: 'iocwall.canary', channel: 'iocwall', decimals: 0 },
    ])
  })

  it('tells texts apart that differ in one place or in order', () => {
    const texts = ['', 'a', 'b', 'ab', 'ba', 'aa', 'a'.repeat(1000), 'a'.repeat(1001)]
    expect(new Set(texts.map(contentHash)).size).toBe(texts.length)
    expect(contentHash('a')).toMatch(/^[0-9a-f]{16}$/)
  })
})
