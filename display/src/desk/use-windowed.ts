import { onMounted, onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** What of a long list is near enough to be seen, in px from its top. */
export interface SeenStretch {
  readonly from: number
  readonly to: number
}

/** Drawn beyond what is seen, so that a turn of the wheel finds rows there. */
const AHEAD_PX = 400
/** The stretch moves in steps: not every pixel that is scrolled draws the list again. */
const STEP_PX = 200

/**
 * The stretch of `list` that is seen, whatever scrolls it: its own column or the whole page.
 * Rows are of one height, so nothing needs to be measured but where the list is.
 */
export function useWindowed(
  list: Readonly<ShallowRef<HTMLElement | null>>,
  column: Readonly<ShallowRef<HTMLElement | null>>,
): { readonly seen: Readonly<ShallowRef<SeenStretch>>; readonly look: () => void } {
  const seen = shallowRef<SeenStretch>({ from: 0, to: STEP_PX * 8 })
  let frame = 0

  function look(): void {
    cancelAnimationFrame(frame)
    frame = 0
    if (!list.value || !column.value) return
    const { top } = list.value.getBoundingClientRect()
    const clip = column.value.getBoundingClientRect()
    const next = stretchOf(Math.max(0, clip.top) - top, Math.min(innerHeight, clip.bottom) - top)
    if (next.from !== seen.value.from || next.to !== seen.value.to) seen.value = next
  }

  function soon(): void {
    if (frame === 0) frame = requestAnimationFrame(look)
  }

  /** A list that was hidden, and a column that became longer, are looked at anew. */
  const resized = new ResizeObserver(soon)
  onMounted(() => {
    look()
    if (list.value) resized.observe(list.value)
    if (column.value) resized.observe(column.value)
    // Scrolling does not bubble: whatever scrolls is heard on the way down.
    addEventListener('scroll', soon, { capture: true, passive: true })
    addEventListener('resize', soon)
  })
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
    resized.disconnect()
    removeEventListener('scroll', soon, { capture: true })
    removeEventListener('resize', soon)
  })
  return { seen, look }
}

/** The stretch to draw for one that is seen, widened to whole steps. */
export function stretchOf(top: number, bottom: number): SeenStretch {
  const from = Math.max(0, Math.floor((top - AHEAD_PX) / STEP_PX) * STEP_PX)
  const to = Math.max(from + STEP_PX, Math.ceil((bottom + AHEAD_PX) / STEP_PX) * STEP_PX)
  return { from, to }
}

/** First and last row, the last not included, of `count` rows that begin at `top`. */
export function rowsIn(
  { from, to }: SeenStretch,
  { top, count, rowPx }: { readonly top: number; readonly count: number; readonly rowPx: number },
): readonly [number, number] {
  const first = Math.max(0, Math.floor((from - top) / rowPx))
  const last = Math.min(count, Math.ceil((to - top) / rowPx))
  return first < last ? [first, last] : [0, 0]
}
