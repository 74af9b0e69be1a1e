import type { Page } from 'playwright-core'
import { quantile } from './measure.ts'

/** What the page's main thread did between two marks, in ms. */
export interface TracedTick {
  /** Functions and microtasks, without the style and layout work within them. */
  readonly scriptMs: number
  readonly taskMs: number
}

const MARK = 'bench-tick'
const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink.user_timing',
  'toplevel',
  'v8',
]
const SCRIPT = new Set(['v8.callFunction', 'FunctionCall', 'RunMicrotasks', 'EvaluateScript'])
const RENDERING = new Set(['Layout', 'UpdateLayoutTree'])
const TASK = new Set(['RunTask', 'ThreadControllerImpl::RunTask'])
const MICROSECONDS = 1_000

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly ts: number
  readonly dur?: number
}

export async function markTick(page: Page): Promise<void> {
  await page.evaluate((name) => void performance.mark(name), MARK)
}

/** What the page did in each tick that `run` marked. */
export async function traceRound(page: Page, run: () => Promise<unknown>): Promise<TracedTick[]> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the page has no browser')
  await browser.startTracing(page, { categories: CATEGORIES })
  await run()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[]
  }
  return ticksOf(traceEvents)
}

/** Of each round its median tick. */
export function medianTicks(
  rounds: readonly (readonly TracedTick[])[],
  pick: (tick: TracedTick) => number,
): number[] {
  return rounds.map((ticks) => quantile(ticks.map(pick), 0.5))
}

function ticksOf(all: readonly TraceEvent[]): TracedTick[] {
  const marks = all.filter(({ name }) => name === MARK).toSorted((a, b) => a.ts - b.ts)
  const [first] = marks
  const events = all
    .filter(({ pid, tid, dur }) => pid === first?.pid && tid === first.tid && dur !== undefined)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  return marks.slice(0, -1).map(({ ts }, index) => {
    const end = marks[index + 1]?.ts ?? Infinity
    const within = events.filter((event) => event.ts >= ts && event.ts < end)
    const script = outermost(within, SCRIPT)
    const rendering = outermost(within, RENDERING).filter((one) =>
      script.some((outer) => contains(outer, one)),
    )
    return {
      scriptMs: (lengthOf(script) - lengthOf(rendering)) / MICROSECONDS,
      taskMs: lengthOf(outermost(within, TASK)) / MICROSECONDS,
    }
  })
}

/** Of the events of these names those that lie in no other of them; the events come by start. */
function outermost(events: readonly TraceEvent[], names: ReadonlySet<string>): TraceEvent[] {
  const found: TraceEvent[] = []
  for (const event of events) {
    if (!names.has(event.name)) continue
    const last = found.at(-1)
    if (!last || !contains(last, event)) found.push(event)
  }
  return found
}

function contains(outer: TraceEvent, inner: TraceEvent): boolean {
  return inner.ts >= outer.ts && inner.ts < outer.ts + (outer.dur ?? 0)
}

function lengthOf(events: readonly TraceEvent[]): number {
  return events.reduce((sum, { dur }) => sum + (dur ?? 0), 0)
}
