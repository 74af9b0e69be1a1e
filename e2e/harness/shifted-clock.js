// Preloaded into a server under test: its wall clock jumps an hour at a signal, its monotonic clock does not.
const HOUR_MS = 3_600_000
const RealDate = Date
let offsetMs = 0

class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(ShiftedDate.now())
    else super(...given)
  }

  static now() {
    return RealDate.now() + offsetMs
  }
}

globalThis.Date = ShiftedDate
process.on('SIGUSR2', () => (offsetMs += HOUR_MS))
process.on('SIGWINCH', () => (offsetMs -= HOUR_MS))
