import type { Page } from 'playwright-core'

/**
 * What does not fit on a wall, in words: a page that scrolls, a panel off the screen, text that is
 * cut by its panel or ends in dots, smaller than the least size of a wall (1.8rem), or written over
 * other text, and numbers of tiles beside each other that do not stand on one line.
 */
export function misfitsOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(findMisfits)
}

/** Runs in the page; must not refer to anything outside itself. */
function findMisfits(): string[] {
  const LEAST_REM = 1.8
  const OVERLAP_PX = 2
  const BASELINE_PX = 1
  const found = new Set<string>()
  const { scrollWidth, scrollHeight } = document.documentElement
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.add('the page scrolls')

  const isDrawn = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.closest('.visually-hidden, defs, [hidden]') === null

  /** What of an element's surroundings lets it be seen, up to its panel; `cuts` = text ends in an ellipsis there. */
  const windowOf = (element: Element, panel: Element): { seen: DOMRect; cuts: boolean } => {
    let { left, top, right, bottom } = panel.getBoundingClientRect()
    let cuts = false
    for (let one: Element | null = element; one && one !== panel; one = one.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one)
      if (textOverflow === 'ellipsis') cuts = true
      const box = one.getBoundingClientRect()
      if (overflowX !== 'visible') {
        left = Math.max(left, box.left)
        right = Math.min(right, box.right)
      }
      if (overflowY !== 'visible') {
        top = Math.max(top, box.top)
        bottom = Math.min(bottom, box.bottom)
      }
    }
    return { seen: new DOMRect(left, top, right - left, bottom - top), cuts }
  }

  /** Words that end in dots: as bad as words that are cut. */
  const shortenedIn = (panel: Element): void => {
    for (const one of panel.querySelectorAll('*')) {
      const { textOverflow, overflowX, webkitLineClamp } = getComputedStyle(one)
      const isCut =
        (textOverflow === 'ellipsis' &&
          overflowX !== 'visible' &&
          one.scrollWidth > one.clientWidth + 1) ||
        (webkitLineClamp !== 'none' && one.scrollHeight > one.clientHeight + 2)
      if (isCut && isDrawn(one)) {
        found.add(
          `shortened in "${panel.querySelector('h2')?.textContent}": ${one.textContent.trim()}`,
        )
      }
    }
  }

  /** Where letters of an element stand, whatever their size. */
  const baselineOf = (element: Element): number => {
    const probe = document.createElement('i')
    probe.style.cssText = 'display:inline-block;width:0;height:0'
    element.append(probe)
    const { bottom } = probe.getBoundingClientRect()
    probe.remove()
    return bottom
  }

  const figureLines = (): void => {
    const lines = new Map<string, number>()
    for (const panel of document.querySelectorAll('[data-panel="figure"]')) {
      const number = panel.querySelector('.figure-number')
      if (!number || !isDrawn(number)) continue
      const { top, bottom } = panel.getBoundingClientRect()
      const row = `${Math.round(top)} ${Math.round(bottom)}`
      const line = baselineOf(number)
      const first = lines.get(row) ?? line
      lines.set(row, first)
      if (Math.abs(first - line) > BASELINE_PX) {
        found.add(`not on its neighbours' line: ${panel.querySelector('h2')?.textContent}`)
      }
    }
  }

  interface Written {
    readonly node: Node
    readonly words: string
    readonly box: DOMRect
  }

  const textsOf = (panel: Element): Written[] => {
    const written: Written[] = []
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const words = node.textContent?.trim() ?? ''
      const parent = node.parentElement
      if (words === '' || !parent || !isDrawn(parent)) continue
      range.selectNodeContents(node)
      const { seen, cuts } = windowOf(parent, panel)
      for (const box of range.getClientRects()) {
        const isOut =
          box.left >= seen.right ||
          box.right <= seen.left ||
          box.top >= seen.bottom ||
          box.bottom <= seen.top
        // A line that wraps out of its window is not shown at all.
        if (box.width === 0 || isOut) continue
        const right = cuts ? Math.min(box.right, seen.right) : box.right
        // The line box of a large figure is higher than its digits: only its middle must be seen.
        const rest = box.height * 0.25
        const isCut =
          box.left < seen.left - 1 ||
          right > seen.right + 1 ||
          box.top + rest < seen.top ||
          box.bottom - rest > seen.bottom
        if (isCut) found.add(`cut in "${panel.querySelector('h2')?.textContent}": ${words}`)
        written.push({ node, words, box: new DOMRect(box.x, box.y, right - box.x, box.height) })
      }
      const size = parseFloat(getComputedStyle(parent).fontSize) / rem
      if (size < LEAST_REM - 0.01) found.add(`smaller than a wall allows (${size}): ${words}`)
    }
    return written
  }

  for (const panel of document.querySelectorAll('[data-panel]')) {
    if (!isDrawn(panel)) continue
    const edge = panel.getBoundingClientRect()
    const title = panel.querySelector('h2')?.textContent ?? ''
    if (
      edge.width === 0 ||
      edge.left < 0 ||
      edge.top < 0 ||
      edge.right > innerWidth + 1 ||
      edge.bottom > innerHeight + 1
    ) {
      found.add(`outside the screen: ${title}`)
    }
    shortenedIn(panel)
    const texts = textsOf(panel)
    for (const [index, one] of texts.entries()) {
      for (const other of texts.slice(index + 1)) {
        if (other.node === one.node) continue
        const wide =
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        // Lines may stand closer than their boxes are high.
        const high =
          Math.min(one.box.bottom, other.box.bottom) -
          Math.max(one.box.top, other.box.top) -
          Math.min(one.box.height, other.box.height) * 0.4
        if (wide > OVERLAP_PX && high > OVERLAP_PX) {
          found.add(`written over each other in "${title}": ${one.words} / ${other.words}`)
        }
      }
    }
  }
  figureLines()
  return [...found]
}
