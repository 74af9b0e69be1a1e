import { dayOfIsoDate, monthOf, momentOf } from './office-time.ts'

/** The demo tells of each day since this Monday, once a day. */
export const FIRST_PAST_DAY = dayOfIsoDate('2025-09-15')
/** And of each month of the communes, which began on 2025-07-01. */
export const FIRST_PAST_MONTH = monthOf(dayOfIsoDate('2025-07-01'))
/** From here on figures come as often as their sources send them. */
export const DETAILED_FROM = momentOf(dayOfIsoDate('2025-10-26'), 0)
