import type { Message } from '../core/notifications/render.ts'
import type { NotificationTarget, TargetKind } from '../core/notifications/target.ts'

/** What became of one try to send. A reason names no secret and no whole address. */
export type DeliveryResult =
  | { readonly outcome: 'sent' }
  /** It may go another time; `afterMs`: the receiver asked to be left alone so long. */
  | { readonly outcome: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** It never will. */
  | { readonly outcome: 'dead'; readonly reason: string }

/**
 * Sends a message once. The same id sent again must be one message for whoever reads it. Expected
 * failures are results; it never takes longer than some seconds, and ends early when the signal does.
 */
export type Deliver = (
  message: Message,
  target: NotificationTarget,
  signal: AbortSignal,
) => Promise<DeliveryResult>

export type Deliveries = Readonly<Record<TargetKind, Deliver>>
