import { describe, expect, it } from 'vitest'
import { buildContext, NOW } from '../../panels/build-context.ts'
import type { FeedLayer } from '../../stores/feed-state.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import { alarmBands, bandsOf, lostBands, type AlarmPath, type BandFacts } from '../bands.ts'
import { feedChain } from './feed-chain.ts'
import { sceneAt } from './scene-rotation.ts'

const text = (words: string): { vi: string; en: string } => ({ vi: words, en: words })
const nothing = {
  lastProofAt: undefined,
  fromCache: false,
  historyMissing: undefined,
  alarmsMissing: undefined,
}
const officer = { id: 'hanh', name: 'Hạnh', at: NOW }
const watched: AlarmPath = { pathState: 'proven', canaryAt: NOW, watch: { officer } }
const unwatched: AlarmPath = { pathState: 'silent', canaryAt: NOW - 40_000, watch: { officer } }
const MINUTE = 60_000
const lines = (
  context: PanelContext,
  facts: BandFacts,
  alarms: AlarmPath = watched,
): readonly string[] =>
  bandsOf(context, facts, alarms).map((band) => `${band.kind}: ${band.strong} · ${band.text}`)

describe('the bands', () => {
  it('are none on a live wall, nor for a late source or a clock that is off', () => {
    for (const layer of ['live', 'source-late', 'clock-off'] as const) {
      expect(lines(buildContext({ layer, since: NOW }), nothing)).toEqual([])
    }
  })

  it('say what failed and since when', () => {
    const at = (layer: FeedLayer) => buildContext({ layer, since: NOW - 11 * MINUTE })
    expect(lines(at('ingest-down'), nothing)).toEqual([
      'ingest-down: NGỪNG NHẬN SỐ LIỆU · từ 09:31:18 · số dừng ở đó',
    ])
    expect(lines(at('store-down'), nothing)).toEqual([
      'store-down: KHÔNG GHI ĐƯỢC · từ 09:31:18 · số dừng ở đó',
    ])
    expect(lines(at('offline'), { ...nothing, lastProofAt: NOW - 11 * MINUTE - 2_000 })).toEqual([
      'offline: MẤT MÁY CHỦ · từ 09:31:18 · số lúc 09:31:16',
    ])
  })

  it('say of when saved figures are after a reload with no server in reach', () => {
    const context = buildContext({ layer: 'offline', since: NOW })
    expect(
      lines(context, { ...nothing, fromCache: true, lastProofAt: NOW - 190 * MINUTE }),
    ).toEqual([
      'offline: SỐ ĐÃ LƯU · chưa gặp lại máy chủ · mọi số là của 06:32:18, cũ 3 giờ 10 phút',
    ])
  })

  it('keep the simulated one on top, whatever fails', () => {
    const scenario = { title: text('lũ 26/10') }
    const context = buildContext({ layer: 'offline', since: NOW }, { scenario })
    expect(lines(context, nothing)[0]).toBe('simulated: DỮ LIỆU MÔ PHỎNG · lũ 26/10')
    expect(lines(context, nothing)).toHaveLength(2)
  })

  it('say on a page of alarms alone that the server is gone, and of when they are', () => {
    const { messages, screen } = buildContext()
    const { timeZone } = screen.site
    const place = { now: NOW, timeZone, hasAlarmRules: true }
    const [lostAt, storeLostAt] = [NOW - 11 * MINUTE, NOW - 12 * MINUTE]
    const none = { lostAt: undefined, storeLostAt: undefined }
    expect(lostBands(none, messages, place)).toEqual([])
    const offline = { kind: 'offline', strong: 'MẤT MÁY CHỦ', text: 'từ 09:31:18' }
    expect(lostBands({ ...none, lostAt }, messages, place)).toEqual([offline])
    // Behind a server that is gone nothing can be known of its store.
    expect(lostBands({ lostAt, storeLostAt }, messages, place)).toEqual([offline])
    const text = 'từ 09:30:18 · số dừng ở đó'
    expect(lostBands({ ...none, storeLostAt }, messages, place)).toEqual([
      { kind: 'store-down', strong: 'KHÔNG GHI ĐƯỢC', text },
    ])
  })

  it('say that nobody is on watch, where alarms can be raised and it is known', () => {
    const rule = { id: 'r', name: text('r'), limits: [], call: [], maxShelfMs: 1 }
    const armed = buildContext({}, { alarmRules: [rule] })
    const words = 'nobody-on-watch: CHƯA CÓ TRỰC BAN · chưa ai nhận ca trực cảnh báo'
    expect(lines(armed, nothing, { ...watched, watch: {} })).toEqual([words])
    expect(lines(armed, nothing, watched)).toEqual([])
    expect(lines(armed, nothing, { ...watched, watch: undefined })).toEqual([])
    expect(lines(buildContext(), nothing, { ...watched, watch: {} })).toEqual([])
    expect(lines(armed, nothing, { ...unwatched, watch: {} })).toHaveLength(1)
  })

  it('say that nobody watches for alarms beside whatever else failed, and on a wall where nothing did', () => {
    const words = 'alarms-unwatched: CẢNH BÁO KHÔNG ĐƯỢC GIÁM SÁT · từ 09:41:38'
    expect(lines(buildContext(), nothing, unwatched)).toEqual([words])
    for (const layer of ['offline', 'store-down', 'ingest-down'] as const) {
      const context = buildContext({ layer, since: NOW - MINUTE })
      expect(lines(context, nothing, unwatched)).toEqual([words, ...lines(context, nothing)])
    }
  })

  it('say so in words of the day before, in English, and where nobody knows since when', () => {
    const yesterday = { ...unwatched, canaryAt: NOW - 24 * 60 * MINUTE }
    expect(lines(buildContext({ locale: 'en' }), nothing, yesterday)).toEqual([
      'alarms-unwatched: ALARMS ARE NOT BEING WATCHED · since 09:42 14/10',
    ])
    const [band] = alarmBands(unwatched, buildContext().messages, undefined)
    expect(band?.text).toBe('chưa rõ từ lúc nào')
  })

  it('say that alarms may be missing apart from figures', () => {
    const span = { from: NOW - 90 * MINUTE, to: NOW - MINUTE }
    expect(lines(buildContext(), { ...nothing, alarmsMissing: span })).toEqual([
      'alarms-missing: CÓ THỂ THIẾU CẢNH BÁO · từ 08:12 đến 09:41',
    ])
  })

  it('say what history may be missing, and that a site is not in force', () => {
    const context = buildContext()
    const site = { ...context.screen.site, inForce: false }
    expect(
      lines(
        { ...context, screen: { ...context.screen, site } },
        { ...nothing, historyMissing: { from: NOW - 90 * MINUTE, to: NOW - MINUTE } },
      ),
    ).toEqual([
      'history-missing: CÓ THỂ THIẾU SỐ LIỆU · từ 08:12 đến 09:41',
      'not-in-force: ĐỊA BÀN KHÔNG CÒN HIỆU LỰC · vào ngày 27/10/2025',
    ])
  })
})

describe('the way of the data', () => {
  const draw = (layer: FeedLayer, late = 0): string =>
    feedChain(layer, late)
      .map(({ state }) => ({ whole: '●', broken: '◇', unknown: '○' })[state])
      .join('')

  it.each([
    ['live', '●●●●●'],
    ['ingest-down', '●◇○○○'],
    ['store-down', '●●◇○○'],
    ['offline', '●●●◇○'],
    ['clock-off', '●●●●◇'],
  ] as const)('is broken where %s says so', (layer, drawn) => {
    expect(draw(layer)).toBe(drawn)
  })

  it('marks late sources, also beside another failure, and nothing behind them', () => {
    expect(draw('source-late', 3)).toBe('◇●●●●')
    expect(draw('clock-off', 3)).toBe('◇●●●◇')
    expect(draw('offline', 3)).toBe('●●●◇○')
  })
})

describe('the scene shown', () => {
  const scenes = ['a', 'b', 'c'].map((id) => ({ id, title: text(id), panels: [] }))

  it('turns through all of them', () => {
    expect([0, 1, 2, 3].map((turns) => sceneAt(scenes, undefined, turns)?.scene.id)).toEqual([
      ...['a', 'b', 'c', 'a'],
    ])
    expect(sceneAt(scenes, undefined, 1)).toMatchObject({ number: 2, count: 3 })
  })

  it('stays when it is named, and turns when the name is unknown', () => {
    expect(sceneAt(scenes, 'c', 1)?.scene.id).toBe('c')
    expect(sceneAt(scenes, 'gone', 1)?.scene.id).toBe('b')
    expect(sceneAt([], 'c', 1)).toBeUndefined()
  })
})
