import { describe, expect, it } from 'vitest'
import type { HistoryAnswer } from './fetch-history.ts'
import { HistoryBook } from './history-book.ts'
import { gaugeEvery } from './gauge-metric.ts'
import { windowFor, type HistoryWindow } from './history-window.ts'

const HOUR_MS = 3_600_000
const NOW = 100 * HOUR_MS
const windowOf = (series: string, hours = 24): HistoryWindow =>
  windowFor(series, hours * HOUR_MS, gaugeEvery(300_000))

const answerOf = (...values: number[]): HistoryAnswer => ({
  ok: true,
  breaks: [],
  points: values.map((value, index) => {
    return { at: NOW - (values.length - index) * 600_000, value, min: value, max: value }
  }),
})
const REFUSED: HistoryAnswer = { ok: false, reason: 'unreachable' }

function start() {
  const asked: { window: HistoryWindow; answer: (answer: HistoryAnswer) => Promise<void> }[] = []
  const timers = new Set<{ readonly delayMs: number; readonly task: () => void }>()
  const clock = { now: NOW }
  const book = new HistoryBook({
    siteNow: () => clock.now,
    load: (window) =>
      new Promise((resolve) => {
        const answer = async (given: HistoryAnswer): Promise<void> => {
          resolve(given)
          await new Promise((done) => setTimeout(done))
        }
        asked.push({ window, answer })
      }),
    after(delayMs, task) {
      const timer = { delayMs, task }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  })
  const fire = (): void => {
    for (const timer of [...timers]) {
      timers.delete(timer)
      timer.task()
    }
  }
  return { asked, book, clock, fire, timers }
}

const valuesOf = (hold: ReturnType<HistoryBook['acquire']>) =>
  hold.view.value.points.map(({ value }) => value)

describe('the windows of history', () => {
  it('are asked for once for all who draw them, and dropped with the last', async () => {
    const { asked, book, timers } = start()
    const [a, b] = [book.acquire(windowOf('m/a')), book.acquire(windowOf('m/a'))]
    expect(asked).toHaveLength(1)
    expect(a.view.value.state).toBe('loading')
    await asked[0]?.answer(answerOf(1, 2))
    expect(b.view.value.state).toBe('ready')
    expect(valuesOf(b)).toEqual([1, 2])
    book.release(a)
    book.record('m/a', NOW, 3)
    expect(valuesOf(b)).toEqual([1, 2, 3])
    book.release(b)
    expect([book.size, timers.size]).toEqual([0, 0])
  })

  it('wait their turn: not all of a wall at once', async () => {
    const { asked, book } = start()
    for (let one = 0; one < 10; one++) book.acquire(windowOf(`m/${one}`))
    expect(asked).toHaveLength(3)
    await asked[0]?.answer(answerOf(1))
    expect(asked).toHaveLength(4)
  })

  it('show what comes live while there is no history, and try again ever later', async () => {
    const { asked, book, fire, timers } = start()
    const hold = book.acquire(windowOf('m/a'))
    book.record('m/a', NOW - 1_000, 5)
    const delays: number[] = []
    for (let turn = 0; turn < 9; turn++) {
      await asked.at(-1)?.answer(REFUSED)
      expect(hold.view.value.state).toBe('failed')
      delays.push(...[...timers].map(({ delayMs }) => delayMs))
      fire()
    }
    expect(delays.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000])
    expect(Math.max(...delays)).toBe(120_000)
    await asked.at(-1)?.answer(answerOf(1))
    expect(hold.view.value.state).toBe('ready')
    expect(valuesOf(hold)).toEqual([1, 5])
  })

  it('stay as they are when loading again fails, and load again every ten minutes', async () => {
    const { asked, book, fire, timers } = start()
    const hold = book.acquire(windowOf('m/a'))
    await asked[0]?.answer(answerOf(1, 2))
    expect([...timers].map(({ delayMs }) => delayMs)).toEqual([600_000])
    fire()
    await asked[1]?.answer(REFUSED)
    expect(hold.view.value.state).toBe('ready')
    expect(valuesOf(hold)).toEqual([1, 2])
  })

  it('forget everything with the epoch, and take no answer to an earlier question', async () => {
    const { asked, book } = start()
    const hold = book.acquire(windowOf('m/a'))
    book.record('m/a', NOW - 1_000, 5)
    book.reset()
    expect(hold.view.value).toEqual({ state: 'loading', points: [], breaks: [] })
    await asked[0]?.answer(answerOf(9, 9))
    expect(valuesOf(hold)).toEqual([])
    await asked[1]?.answer(answerOf(1))
    expect(valuesOf(hold)).toEqual([1])
  })

  it('are asked for once the clock is known', () => {
    const { asked, book, clock } = start()
    clock.now = 0
    book.acquire(windowOf('m/a'))
    expect(asked).toHaveLength(0)
    clock.now = NOW
    book.reload()
    expect(asked).toHaveLength(1)
  })
})

describe('the step of a window', () => {
  it.each([
    [24, undefined],
    [72, 600_000],
    [720, 7_200_000],
    [8_784, 86_400_000],
  ])('brings some 600 points at most for %i hours', (hours, stepMs) => {
    expect(windowOf('m/a', hours).stepMs).toBe(stepMs)
  })

  it('asks in steps for what units report, however few: only steps reach back before a unit or a total began', () => {
    const daily = { ...gaugeEvery(24 * HOUR_MS), subjects: 'unit' as const }
    expect(windowFor('m/a', 7 * 24 * HOUR_MS, daily).stepMs).toBe(1_800_000)
    expect(windowFor('m/a', 7 * 24 * HOUR_MS, gaugeEvery(24 * HOUR_MS)).stepMs).toBeUndefined()
  })
})
