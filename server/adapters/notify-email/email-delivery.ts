import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Deliver, DeliveryResult } from '../../services/delivery.ts'

const ANSWER_WITHIN_MS = 10_000
/** Of a whole conversation. */
const MAX_ANSWERS = 3

export interface EmailParts {
  /** Undefined = none is configured. */
  readonly smtp:
    | {
        /** smtp:// or smtps://, with user and password in it. */
        readonly url: string
        /** Whom mails come from. */
        readonly from: string
      }
    | undefined
  readonly answerWithinMs?: number
}

/** Sends messages by SMTP. A message that is sent twice has one Message-ID, so that readers see one. */
export function createEmailDelivery({
  smtp,
  answerWithinMs = ANSWER_WITHIN_MS,
}: EmailParts): Deliver {
  return async ({ id, subject, text, severity, isTest }, { address }, signal) => {
    if (address.kind !== 'email') throw new RangeError(`no e-mail: ${address.kind}`)
    if (!smtp) return { outcome: 'retry', reason: 'SMTP_URL is not set' }
    // Few sites send mail, and every start would wait for it.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      ...transportOptions(smtp.url),
      connectionTimeout: answerWithinMs,
      greetingTimeout: answerWithinMs,
      socketTimeout: answerWithinMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const sending = transport.sendMail({
      from: smtp.from,
      to: address.to,
      subject,
      text,
      messageId: messageId(id, smtp.from),
      priority: severity === 'critical' && !isTest ? 'high' : 'normal',
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    const sent = sending.then((): DeliveryResult => ({ outcome: 'sent' }), resultOf)
    // Its own time-outs begin anew with every word of the server, so a talkative one could go on for ever.
    const ended = new AbortController()
    const until = AbortSignal.any([signal, ended.signal])
    return Promise.race([sent, overdue(MAX_ANSWERS * answerWithinMs, until)]).finally(() =>
      ended.abort(),
    )
  }
}

async function overdue(ms: number, signal: AbortSignal): Promise<DeliveryResult> {
  try {
    await setTimeout(ms, undefined, { signal, ref: false })
  } catch {
    return { outcome: 'retry', reason: 'broken off' }
  }
  return { outcome: 'retry', reason: `not taken in ${ms} ms` }
}

/** A password goes over no line that can be read, but to this machine. */
function transportOptions(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && username !== '' && !isHere,
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
  }
}

function messageId(id: string, from: string): string {
  const host = /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? 'ioc-wall.invalid'
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@${host}>`
}

/** Only a refusal of this mail for good is the end; what is wrong with the way there can be put right. */
function resultOf(error: unknown): DeliveryResult {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown }
  const name = typeof code === 'string' ? code : 'not sent'
  if (typeof responseCode !== 'number') return { outcome: 'retry', reason: name }
  const reason = `SMTP ${responseCode}`
  const isOfMail = name === 'EENVELOPE' || name === 'EMESSAGE'
  return { outcome: responseCode >= 500 && isOfMail ? 'dead' : 'retry', reason }
}
