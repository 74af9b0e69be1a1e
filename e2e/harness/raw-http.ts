import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a server said to bytes until one of both hung up, and when it had enough. */
export interface Spoken {
  readonly text: string
  /** Of the first answer; 0 where there was none. */
  readonly status: number
  readonly closedAfterMs: number
  readonly isClosed: boolean
}

export interface Speech {
  readonly parts: Iterable<string | Uint8Array>
  /** Between two parts. */
  readonly everyMs?: number
  readonly giveUpMs: number
}

/** Sends bytes as they are, part by part, for as long as the server listens. */
export async function speak(origin: string, speech: Speech): Promise<Spoken> {
  const { parts, everyMs = 0, giveUpMs } = speech
  const { hostname, port } = new URL(origin)
  const startedAt = performance.now()
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => (text += part))
  socket.on('error', () => undefined)
  const closed = new Promise<true>((resolve) => socket.on('close', () => resolve(true)))
  const isOver = (): boolean => socket.destroyed || performance.now() - startedAt > giveUpMs
  for (const part of parts) {
    if (isOver()) break
    if (!socket.write(part)) await Promise.race([onceDrained(socket), closed, sleep(giveUpMs)])
    await sleep(everyMs)
  }
  const leftMs = Math.max(0, giveUpMs - (performance.now() - startedAt))
  const isClosed = await Promise.race([closed, sleep(leftMs).then(() => false)])
  socket.destroy()
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
  return { text, status, isClosed, closedAfterMs: performance.now() - startedAt }
}

function onceDrained(socket: ReturnType<typeof connect>): Promise<void> {
  return new Promise((resolve) => socket.once('drain', resolve))
}

/** The head of a request, with its empty line. */
export function headOf(
  line: string,
  headers: Readonly<Record<string, string>>,
  host = '127.0.0.1',
): string {
  const lines = Object.entries({ Host: host, ...headers }).map(([name, text]) => `${name}: ${text}`)
  return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`
}

/** The same part for ever. */
export function* endlessly<T>(part: T): Generator<T> {
  for (;;) yield part
}
