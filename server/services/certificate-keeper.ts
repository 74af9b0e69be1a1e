import type { FeedLog } from './feed-ports.ts'

/** A certificate and its key in PEM. Times in ms since 1970. */
export interface CertificatePair {
  /** The server's own first, then those between it and the root, if any. */
  readonly cert: string
  readonly key: string
  readonly validFrom: number
  readonly validTo: number
}

export type PairOutcome =
  | { readonly ok: true; readonly pair: CertificatePair }
  /** In words for the operator. */
  | { readonly ok: false; readonly message: string }

interface CertificateLog extends FeedLog {
  readonly error: FeedLog['warn']
}

const DAY_MS = 86_400_000
const SOON_MS = 30 * DAY_MS

/** Refuses a pair that no browser would take at this moment. */
export function inForce(outcome: PairOutcome, now: number): PairOutcome {
  if (!outcome.ok) return outcome
  const { validFrom, validTo } = outcome.pair
  if (now >= validTo) {
    return { ok: false, message: `the certificate expired on ${dayOf(validTo)}` }
  }
  if (now < validFrom) {
    const message = `the certificate is good from ${dayOf(validFrom)} on; is this machine's clock right?`
    return { ok: false, message }
  }
  return outcome
}

export interface CertificateKeeper {
  /** Takes a renewed pair; tells what is wrong with one that is not taken, and of the end that comes near. */
  readonly look: () => Promise<void>
}

/** Keeps a running server's certificate as new as its files, and never worse than the one that it has. */
export function createCertificateKeeper(parts: {
  readonly held: CertificatePair
  readonly read: () => Promise<PairOutcome>
  /** Makes the server use it for connections to come. */
  readonly use: (pair: CertificatePair) => void
  readonly now: () => number
  readonly log: CertificateLog
}): CertificateKeeper {
  const { read, use, now, log } = parts
  let { held } = parts
  let refused: string | undefined
  let toldAt = -Infinity

  function take(pair: CertificatePair): void {
    if (pair.cert === held.cert && pair.key === held.key) return
    use(pair)
    held = pair
    toldAt = -Infinity
    log.info({ validTo: dayOf(pair.validTo) }, 'renewed certificate taken')
  }

  function refuse(message: string): void {
    if (message !== refused)
      log.error({ message }, 'renewed certificate refused, the old one stays')
  }

  function tellEnd(): void {
    if (held.validTo - now() > SOON_MS || now() - toldAt < DAY_MS) return
    toldAt = now()
    const facts = { validTo: dayOf(held.validTo) }
    if (now() >= held.validTo) log.error(facts, 'the certificate has expired')
    else log.warn(facts, 'the certificate expires soon')
  }

  return {
    async look() {
      const outcome = inForce(await read(), now())
      if (outcome.ok) take(outcome.pair)
      else refuse(outcome.message)
      refused = outcome.ok ? undefined : outcome.message
      tellEnd()
    },
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
