import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildMetric } from '../../stores/build-screen.ts'
import { buildContext, buildReading, buildUnits } from '../build-context.ts'
import { placeLabels } from './radar-labels.ts'
import { radarShape } from './radar-shape.ts'
import { radarKeys, radarMetrics, radarTable, radarView } from './radar-view.ts'

const IDS = ['a', 'b', 'c', 'd', 'e']
const metrics = IDS.map((id) => buildMetric({ id, subjects: 'unit', decimals: 1 }))
const context = buildContext({}, { metrics, units: buildUnits('1', ['A', 'B']) })
const axes = IDS.map((metric) => ({ metric, full: 20 }))
const size = { width: 500, height: 400, rem: 10 }

function view(units: string[], values: readonly (number | undefined)[]) {
  const options = { axes, units }
  const readings = new Map(
    radarKeys(options, context.screen).flatMap((key, index) => {
      const value = values[index % values.length]
      return value === undefined ? [] : [[key, buildReading({ value })] as const]
    }),
  )
  return radarView(options, radarMetrics(options, context.screen), readings, context)
}

describe('a radar', () => {
  it('measures every axis from zero to its full score', () => {
    const { units } = view(['root'], [0, 5, 10, 20, 25])
    expect(units[0]?.values.map(({ share }) => share)).toEqual([0, 0.25, 0.5, 1, 1])
    expect(units[0]?.values[4]?.text).toBe('25,0')
  })

  it('leaves a gap where a value is missing: neither a side nor a point, and no area', () => {
    const shape = radarShape(view(['root'], [10, undefined, 10, 10, 10]), size)
    expect(shape.units[0]?.sides.match(/M/g)).toHaveLength(3)
    expect(shape.units[0]?.dots).toHaveLength(4)
    expect(shape.units[0]?.area).toBe('')
    const whole = radarShape(view(['root'], [10]), size)
    expect(whole.units[0]?.sides.match(/M/g)).toHaveLength(5)
    expect(whole.units[0]?.area).not.toBe('')
  })

  it('writes its values at the axes for one unit, in the table for several', () => {
    const series = (units: string[]) =>
      radarTable(view(units, [10]), context).rows.map(({ cells }) => cells.map((one) => one.series))
    expect(series(['root'])[0]).toEqual([undefined])
    expect(series(['A', 'B'])[0]).toEqual(['a/A', 'a/B'])
  })

  it('keeps its labels inside its box', () => {
    const { labels } = radarShape(view(['root'], [10]), size)
    for (const { x, y } of labels) {
      expect(x).toBeGreaterThan(0)
      expect(x).toBeLessThan(50)
      expect(y).toBeGreaterThan(0)
      expect(y).toBeLessThan(40)
    }
  })

  const radiusIn = (width: number, height: number): number => {
    const names = [
      'Công khai, minh bạch',
      'Tiến độ, kết quả',
      'Dịch vụ công',
      'Thanh toán',
      'Hài lòng',
    ]
    const drawn = view(['A', 'B'], [10])
    const named = drawn.axes.map((axis, index) => ({ ...axis, name: names[index] ?? '' }))
    return placeLabels({ ...drawn, axes: named }, width, height).radius
  }

  it('uses the height of a tall box: labels over its slopes leave it the width', () => {
    expect(radiusIn(51, 60)).toBeGreaterThan(18)
    expect(radiusIn(51, 60)).toBeGreaterThan(1.3 * radiusIn(51, 36))
  })

  it('writes no label over another or outside of its box, whatever the box', () => {
    const size = fc.integer({ min: 40, max: 120 })
    fc.assert(
      fc.property(size, size, (width, height) => {
        const { boxes, centreY } = placeLabels(view(['root'], [10]), width, height)
        for (const [index, box] of boxes.entries()) {
          expect(width / 2 + box.left).toBeGreaterThanOrEqual(0)
          expect(box.left + box.width).toBeLessThanOrEqual(width / 2)
          expect(centreY + box.top).toBeGreaterThanOrEqual(-0.001)
          expect(centreY + box.top + box.height).toBeLessThanOrEqual(height + 0.001)
          for (const other of boxes.slice(index + 1)) {
            const isApart =
              box.left + box.width <= other.left ||
              other.left + other.width <= box.left ||
              box.top + box.height <= other.top ||
              other.top + other.height <= box.top
            expect(isApart).toBe(true)
          }
        }
      }),
    )
  })
})
