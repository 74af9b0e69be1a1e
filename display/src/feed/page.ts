import { nextTick } from 'vue'

type CallOff = () => void

/** What the feed needs of the page it runs in: clocks, timers, pictures, visibility. */
export interface Page {
  /** ms since any start; never jumps. */
  readonly monotonicNow: () => number
  /** The kiosk's own clock, ms since 1970; may be wrong and may jump. */
  readonly wallNow: () => number
  readonly every: (intervalMs: number, task: () => void) => CallOff
  readonly after: (delayMs: number, task: () => void) => CallOff
  /** Runs `task` in the next turn; not by a timer, which a hidden page has once a minute. */
  readonly soon: (task: () => void) => CallOff
  /** See `PaintedPorts.afterPaint`. */
  readonly afterPaint: (rendered: () => void, shown: () => void) => CallOff
  /** Runs once Vue has brought the document up to what was applied. */
  readonly afterRender: (task: () => void) => void
  readonly isHidden: () => boolean
  readonly onVisibility: (task: () => void) => CallOff
  readonly onLeave: (task: () => void) => CallOff
  readonly heapMb: () => number | undefined
}

function after(delayMs: number, task: () => void): CallOff {
  const timer = setTimeout(task, delayMs)
  return () => clearTimeout(timer)
}

function soon(task: () => void): CallOff {
  const { port1, port2 } = new MessageChannel()
  const close = (): void => port1.close()
  port1.onmessage = () => {
    close()
    task()
  }
  port2.postMessage(undefined)
  return close
}

function afterPaint(rendered: () => void, shown: () => void): CallOff {
  let isOff = false
  let frame = 0
  let callOff: CallOff | undefined
  void nextTick(() => {
    if (isOff) return
    frame = requestAnimationFrame(() => {
      rendered()
      // The next task runs when this picture has left the page.
      callOff = after(0, shown)
    })
  })
  return () => {
    isOff = true
    cancelAnimationFrame(frame)
    callOff?.()
  }
}

function listen(target: EventTarget, event: string, task: () => void): CallOff {
  target.addEventListener(event, task)
  return () => target.removeEventListener(event, task)
}

interface ChromiumMemory {
  readonly memory?: { readonly usedJSHeapSize: number }
}

const HEAP_EVERY_MS = 10_000
let heap: { readonly mb: number | undefined; readonly readAt: number } | undefined

/** Asking takes half a millisecond, and Chromium itself answers anew only every so many seconds. */
function heapMb(): number | undefined {
  const now = performance.now()
  if (heap === undefined || now - heap.readAt >= HEAP_EVERY_MS) {
    const { memory } = performance as ChromiumMemory
    heap = { mb: memory && Math.round(memory.usedJSHeapSize / 104_857.6) / 10, readAt: now }
  }
  return heap.mb
}

export const browserPage: Page = {
  monotonicNow: () => performance.now(),
  wallNow: () => Date.now(),
  every(intervalMs, task) {
    const timer = setInterval(task, intervalMs)
    return () => clearInterval(timer)
  },
  after,
  soon,
  afterPaint,
  afterRender: (task) => void nextTick(task),
  isHidden: () => document.visibilityState === 'hidden',
  onVisibility: (task) => listen(document, 'visibilitychange', task),
  onLeave: (task) => listen(window, 'pagehide', task),
  heapMb,
}
