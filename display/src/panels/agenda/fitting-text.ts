import { onMounted, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

export type TextSize = 'title' | 'body' | 'fine'

export interface FittingText {
  readonly size: TextSize
  readonly pageCount: number
  /** CSS px from one page to the next. */
  readonly pagePx: number
}

const SIZES: readonly TextSize[] = ['title', 'body', 'fine']

/**
 * The largest type size at which a text fits its box; at the smallest what still overflows stands on
 * further pages. The text is set in columns as wide as the box, so the browser breaks the pages, and
 * only it knows where lines end. The element must carry `data-size` and no other size of its own.
 */
export function useFittingText(
  element: Ref<HTMLElement | null>,
  text: () => unknown,
): ShallowRef<FittingText> {
  const fitting = shallowRef<FittingText>({ size: 'title', pageCount: 1, pagePx: 0 })
  const observer = new ResizeObserver(measure)

  function measure(): void {
    const box = element.value
    if (!box || box.clientWidth === 0) return
    const pagePx = box.clientWidth + (parseFloat(getComputedStyle(box).columnGap) || 0)
    for (const size of SIZES) {
      box.dataset['size'] = size
      // A pixel more or less is rounding, not another page.
      const pageCount = Math.max(1, Math.ceil((box.scrollWidth - 1) / pagePx))
      if (pageCount > 1 && size !== 'fine') continue
      fitting.value = { size, pageCount, pagePx }
      return
    }
  }

  onMounted(() => {
    if (element.value) observer.observe(element.value)
    // Widths are others once the letters have come.
    void document.fonts?.ready.then(measure)
  })
  watch(text, measure, { flush: 'post' })
  onScopeDispose(() => observer.disconnect())
  return fitting
}
