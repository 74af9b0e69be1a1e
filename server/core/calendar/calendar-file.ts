import { calendarFaults } from './calendar-faults.ts'
import { calendarShape } from './calendar-shape.ts'

/** `config/calendars/<name>.yaml`: when an administration works and how its days are counted. */
export const calendarFile = calendarShape.superRefine((file, context) => {
  for (const { path, message } of calendarFaults(file)) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
})
