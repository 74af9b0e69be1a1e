/** Runs in the page: its Date is that of the machine under test. */
export function shiftDate(): void {
  const RealDate = Date
  class PastDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(PastDate.now())
      else super(...(given as [number]))
    }
    static override now(): number {
      return RealDate.now() + Number(Reflect.get(window, 'dateOffsetMs') ?? 0)
    }
  }
  Reflect.set(window, 'Date', PastDate)
  Reflect.set(window, 'dateOffsetMs', Number(location.hash.slice(1)) || 0)
}
