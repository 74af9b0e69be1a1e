import { describe, expect, it } from 'vitest'
import type { PaintedMessage } from '../../../protocol/socket-events.ts'
import { FakePage } from './fake-page.ts'
import { PaintedReporter } from './painted.ts'

function start(): { page: FakePage; sent: PaintedMessage[]; reporter: PaintedReporter } {
  const page = new FakePage()
  const sent: PaintedMessage[] = []
  const reporter = new PaintedReporter({
    ...page,
    send: (message) => sent.push(message),
    sound: () => undefined,
    onPainted: () => undefined,
  })
  return { page, sent, reporter }
}

const ticks = (sent: readonly PaintedMessage[]): unknown[] => sent.map((one) => one.ticks)

describe('painted', () => {
  it('confirms the newest tick of each channel in one message per picture', () => {
    const { page, sent, reporter } = start()
    reporter.note('rivers', 1)
    reporter.note('rivers', 2)
    reporter.note('rain', 7)
    reporter.spent(1.5)
    reporter.spent(0.5)
    expect(sent).toEqual([])
    page.paint()
    expect(sent).toEqual([
      { ticks: { rivers: 2, rain: 7 }, frameMs: 2, hidden: false, paintedAt: page.wallNow() },
    ])
    page.paint()
    expect(sent).toHaveLength(1)
  })

  it('leaves what came after the picture was rendered to the next picture', () => {
    const { page, sent, reporter } = start()
    reporter.note('rivers', 1)
    page.paint(() => reporter.note('rivers', 2))
    expect(ticks(sent)).toEqual([{ rivers: 1 }])
    page.paint()
    expect(ticks(sent)).toEqual([{ rivers: 1 }, { rivers: 2 }])
  })

  it('confirms nothing while no picture is made', () => {
    const { page, sent, reporter } = start()
    reporter.note('rivers', 1)
    page.pass(60_000)
    expect(sent).toEqual([])
  })

  it('says at once that the page is hidden, with all that was applied', () => {
    const { page, sent, reporter } = start()
    reporter.note('rivers', 1)
    page.paint(() => {
      reporter.note('rain', 7)
      page.isHiddenNow = true
      reporter.visibilityChanged()
    })
    expect(sent.map(({ ticks: seen, hidden }) => ({ seen, hidden }))).toEqual([
      { seen: { rivers: 1, rain: 7 }, hidden: true },
    ])
    page.paint()
    expect(sent).toHaveLength(1)
  })

  it('confirms what a hidden page applied without a picture, and says when it is back', () => {
    const { page, sent, reporter } = start()
    page.isHiddenNow = true
    reporter.note('alarms', 3)
    reporter.note('alarms', 4)
    page.turn()
    expect(sent.map(({ ticks: seen, hidden }) => ({ seen, hidden }))).toEqual([
      { seen: { alarms: 4 }, hidden: true },
    ])
    page.isHiddenNow = false
    reporter.visibilityChanged()
    expect(sent.at(-1)).toMatchObject({ ticks: {}, hidden: false })
  })

  it('never confirms ticks of a connection that is gone', () => {
    const { page, sent, reporter } = start()
    reporter.note('rivers', 900)
    reporter.clear()
    page.paint()
    reporter.note('rain', 1)
    page.paint()
    expect(ticks(sent)).toEqual([{ rain: 1 }])
  })
})
