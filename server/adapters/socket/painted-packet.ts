import type { PaintedMessage } from '../../../protocol/socket-events.ts'
import { readPainted } from './messages.ts'

/** How the parser's encoder begins and ends a `painted` event, behind engine.io's type of a message. */
const BEFORE = '4{"t":2,"n":"/wall","d":["painted",'
const AFTER = ']}'

/**
 * Reads a `painted` as our own encoder writes it, straight from the WebSocket: it comes with every
 * frame of every wall, and engine.io and socket.io would unwrap it in a dozen calls. Undefined for
 * everything else, which goes their way.
 */
export function readPaintedPacket(data: Buffer): PaintedMessage | undefined {
  const text = data.toString('utf8')
  if (!text.startsWith(BEFORE) || !text.endsWith(AFTER)) return undefined
  try {
    return readPainted(JSON.parse(text.slice(BEFORE.length, -AFTER.length)))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
