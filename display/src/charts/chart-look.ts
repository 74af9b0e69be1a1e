import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** The colours and the face that a canvas cannot read from CSS by itself. */
export interface ChartLook {
  readonly text1: string
  readonly text2: string
  readonly text3: string
  readonly line: string
  readonly line2: string
  readonly panel: string
  readonly ground: string
  readonly water1: string
  readonly water2: string
  readonly water3: string
  readonly font: string
}

export function readLook(root: HTMLElement): ChartLook {
  const style = getComputedStyle(root)
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    text1: token('text-1'),
    text2: token('text-2'),
    text3: token('text-3'),
    line: token('line'),
    line2: token('line-2'),
    panel: token('panel'),
    ground: token('ground'),
    water1: token('water-1'),
    water2: token('water-2'),
    water3: token('water-3'),
    font: token('font'),
  }
}

/** The look of the page's theme, read anew when the theme changes and once its fonts are here. */
export function useChartLook(root = document.documentElement): ShallowRef<ChartLook> {
  const look = shallowRef(readLook(root))
  let isOver = false
  const read = (): void => {
    if (!isOver) look.value = readLook(root)
  }
  const observer = new MutationObserver(read)
  observer.observe(root, { attributeFilter: ['data-theme'] })
  // Text drawn before its font came keeps the measures of another one.
  void document.fonts?.ready.then(read)
  onScopeDispose(() => {
    isOver = true
    observer.disconnect()
  })
  return look
}
