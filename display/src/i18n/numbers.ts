import type { Locale } from './messages.ts'

const TAGS: Readonly<Record<Locale, string>> = { vi: 'vi-VN', en: 'en-GB' }
const formats = new Map<string, Intl.NumberFormat>()

/** `1.234,5` in Vietnamese, `1,234.5` in English; always with the metric's own number of decimals. */
export function formatNumber(value: number, decimals: number, locale: Locale): string {
  const key = `${locale} ${decimals}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(TAGS[locale], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    formats.set(key, format)
  }
  // A value that rounds to nothing must not print as "-0".
  return format.format(Number(value.toFixed(decimals)) === 0 ? 0 : value)
}

/** A number with its unit of measure, as in running text: `0,85 m`, `95 %`, `12`. */
export function withUnit(text: string, unitOfMeasure: string): string {
  return unitOfMeasure === '' ? text : `${text}\u00a0${unitOfMeasure}`
}
