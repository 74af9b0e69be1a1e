import { z } from 'zod'
import { isTimeZone } from './civil-date.ts'
import { isIsoDate } from './validity.ts'

export const localized = (maxLength: number) =>
  z
    .strictObject({
      vi: z.string().trim().min(1).max(maxLength),
      en: z.string().trim().min(1).max(maxLength),
    })
    .describe('Text in the languages of the interface')

/** Like `localized`, but may be empty (counts have no unit of measure). */
export const localizedMark = z.strictObject({ vi: z.string().max(16), en: z.string().max(16) })

export const isoDate = z
  .string()
  .refine(isIsoDate, 'not a date; write YYYY-MM-DD')
  .meta({ format: 'date' })

export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'not an IANA time zone, e.g. Asia/Ho_Chi_Minh')

export const slug = z
  .string()
  .max(32)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and hyphens')

/** Leaves room for `.coverage` within the 64 characters that the protocol allows. */
/** Of a file under maps/. */
export const MAP_FILE_NAME = /^[a-z0-9][a-z0-9.-]{0,100}\.json$/

export const metricId = z
  .string()
  .max(54)
  .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/, 'use lower-case words joined by dots')
  .refine((id) => !id.endsWith('.coverage'), 'coverage metrics are added by the system itself')

export const unitCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/, 'use letters, digits and hyphens, at most 32')
  .refine((code) => code !== 'root', '"root" stands for the site itself')

export const validityKeys = {
  from: isoDate.optional().describe('First day in force; absent = always before'),
  to: isoDate.optional().describe('Last day in force, inclusive; absent = until further notice'),
}

export const isOrderedValidity = (value: {
  readonly from?: string | undefined
  readonly to?: string | undefined
}): boolean => value.from === undefined || value.to === undefined || value.from <= value.to

export const ORDERED_VALIDITY = { message: '`to` lies before `from`', path: ['to'] }

export const point = z.strictObject({
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  approximate: z.boolean().default(false).describe('True when the place was not surveyed'),
})

const DURATION_MS = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const

const isDurationUnit = (text: string): text is keyof typeof DURATION_MS =>
  Object.hasOwn(DURATION_MS, text)

/** A duration such as `20 min`, kept as text; `durationMs` reads it. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,4} (s|min|h|d)$/, 'write a number and s, min, h or d, e.g. 20 min')
  .describe('A number and s, min, h or d, e.g. 20 min')

/** ms of a text that the `duration` schema accepted. */
export function durationMs(text: string): number {
  const [count, unit] = text.split(' ')
  if (unit === undefined || !isDurationUnit(unit)) throw new RangeError(`not a duration: ${text}`)
  return Number(count) * DURATION_MS[unit]
}

export const historyRetention = z
  .strictObject({
    rawDays: z.int().min(1).max(3_660).default(30).describe('Days of every sample as it came'),
    rawMaxMiB: z
      .int()
      .min(1)
      .max(4_194_304)
      .default(1_024)
      .describe('Over this the oldest days go early, which is told'),
    rollupDays: z
      .int()
      .min(1)
      .max(36_600)
      .default(730)
      .describe('Days of what stays of them: least, greatest, last and count of each 10 minutes'),
  })
  .prefault({})
  .describe('Metrics with a cadence of a day or more are kept for ever')
