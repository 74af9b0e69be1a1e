import { QUALITIES, type Quality } from '../../../protocol/sample.ts'
import { MAX_ID_LENGTH, quoted, type IncomingSample } from './incoming-sample.ts'
import { parseInstant } from './instant.ts'

/** A sample as its JSON may look; every field still has to be looked at. */
interface Loose {
  readonly metric?: unknown
  readonly unit?: unknown
  readonly sensor?: unknown
  readonly value?: unknown
  readonly at?: unknown
  readonly quality?: unknown
}

const FIELDS: ReadonlySet<string> = new Set(['metric', 'unit', 'sensor', 'value', 'at', 'quality'])

/**
 * Makes a reader of parsed JSON items: the sample, or what is wrong with its shape as text. A value
 * that JSON made infinite passes here and is refused as `not-finite` later. Unknown fields, own
 * `__proto__` included, are refused by name. The reader remembers the last time it read.
 */
export function createSampleReader(): (item: unknown) => IncomingSample | string {
  let lastText = ''
  let lastAt: number | undefined

  function readAt(text: string): number | undefined {
    if (text !== lastText) {
      lastAt = parseInstant(text)
      lastText = text
    }
    return lastAt
  }

  return (item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      return 'a sample must be an object'
    }
    const { metric, unit, sensor, value, at, quality }: Loose = item
    if (!isId(metric)) return explainShape(item)
    const id = unit === undefined ? sensor : unit
    if (!isId(id) || (unit !== undefined && sensor !== undefined)) return explainShape(item)
    if (typeof value !== 'number' && value !== null) return explainShape(item)
    if (quality !== undefined && !isQuality(quality)) return explainShape(item)
    const known = 3 + (at === undefined ? 0 : 1) + (quality === undefined ? 0 : 1)
    if (Object.keys(item).length !== known) return explainShape(item)
    const subject = { kind: unit === undefined ? ('sensor' as const) : ('unit' as const), id }
    if (at === undefined) {
      return quality === undefined
        ? { metric, subject, value }
        : { metric, subject, value, quality }
    }
    const time = typeof at === 'string' ? readAt(at) : undefined
    if (time === undefined) return explainShape(item)
    return quality === undefined
      ? { metric, subject, value, at: time }
      : { metric, subject, value, at: time, quality }
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH
}

function isQuality(value: unknown): value is Quality {
  return value === 'good' || value === 'uncertain' || value === 'bad'
}

function explainShape(item: Loose): string {
  const foreign = Object.keys(item).find((field) => !FIELDS.has(field))
  if (foreign !== undefined) return `unknown field ${quoted(foreign)}`
  const { metric, unit, sensor, value, quality } = item
  const idRule = `must be a text of 1 to ${MAX_ID_LENGTH} characters`
  if (!isId(metric)) return `metric ${idRule}`
  if ((unit === undefined) === (sensor === undefined)) return 'give either unit or sensor'
  if (unit !== undefined && !isId(unit)) return `unit ${idRule}`
  if (sensor !== undefined && !isId(sensor)) return `sensor ${idRule}`
  if (typeof value !== 'number' && value !== null) return 'value must be a number or null'
  if (quality !== undefined && !isQuality(quality)) {
    return `quality must be one of ${QUALITIES.join(', ')}`
  }
  return 'at must be an ISO 8601 time with Z or an offset, from 1970 on'
}
