// Preloaded into a server under test: a machine whose clock stood at E2E_CLOCK_AT when the process started.
const RealDate = Date
const offsetMs = RealDate.parse(process.env.E2E_CLOCK_AT) - RealDate.now()

class PastDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(PastDate.now())
    else super(...given)
  }

  static now() {
    return RealDate.now() + offsetMs
  }
}

globalThis.Date = PastDate
