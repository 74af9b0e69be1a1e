import { describe, expect, it } from 'vitest'
import type { ReservoirsOptions } from '../../../../protocol/panels/reservoirs.ts'
import type { ScreenSensor, StorageMark } from '../../../../protocol/screen.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import { buildContext, buildReading, NOW } from '../build-context.ts'
import type { PanelContext } from '../panel-context.ts'
import {
  reservoirsKeys,
  reservoirsPlan,
  reservoirsTable,
  reservoirsView,
  type ReservoirRow,
  type ReservoirsView,
} from './reservoirs-view.ts'
import { storageMarks } from './storage.ts'

const HOUR = 3_600_000
const named = (name: string) => ({ vi: name, en: name })
const freshness = {
  ...{ cadenceMs: HOUR, graceMs: HOUR / 2 },
  ...{ staleAfterMs: 3 * HOUR, expireAfterMs: 24 * HOUR },
}
const level = buildMetric({
  ...{ id: 'level', shortName: named('Mực nước hồ'), sensorKind: 'reservoir', freshness },
})
const flows = [
  ['inflow', 'Về hồ'],
  ['release', 'Xả'],
  ['spill', 'Xả qua tràn'],
].map(([id = '', name = '']) =>
  buildMetric({
    ...{ id, shortName: named(name), sensorKind: 'reservoir', freshness },
    ...{ unitOfMeasure: named('m³/s'), decimals: 0 },
  }),
)
const MARKS = { dead: 340, floodLimit: 376, full: 380 }
const sensors: readonly ScreenSensor[] = [
  {
    ...{ id: 'a', name: named('A Vương'), kind: 'reservoir' },
    storage: MARKS,
  },
  { id: 'b', name: named('Sông Bung 4'), kind: 'reservoir', storage: { dead: 200, full: 220 } },
  { id: 'c', name: named('Đồng Nghệ'), kind: 'reservoir' },
  { id: 'ai-nghia', name: named('Ái Nghĩa'), kind: 'river' },
]
const metrics = { level: 'level', inflow: 'inflow', release: 'release', spill: 'spill' }
const context = buildContext({}, { metrics: [level, ...flows], sensors })

type Given = Readonly<Record<string, number | Partial<Reading>>>

function view(
  given: Given,
  options: Partial<ReservoirsOptions> = {},
  at: PanelContext = context,
): ReservoirsView {
  const readings = new Map(
    Object.entries(given).map(([key, one]) => [
      key,
      buildReading(typeof one === 'number' ? { value: one } : { value: 100, ...one }),
    ]),
  )
  const all: ReservoirsOptions = { order: 'as-listed', metrics, ...options }
  return reservoirsView(all, reservoirsPlan(all, at.screen), readings, at)
}

function first(given: Given, at: PanelContext = context): ReservoirRow {
  const [row] = view(given, {}, at).rows
  if (!row) throw new Error('no row')
  return row
}

const stale = (value: number, hours: number): Partial<Reading> => {
  return { value, freshness: 'stale', ageMs: hours * HOUR }
}

describe('how full a reservoir is', () => {
  it.each([
    [357.03, 'dưới MNDBT 22,97\u00a0m', 17.03 / 40, false],
    [379.99, 'dưới MNDBT 0,01\u00a0m', 39.99 / 40, false],
    [380, 'ở MNDBT', 1, true],
    [379.996, 'ở MNDBT', 39.996 / 40, true],
    [380.12, 'trên MNDBT 0,12\u00a0m', 40.12 / 40, true],
    [338.8, 'dưới mực chết 1,20\u00a0m', -1.2 / 40, false],
  ])('is said of %f m in words and drawn', (value, words, share, isFull) => {
    const row = first({ 'level/a': value })
    expect(row).toMatchObject({ words, tank: { isFull, limit: 0.9, look: 'plain' } })
    expect(row.tank?.share).toBeCloseTo(share, 6)
  })

  it('is not said of a level that is old, lost, or of another reservoir without marks', () => {
    const old = first({ 'level/a': stale(380.5, 4), 'inflow/a': 9 })
    expect(old).toMatchObject({
      level: { text: '380,50', look: 'old', age: 'cũ 4 giờ' },
      words: undefined,
      tank: { isFull: false, look: 'old' },
    })
    const lost = first({ 'level/a': { value: 380.5, freshness: 'expired', ageMs: 30 * HOUR } })
    expect(lost).toMatchObject({
      level: { text: '—', look: 'lost' },
      words: undefined,
      tank: { share: undefined, isFull: false },
    })
    const [, , unmarked] = view({ 'level/c': 32.4 }).rows
    expect(unmarked).toMatchObject({
      level: { text: '32,40', look: 'plain' },
      words: undefined,
      tank: undefined,
    })
  })
})

describe('a mark that no document confirms', () => {
  const doubting = (unconfirmed: readonly StorageMark[]): PanelContext => {
    const [a, ...others] = sensors
    const doubted = a ? [{ ...a, storage: { ...MARKS, unconfirmed } }, ...others] : []
    return buildContext({}, { metrics: [level, ...flows], sensors: doubted })
  }

  it('is said to be so wherever something is held against it', () => {
    const at = doubting(['dead', 'full'])
    const of = (value: number) => first({ 'level/a': value }, at).words
    expect([379, 380, 380.5, 339].map(of)).toEqual([
      'dưới MNDBT? 1,00\u00a0m',
      'ở MNDBT?',
      'trên MNDBT? 0,50\u00a0m',
      'dưới mực chết? 1,00\u00a0m',
    ])
    expect(first({ 'level/a': 379 }, doubting(['floodLimit'])).words).toBe('dưới MNDBT 1,00\u00a0m')
    expect(view({}, {}, at).subtitle).toContain('?, nét đứt: mốc chưa kiểm chứng')
    expect(view({}).subtitle.join()).not.toContain('chưa kiểm chứng')
  })

  it('is drawn so', () => {
    const drawn = first({ 'level/a': 380.5 }, doubting(['full'])).tank
    expect(drawn?.isDoubted).toEqual({ dead: false, limit: false, full: true })
    expect(first({ 'level/a': 380.5 }).tank?.isDoubted.full).toBe(false)
  })
})

describe('every figure of a reservoir', () => {
  it.each(['level', 'inflow', 'release', 'spill'] as const)('keeps its freshness: %s', (one) => {
    const key = `${one}/a`
    const text = one === 'level' ? '100,00' : '100'
    const told = (given: Partial<Reading>) => first({ 'inflow/b': 1, [key]: given })[one]
    expect(first({})[one]).toMatchObject({ text: 'chưa có', look: 'lost', age: undefined })
    expect(told({})).toMatchObject({ text, look: 'plain', age: undefined })
    expect(told({ freshness: 'ageing', ageMs: 2 * HOUR })).toMatchObject({ look: 'plain' })
    expect(told(stale(100, 5.9))).toMatchObject({ text, look: 'old', age: 'cũ 5 giờ' })
    expect(told({ freshness: 'expired', ageMs: 30 * HOUR })).toMatchObject({
      ...{ text: '—', look: 'lost', age: undefined },
    })
    expect(told({ value: null, freshness: 'none' })).toMatchObject({ text: '—', look: 'lost' })
  })

  it('is grey without an age of its own when the server is lost', () => {
    const cut = { ...context, layer: 'offline', since: NOW - 240_000 } as const
    const one = view({ 'level/a': 380, 'inflow/a': 9, 'release/a': 4 }, {}, cut)
    expect(one.state).toMatchObject({ look: 'stale', strip: 'cũ 4 phút' })
    expect(one.rows[0]).toMatchObject({
      ...{ words: undefined, balance: undefined },
      level: { text: '380,00', look: 'old', age: undefined },
      release: { text: '4', look: 'old', age: undefined },
    })
  })

  it('leaves the age to the strip where all are equally old, and keeps it where they differ', () => {
    const same = view({ 'inflow/a': stale(9, 4), 'release/b': stale(4, 4) })
    expect(same.state.strip).toContain('cũ 4 giờ')
    expect(same.rows[0]?.inflow.age).toBeUndefined()
    const other = view({ 'inflow/a': stale(9, 4), 'release/b': stale(4, 7) })
    expect([other.rows[0]?.inflow.age, other.rows[1]?.release.age]).toEqual([
      'cũ 4 giờ',
      'cũ 7 giờ',
    ])
    const some = view({ 'inflow/a': stale(9, 4), 'release/b': 4 })
    expect(some.state).toMatchObject({ look: 'plain', age: '1/2 số đã cũ' })
    expect(some.rows[0]?.inflow.age).toBe('cũ 4 giờ')
  })
})

describe('what a reservoir does with its water', () => {
  it('is told in words: what it keeps, lets go, or passes on', () => {
    const of = (inflow: number, release: number) =>
      first({ 'inflow/a': inflow, 'release/a': release }).balance
    expect(of(4_400, 4_100)).toEqual({ words: 'đang tích', amount: '300\u00a0m³/s', trend: 'up' })
    expect(of(1_200, 1_354)).toEqual({ words: 'đang hạ', amount: '154\u00a0m³/s', trend: 'down' })
    expect(of(2_000.4, 2_000)).toEqual({ words: 'về bằng xả', amount: undefined, trend: undefined })
  })

  it.each<[string, Given]>([
    ['an old inflow', { 'inflow/a': stale(9, 4), 'release/a': 4 }],
    ['an old release', { 'inflow/a': 9, 'release/a': stale(4, 4) }],
    ['a lost release', { 'inflow/a': 9, 'release/a': { value: 4, freshness: 'expired' } }],
    ['no inflow', { 'release/a': 4 }],
    ['an inflow told to be unknown', { 'inflow/a': { value: null }, 'release/a': 4 }],
    ['a bad inflow', { 'inflow/a': { quality: 'bad' }, 'release/a': 4 }],
    ['only what is spilt', { 'inflow/a': 9, 'spill/a': 4 }],
    [
      'figures told hours apart',
      { 'inflow/a': 9, 'release/a': { value: 4, freshness: 'ageing', ageMs: 1.6 * HOUR } },
    ],
  ])('is not told of %s', (_, given) => {
    expect(first(given).balance).toBeUndefined()
  })

  it('is told of figures of one report, as about so much where one is uncertain', () => {
    const ageing = { value: 400, freshness: 'ageing', ageMs: 1.4 * HOUR } as const
    expect(first({ 'inflow/a': 900, 'release/a': ageing }).balance?.amount).toBe('500\u00a0m³/s')
    const uncertain = { value: 400, quality: 'uncertain' } as const
    expect(first({ 'inflow/a': 900, 'release/a': uncertain }).balance?.amount).toBe(
      'khoảng 500\u00a0m³/s',
    )
  })

  it('shows the spill as a part of the release only where it is one', () => {
    const of = (release: number | Partial<Reading>, spill: number | Partial<Reading>) =>
      first({ 'release/a': release, 'spill/a': spill }).spilledShare
    expect(of(1_000, 750)).toBe(0.75)
    expect(of(1_000, 0)).toBe(0)
    expect([
      of(1_000, 1_001),
      of(0, 0),
      of(stale(1_000, 4), 750),
      of(1_000, stale(750, 4)),
    ]).toEqual([undefined, undefined, undefined, undefined])
    expect(of(1_000, { value: 750, freshness: 'ageing', ageMs: 2 * HOUR })).toBeUndefined()
    const row = first({ 'spill/a': 750 })
    expect(row).toMatchObject({ release: { text: 'chưa có' }, spill: { text: '750' } })
    expect(row.spilledShare).toBeUndefined()
  })
})

describe('the reservoirs of a panel', () => {
  const idsOf = ({ rows }: ReservoirsView) => rows.map(({ id }) => id)

  it('are those of the site or those asked for, with all their figures', () => {
    expect(idsOf(view({}))).toEqual(['a', 'b', 'c'])
    expect(idsOf(view({}, { sensors: ['c', 'a'] }))).toEqual(['c', 'a'])
    const options = { order: 'as-listed', metrics, sensors: ['b'] } as const
    expect(reservoirsKeys(reservoirsPlan({ ...options, sensors: ['b'] }, context.screen))).toEqual([
      ...['level/b', 'inflow/b', 'release/b', 'spill/b'],
    ])
  })

  it('stand in the order that is asked for, those of which nothing is known last', () => {
    const given = { 'level/a': 350, 'level/b': 219, 'level/c': 999, 'release/a': 1, 'spill/c': 2 }
    expect(idsOf(view(given, { order: 'fullest-first' }))).toEqual(['b', 'a', 'c'])
    expect(idsOf(view(given, { order: 'largest-release-first' }))).toEqual(['c', 'a', 'b'])
  })

  it('are a table for whoever hears or reads it', () => {
    const one = view({ 'level/a': 380.12, 'inflow/a': 9, 'release/a': 4, 'spill/a': stale(3, 5) })
    const table = reservoirsTable(one, context)
    expect(table.columns).toEqual([
      ...['Hồ', 'Mực nước, m', 'So với MNDBT', 'Về hồ', 'Xả', 'qua tràn', 'Tích, hạ'],
    ])
    expect(table.rows[0]?.cells.map(({ text }) => text)).toEqual([
      ...['380,12', 'ĐẦY trên MNDBT 0,12\u00a0m', '9', '4', '3, cũ 5 giờ'],
      'đang tích 5\u00a0m³/s',
    ])
    expect(table.rows[2]?.cells.map(({ text }) => text)).toEqual([
      ...['chưa có', '—', 'chưa có', 'chưa có', 'chưa có', '—'],
    ])
  })

  it('have no figure at all before the first comes', () => {
    expect(view({}).state).toMatchObject({ freshness: 'none', look: 'none' })
  })
})

it('names the marks of a reservoir, ascending, those that are known', () => {
  const names = context.messages.panels.reservoirs.marks
  expect(
    storageMarks(sensors[0] && { storage: { ...MARKS, unconfirmed: ['floodLimit'] } }, names),
  ).toEqual([
    { name: 'Mực nước chết', value: 340, isConfirmed: true },
    { name: 'Mực nước cao nhất trước lũ', value: 376, isConfirmed: false },
    { name: 'Mực nước dâng bình thường', value: 380, isConfirmed: true },
  ])
  expect(storageMarks(sensors[3], names)).toEqual([])
})
