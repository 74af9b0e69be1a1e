import type { Validity } from './site.ts'

/** Only the two ends, so that an absent end is an absent key. */
export function validityOf(value: {
  readonly from?: string | undefined
  readonly to?: string | undefined
}): Validity {
  return {
    ...(value.from !== undefined && { from: value.from }),
    ...(value.to !== undefined && { to: value.to }),
  }
}

/** True when an ISO date (YYYY-MM-DD) lies within a validity; both ends are inclusive. */
export function isInForce(validity: Validity, date: string): boolean {
  return startOf(validity) <= date && date <= endOf(validity)
}

/** True when two validities share at least one day. */
export function areOverlapping(a: Validity, b: Validity): boolean {
  return startOf(a) <= endOf(b) && startOf(b) <= endOf(a)
}

/** True when every day of `inner` lies within one of `outers`, or within several that follow each other day by day. */
export function isCovered(inner: Validity, outers: readonly Validity[]): boolean {
  const ordered = outers.toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
  let openFrom = startOf(inner)
  for (const outer of ordered) {
    if (startOf(outer) > openFrom) return false
    if (endOf(outer) >= endOf(inner)) return true
    if (endOf(outer) >= openFrom) openFrom = dayAfter(endOf(outer))
  }
  return false
}

/** True for an ISO date that exists in the calendar. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
}

export function dayAfter(date: string): string {
  return dayFrom(date, 1)
}

export function dayBefore(date: string): string {
  return dayFrom(date, -1)
}

function dayFrom(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`)
  moment.setUTCDate(moment.getUTCDate() + days)
  return moment.toISOString().slice(0, 10)
}

function startOf(validity: Validity): string {
  return validity.from ?? '0000-01-01'
}

function endOf(validity: Validity): string {
  return validity.to ?? '9999-12-31'
}
