import { onMounted, onScopeDispose, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface BoxSize {
  readonly width: number
  readonly height: number
  /** CSS px of 1rem, the wall's unit of length, at the time of measuring. */
  readonly rem: number
}

/** The inner size of an element in CSS px, kept up to date; undefined while it is not on the page. */
export function useBoxSize(element: Ref<HTMLElement | null>): ShallowRef<BoxSize | undefined> {
  const size = shallowRef<BoxSize>()
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return
    const { width, height } = entry.contentRect
    // Scenes that rotate out leave the page: their last real size stays good.
    if (width === 0 || height === 0) return
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
    size.value = { width, height, rem }
  })
  onMounted(() => {
    if (element.value) observer.observe(element.value)
  })
  onScopeDispose(() => observer.disconnect())
  return size
}
