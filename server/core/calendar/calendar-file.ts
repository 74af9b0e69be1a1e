import { calendarFaults } from './calendar-faults.ts'
import { calendarShape } from './calendar-shape.ts'

/** `config/calendars/<name>.yaml`: when an administration works and how its days are counted. */
export const calendarFile = calendarShape.check((context) => {
  // What has no sound dates and times cannot be held against each other.
  if (context.issues.length > 0) return
  for (const { path, message } of calendarFaults(context.value)) {
    context.issues.push({ code: 'custom', path: [...path], message, input: context.value })
  }
})
