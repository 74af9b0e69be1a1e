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
 * Writes a text; one that takes the place of another fades in. The same animation under two names
 * starts again without a new element.
 */
export const vFading: Directive<Element, string> = {
  mounted(element, { value }) {
    element.textContent = value
  },
  updated(element, { value, oldValue }) {
    if (value === oldValue) return
    element.textContent = value
    fadeWithOthers(() => {
      const { classList } = element
      const isOdd = classList.contains('fades-odd')
      classList.toggle('fades-odd', !isOdd)
      classList.toggle('fades-even', isOdd)
    })
  },
}
