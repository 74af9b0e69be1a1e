import { z } from 'zod'
import { localized, timeZone } from '../sites/config-values.ts'
import { isIsoDate } from '../sites/validity.ts'

const date = z.string().refine(isIsoDate, 'not a date; write YYYY-MM-DD').meta({ format: 'date' })

const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d'

const clockTime = z
  .string()
  .regex(new RegExp(`^${CLOCK}$`), 'write hours and minutes, e.g. 15:00')
  .describe('Wall-clock time, e.g. 15:00')

const interval = z
  .string()
  .regex(
    new RegExp(`^${CLOCK}-(${CLOCK}|24:00)$`),
    'write from and to as hours and minutes, e.g. 07:30-11:30',
  )
  .describe('From and to in wall-clock time, e.g. 07:30-11:30; the last may end at 24:00')

const hoursOfDay = z.array(interval).max(6)

const source = z.string().trim().min(1).max(300).describe('Who ordered or announced it, in words')

const weekdays = z
  .strictObject({
    monday: hoursOfDay.default([]),
    tuesday: hoursOfDay.default([]),
    wednesday: hoursOfDay.default([]),
    thursday: hoursOfDay.default([]),
    friday: hoursOfDay.default([]),
    saturday: hoursOfDay.default([]),
    sunday: hoursOfDay.default([]),
  })
  .describe('Opening hours of each weekday, in order; absent = closed')

const stretch = z.strictObject({
  from: date
    .optional()
    .describe('First day of these hours; only the first stretch may leave it out'),
  to: date.optional().describe('Last day, inclusive; only the last stretch may leave it out'),
  cutOff: clockTime
    .optional()
    .describe('Received after this time counts from the opening of the next working day'),
  weekdays,
})

const holiday = z.strictObject({
  date,
  through: date.optional().describe('Last day, inclusive, of several in a row'),
  name: localized(80),
  kind: z
    .enum(['holiday', 'compensation', 'swapped'])
    .describe(
      'By law; in lieu of one that fell on a day off; or exchanged for a make-up working day',
    ),
  source,
})

const makeUpDay = z.strictObject({
  date,
  insteadOf: date.describe('The swapped day off that it is worked for; its hours are worked'),
  hours: hoursOfDay.min(1).optional().describe('Absent = those of the weekday of `insteadOf`'),
  source,
})

/** The shape of a calendar file; `calendarFile` also checks what its parts say of each other. */
export const calendarShape = z.strictObject({
  name: localized(80),
  timeZone,
  dayRule: z
    .enum(['close-of-business', 'same-time'])
    .describe(
      'Where a limit in days ends: at the closing of its last day, or at the time of day at which it began',
    ),
  coveredYears: z
    .array(z.int().min(1970).max(2299))
    .max(200)
    .describe('Years whose official days off, compensation and swapped days are all known'),
  hours: z.array(stretch).min(1).max(64).describe('Oldest first, without gaps between'),
  holidays: z.array(holiday).max(2000).default([]),
  makeUpDays: z.array(makeUpDay).max(500).default([]),
})

export type CalendarFile = Readonly<z.output<typeof calendarShape>>
