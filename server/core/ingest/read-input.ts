import type { IncomingSample } from './incoming-sample.ts'
import { createSampleReader } from './read-sample.ts'

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const NO_VALUE: ReadonlySet<string> = new Set(['', 'null'])
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i

/**
 * Reads an entry of the store's input stream, whose fields are all text: the sample, or what is
 * wrong as text. `value` empty or `null` = no value. Without `at` the entry's id says when (its
 * milliseconds, real time).
 */
export function readInputEntry(
  id: string,
  fields: Readonly<Record<string, string>>,
): IncomingSample | string {
  const { value } = fields
  if (value === undefined) return 'value is missing'
  const number = readValue(value.trim())
  if (number === undefined) return 'value must be a number, empty or null'
  const sample = createSampleReader()({ ...fields, value: number })
  if (typeof sample === 'string' || sample.at !== undefined) return sample
  const idMs = Number(id.split('-')[0])
  return Number.isSafeInteger(idMs) ? { ...sample, at: idMs } : sample
}

function readValue(text: string): number | null | undefined {
  if (NO_VALUE.has(text)) return null
  if (NOT_FINITE.test(text)) return NaN
  return NUMBER.test(text) ? Number(text) : undefined
}
