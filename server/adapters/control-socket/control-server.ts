import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { StoreRefused } from '../../services/store.ts'
import {
  controlRequest,
  MAX_MESSAGE_BYTES,
  readLine,
  type ControlReply,
} from './control-message.ts'

/** Carries out one command; `message` is for the person at the keyboard. Parameters are unchecked. */
export type ControlHandler = (params: unknown) => Promise<ControlReply>

export interface ControlServer {
  readonly close: () => Promise<void>
}

const IDLE_MS = 10_000
const OWNER_ONLY = 0o600
/** What every system takes: `sun_path` of sockaddr_un holds 104 bytes on BSD, 108 on Linux, with a closing zero. */
const MAX_SOCKET_PATH_BYTES = 103

/**
 * Takes commands from the command line of the same machine: one JSON line in, one out, on a socket
 * that only this user can open. The caller holds the lock on the data folder, so a socket file that
 * is there already was left by a process that died.
 */
export async function startControlServer(
  socketPath: string,
  handlers: Readonly<Record<string, ControlHandler>>,
): Promise<ControlServer> {
  // A longer one is cut off silently, and the socket made somewhere else.
  if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH_BYTES) {
    throw new StoreRefused(
      `The path ${socketPath} is too long for a socket: choose a DATA_DIR with a shorter path.`,
    )
  }
  // With Redis nothing else has made the data folder yet.
  await mkdir(dirname(socketPath), { recursive: true })
  await rm(socketPath, { force: true })
  const open = new Set<Socket>()
  const byName = new Map(Object.entries(handlers))
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    serve(socket, byName)
  })
  await listen(server, socketPath)
  await chmod(socketPath, OWNER_ONLY)
  return {
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(socketPath, { force: true })
    },
  }
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function serve(socket: Socket, handlers: ReadonlyMap<string, ControlHandler>): void {
  let text = ''
  let isAsked = false
  socket.setEncoding('utf8')
  socket.setTimeout(IDLE_MS, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    if (isAsked) return
    text += chunk
    const end = text.indexOf('\n')
    if (end < 0 && text.length <= MAX_MESSAGE_BYTES) return
    isAsked = true
    socket.setTimeout(0)
    const line = end < 0 || end > MAX_MESSAGE_BYTES ? '' : text.slice(0, end)
    answer(line, handlers).then(
      (reply) => socket.end(`${JSON.stringify(reply)}\n`),
      (error: unknown) => socket.end(`${JSON.stringify(failure(error))}\n`),
    )
  })
}

async function answer(
  line: string,
  handlers: ReadonlyMap<string, ControlHandler>,
): Promise<ControlReply> {
  const request = readLine(line, controlRequest)
  if (!request) return { ok: false, message: 'The server did not understand the request.' }
  const handler = handlers.get(request.command)
  if (!handler) {
    return { ok: false, message: `The running server has no command ${request.command}.` }
  }
  return handler(request.params)
}

function failure(error: unknown): ControlReply {
  const message = error instanceof Error ? error.message : 'the command failed'
  return { ok: false, message }
}
