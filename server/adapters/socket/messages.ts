import { z } from 'zod'
import { SOUND_STATES, type PaintedMessage } from '../../../protocol/socket-events.ts'

const MAX_CHANNELS_ASKED = 32

const version = z.strictObject({
  ms: z.number().int().nonnegative(),
  n: z.number().int().nonnegative(),
})
const channelRequest = z.strictObject({
  name: z.string().min(1).max(64),
  epoch: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  version: version.optional(),
})
const schemaHeld = z.strictObject({
  revision: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
})
const channels = z.array(channelRequest).max(MAX_CHANNELS_ASKED)

export const subscribeMessage = z.strictObject({ channels, schema: schemaHeld.optional() })

export const handshakeAuth = z.strictObject({
  protocol: z.number().int(),
  site: z.string().min(1).max(64),
  token: z.string().max(512).optional(),
  channels,
  schema: schemaHeld.optional(),
})

/** `painted` comes with every frame of every wall, hence by hand: undefined when it is not one. */
export function readPainted(message: unknown): PaintedMessage | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { ticks, paintedAt, frameMs, heapMb, hidden, sound } = message as Record<string, unknown>
  if (!isNumber(paintedAt) || !isNumber(frameMs)) return undefined
  if (heapMb !== undefined && !isNumber(heapMb)) return undefined
  if (hidden !== undefined && typeof hidden !== 'boolean') return undefined
  const said = SOUND_STATES.find((state) => state === sound)
  if (sound !== undefined && said === undefined) return undefined
  if (!areTicks(ticks)) return undefined
  const read: Writable<PaintedMessage> = { ticks, paintedAt, frameMs }
  if (heapMb !== undefined) read.heapMb = heapMb
  if (hidden !== undefined) read.hidden = hidden
  if (said !== undefined) read.sound = said
  return read
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function areTicks(value: unknown): value is Record<string, number> {
  if (typeof value !== 'object' || value === null) return false
  let count = 0
  for (const channel in value) {
    const tick = (value as Record<string, unknown>)[channel]
    if (!isNumber(tick) || ++count > MAX_CHANNELS_ASKED) return false
  }
  return true
}
