import type { PaintedMessage } from '../../../protocol/socket-events.ts'
import { readPainted } from './messages.ts'

/** How the parser's encoder begins and ends a `painted` event, behind engine.io's type of a message. */
const BEFORE = Buffer.from('4{"t":2,"n":"/wall","d":["painted",')
const AFTER = Buffer.from(']}')

/**
 * Reads a `painted` as our own encoder writes it, straight from the WebSocket: it comes with every
 * frame of every wall, and engine.io and socket.io would unwrap it in a dozen calls. Undefined for
 * everything else, which goes their way.
 */
export function readPaintedPacket(data: Buffer): PaintedMessage | undefined {
  const end = data.length - AFTER.length
  if (end < BEFORE.length) return undefined
  if (data.compare(BEFORE, 0, BEFORE.length, 0, BEFORE.length) !== 0) return undefined
  if (data.compare(AFTER, 0, AFTER.length, end) !== 0) return undefined
  try {
    return readPainted(JSON.parse(data.toString('utf8', BEFORE.length, end)))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
