import type { Directive } from 'vue'

/**
 * A fade says what has changed; where everything changes at once it says nothing, and costs more
 * than the change: three quarters of a wall's main thread when hundreds of numbers faded at 4 Hz.
 */
export const MOST_FADES = 24

let waiting: (() => void)[] = []

/** Starts a fade together with those of the same moment; too many of them all stay still. */
export function fadeWithOthers(start: () => void): void {
  if (waiting.length === 0) queueMicrotask(settle)
  waiting.push(start)
}

function settle(): void {
  const starts = waiting
  waiting = []
  if (starts.length > MOST_FADES) return
  for (const start of starts) start()
}

/**
 * Fades in what an element shows, together with what else changed at this moment. The same animation
 * under two names starts again without a new element.
 */
export function fadeIn({ classList }: Element): void {
  fadeWithOthers(() => {
    const isOdd = classList.contains('fades-odd')
    classList.toggle('fades-odd', !isOdd)
    classList.toggle('fades-even', isOdd)
  })
}

/** Writes the one text of an element, into the node that holds it: cheaper than a new node. */
export function writeText(element: Element, text: string): void {
  const { firstChild } = element
  if (firstChild instanceof Text) firstChild.data = text
  else element.textContent = text
}

/** Writes a text that takes the place of another, and fades it in. */
export function writeFading(element: Element, text: string): void {
  writeText(element, text)
  fadeIn(element)
}

/** Writes a text; one that takes the place of another fades in. */
export const vFading: Directive<Element, string> = {
  mounted(element, { value }) {
    element.textContent = value
  },
  updated(element, { value, oldValue }) {
    if (value !== oldValue) writeFading(element, value)
  },
}
