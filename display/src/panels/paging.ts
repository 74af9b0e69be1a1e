import { onScopeDispose, ref, type Ref } from 'vue'

const PAGE_MS = 10_000
const TOUCH_PAUSE_MS = 30_000

export interface Paging {
  readonly turns: Readonly<Ref<number>>
  readonly pause: () => void
  /** Somebody turns a page: the list rests there. */
  readonly turn: () => void
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

  function turn(): void {
    pause()
    turns.value += 1
  }

  return { turns, pause, turn }
}

export interface Page {
  readonly page: number
  readonly pageCount: number
  /** Position of the first item of the page. */
  readonly first: number
  readonly size: number
}

/** The page that is shown after so many turns; past the end they start again. */
export function pageAt(itemCount: number, itemsPerPage: number, turns: number): Page {
  const size = Math.max(1, Math.floor(itemsPerPage))
  const pageCount = Math.max(1, Math.ceil(itemCount / size))
  const page = turns % pageCount
  return { page, pageCount, first: page * size, size }
}
