const formats = new Map<string, Intl.DateTimeFormat>()

/** The civil date (YYYY-MM-DD) at a moment (ms since 1970) in an IANA zone. Refuses unknown zones and moments out of range with a RangeError. */
export function civilDate(msSince1970: number, timeZone: string): string {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(msSince1970).map((part) => [part.type, part.value]))
  return `${(parts.get('year') ?? '').padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`
}

/** True for a zone name that this machine's calendar data knows. */
export function isTimeZone(name: string): boolean {
  try {
    return civilDate(0, name) !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
