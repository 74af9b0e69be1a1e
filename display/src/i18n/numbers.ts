import type { Locale } from './messages.ts'

const TAGS: Readonly<Record<Locale, string>> = { vi: 'vi-VN', en: 'en-GB' }
const GROUP = 3

interface Separators {
  readonly group: string
  readonly decimal: string
}

const separators: Readonly<Record<Locale, Separators>> = {
  vi: separatorsOf('vi'),
  en: separatorsOf('en'),
}

function separatorsOf(locale: Locale): Separators {
  const parts = new Intl.NumberFormat(TAGS[locale]).formatToParts(1_234.5)
  const partOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return { group: partOf('group'), decimal: partOf('decimal') }
}

/**
 * `1.234,5` in Vietnamese, `1,234.5` in English; always with the metric's own number of decimals.
 * Takes the locale's separators from `Intl` and sets them itself: a wall writes hundreds of numbers
 * four times a second, and `Intl.NumberFormat` took a seventh of its time.
 */
export function formatNumber(value: number, decimals: number, locale: Locale): string {
  const fixed = value.toFixed(decimals)
  // Not finite, or too large to have digits of its own.
  if (!(Math.abs(value) < 1e15)) return value.toLocaleString(TAGS[locale])
  const isNegative = value < 0 && Number(fixed) !== 0 // A value that rounds to nothing is not "-0".
  const first = fixed.startsWith('-') ? 1 : 0
  const end = decimals > 0 ? fixed.length - decimals - 1 : fixed.length
  const { group, decimal } = separators[locale]
  let text = fixed.slice(Math.max(first, end - GROUP), end)
  for (let at = end - GROUP; at > first; at -= GROUP) {
    text = fixed.slice(Math.max(first, at - GROUP), at) + group + text
  }
  if (decimals > 0) text += decimal + fixed.slice(end + 1)
  return isNegative ? `-${text}` : text
}

/** A number with its unit of measure, as in running text: `0,85 m`, `95 %`, `12`. */
export function withUnit(text: string, unitOfMeasure: string): string {
  return unitOfMeasure === '' ? text : `${text}\u00a0${unitOfMeasure}`
}
