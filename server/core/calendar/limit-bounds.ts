import type { Limit } from './working-calendar.ts'

/** Longer than any limit that a law gives; keeps tables from growing over centuries. */
export const MAX_COUNT: Readonly<Record<Limit['unit'], number>> = {
  'working-days': 10_000,
  'working-hours': 100_000,
  'calendar-days': 20_000,
}

/** A limit of a written count: whole days, hours also in parts; undefined for what is none. */
export function parseLimit(unit: Limit['unit'], text: string): Limit | undefined {
  const form = unit === 'working-hours' ? /^\d{1,6}(\.\d{1,6})?$/ : /^\d{1,5}$/
  if (!form.test(text)) return undefined
  const count = Number(text)
  return count <= MAX_COUNT[unit] ? { unit, count } : undefined
}
