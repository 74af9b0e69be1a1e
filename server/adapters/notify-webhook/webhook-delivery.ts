import { createHmac } from 'node:crypto'
import type { Deliver, DeliveryResult } from '../../services/delivery.ts'

const ANSWER_WITHIN_MS = 10_000
const SECOND_MS = 1_000

export interface WebhookParts {
  /** The value of an environment variable; undefined = it is not set. */
  readonly secret: (name: string) => string | undefined
  readonly answerWithinMs?: number
}

/**
 * Posts messages as JSON to the one URL of their target; a redirect is followed nowhere, or whoever
 * answers there could have the server call whom it likes.
 */
export function createWebhookDelivery({
  secret,
  answerWithinMs = ANSWER_WITHIN_MS,
}: WebhookParts): Deliver {
  return async ({ id, body }, { address }, signal) => {
    if (address.kind !== 'webhook') throw new RangeError(`no webhook: ${address.kind}`)
    const { url, secretEnv } = address
    const key = secretEnv === undefined ? undefined : secret(secretEnv)
    // Whoever checks signatures would refuse it for ever; it may go once the variable is set.
    if (secretEnv !== undefined && key === undefined) {
      return { outcome: 'retry', reason: `${secretEnv} is not set` }
    }
    const timeout = AbortSignal.timeout(answerWithinMs)
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'ioc-wall',
          'idempotency-key': headerText(id),
          ...(key !== undefined && { 'x-ioc-signature': signatureOf(body, key) }),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      })
      // What it says besides its status is not read: it may be long, or never end.
      await answer.body?.cancel()
      return resultOf(answer.status, answer.headers.get('retry-after'))
    } catch (error) {
      if (timeout.aborted) return { outcome: 'retry', reason: `no answer in ${answerWithinMs} ms` }
      return { outcome: 'retry', reason: networkReason(error) }
    }
  }
}

function signatureOf(body: string, key: string): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
}

/** Headers are Latin-1 at most; ids are ASCII, but for what a configuration may bring one day. */
function headerText(id: string): string {
  return /^[\x20-\x7e]*$/.test(id) ? id : encodeURIComponent(id)
}

function resultOf(status: number, retryAfter: string | null): DeliveryResult {
  const reason = `HTTP ${status}`
  if (status >= 200 && status < 300) return { outcome: 'sent' }
  if (status >= 300 && status < 400) {
    return { outcome: 'dead', reason: `${reason}: redirects are not followed` }
  }
  if (status !== 408 && status !== 429 && status < 500) return { outcome: 'dead', reason }
  const seconds = Number(retryAfter ?? NaN)
  if (!(seconds > 0)) return { outcome: 'retry', reason }
  return { outcome: 'retry', reason, afterMs: seconds * SECOND_MS }
}

/** The code alone: the words of an error may hold the whole URL. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const isCoded = typeof cause === 'object' && cause !== null && 'code' in cause
  return isCoded && typeof cause.code === 'string' ? cause.code : 'not reached'
}
