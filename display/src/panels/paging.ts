import { onScopeDispose, ref, type Ref } from 'vue'

const PAGE_MS = 10_000
const TOUCH_PAUSE_MS = 30_000
const KEY_TURNS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  PageDown: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
  PageUp: -1,
}

export interface Paging {
  /** Pages turned so far; may be below zero when keys turned back. */
  readonly turns: Readonly<Ref<number>>
  readonly pause: () => void
  /** Arrow and page keys turn a page, and the list rests. */
  readonly turnByKey: (event: KeyboardEvent) => void
}

/** Long lists page by themselves and rest when somebody touches them. */
export function usePaging(): Paging {
  const turns = ref(0)
  let pausedUntil = 0
  const timer = setInterval(() => {
    if (performance.now() >= pausedUntil) turns.value += 1
  }, PAGE_MS)
  onScopeDispose(() => clearInterval(timer))

  function pause(): void {
    pausedUntil = performance.now() + TOUCH_PAUSE_MS
  }

  function turnByKey(event: KeyboardEvent): void {
    const by = KEY_TURNS[event.key]
    if (by === undefined) return
    event.preventDefault()
    pause()
    turns.value += by
  }

  return { turns, pause, turnByKey }
}

export interface Page {
  readonly page: number
  readonly pageCount: number
  /** Position of the first item of the page. */
  readonly first: number
  readonly size: number
}

/** The page that is shown after so many turns; past either end they start again. */
export function pageAt(itemCount: number, itemsPerPage: number, turns: number): Page {
  const size = Math.max(1, Math.floor(itemsPerPage))
  const pageCount = Math.max(1, Math.ceil(itemCount / size))
  const page = ((turns % pageCount) + pageCount) % pageCount
  return { page, pageCount, first: page * size, size }
}
