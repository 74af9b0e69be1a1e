import { describe, expect, it } from 'vitest'
import { buildAlarmRow } from '../../feed/build-alarm-row.ts'
import { buildContext, buildReading, buildUnits } from '../../panels/build-context.ts'
import { communeMapView, mapPlaces } from '../../panels/commune-map/commune-map-view.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import { communeCounts, countsState } from './commune-counts.ts'
import { floodMapView } from './flood-map-view.ts'

const feedback = buildMetric({ id: 'feedback.open', subjects: 'unit', classes: [1, 5] })
const context = buildContext({}, { metrics: [feedback], units: buildUnits('1', ['A', 'B', 'C']) })
const options = { metric: feedback.id, sensors: [] }
const places = mapPlaces(options, feedback, context.screen, 'vi')
const readings = new Map([['feedback.open/A', buildReading({ value: 7 })]])
const own = communeMapView(options, feedback, places, readings, context)
const rows = [
  buildAlarmRow('a', 1, { unit: 'A', severity: 'critical' }),
  buildAlarmRow('b', 1, { unit: 'A', severity: 'low' }),
  buildAlarmRow('c', 1, { unit: 'A', severity: 'high', state: 'suppressed' }),
  buildAlarmRow('d', 1, { unit: 'B', severity: 'high' }),
]
const counts = communeCounts(rows, context.screen, new Map(), 'vi', 'ngoài')

describe('the map of a flood', () => {
  it('has what is open in each commune, and no other number', () => {
    const state = countsState({ kind: 'current' }, context)
    const view = floodMapView(own, counts, state, context)
    expect(own.cells[0]?.text).toBe('7,00')
    expect(view.title).toBe('Cảnh báo đang mở theo xã')
    expect(view.cells.map(({ name, text }) => [name, text])).toEqual([
      ['A', '2'],
      ['B', '1'],
      ['C', '0'],
    ])
    // Not a figure of the feed, nor of its classes.
    expect(view.cells.some(({ series }) => series !== undefined)).toBe(false)
    expect(new Set(view.cells.map(({ shade }) => shade))).toEqual(new Set(['0']))
    expect(view.legend).toEqual([])
    expect(view.subtitle).not.toContain('m')
    expect(view.state).toMatchObject({ freshness: 'fresh', strip: undefined })
  })

  it('says of when the counts are where nobody knows of later', () => {
    const away = { ...context, layer: 'offline', since: context.now - 60_000 } as const
    const knowledge = { kind: 'unreachable', at: context.now - 60_000 } as const
    const view = floodMapView(own, counts, countsState(knowledge, away), away)
    expect(view.state.freshness).toBe('stale')
    expect(view.state.strip).toBeDefined()
  })
})
