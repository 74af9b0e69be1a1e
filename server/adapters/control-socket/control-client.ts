import { connect } from 'node:net'
import { controlReply, readLine, type ControlReply } from './control-message.ts'

export type ControlAnswer =
  | ControlReply
  /** No server runs on this data folder. */
  | { readonly ok: false; readonly reason: 'no-server' }

const ANSWER_WITHIN_MS = 10_000

/** Asks the server that runs on a data folder; `no-server` when none does. */
export function askControl(
  socketPath: string,
  command: string,
  params: unknown,
  answerWithinMs = ANSWER_WITHIN_MS,
): Promise<ControlAnswer> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(socketPath)
    socket.setEncoding('utf8')
    socket.setTimeout(answerWithinMs, () => {
      socket.destroy()
      resolve({
        ok: false,
        message: `The running server did not answer within ${answerWithinMs / 1_000} s.`,
      })
    })
    socket.once('connect', () => socket.write(`${JSON.stringify({ command, params })}\n`))
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.once('end', () => {
      const reply = readLine(text, controlReply)
      resolve(reply ?? { ok: false, message: 'The running server gave an answer out of form.' })
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isNobodyThere = error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
      resolve(
        isNobodyThere ? { ok: false, reason: 'no-server' } : { ok: false, message: error.message },
      )
    })
  })
}
