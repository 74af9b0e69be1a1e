import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'

/** A real redis-server on an ephemeral loopback port, with its own folder. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  readonly pid: () => number
  /** Runs one command on a connection of its own. */
  readonly command: (...args: string[]) => Promise<unknown>
  readonly signal: (signal: NodeJS.Signals) => void
  /** Ends the process and waits for it; the folder stays. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>
  /** Starts it again on the same port and folder. */
  readonly start: () => Promise<void>
  /** Ends the process and removes the folder. */
  readonly stop: () => Promise<void>
}

export interface RedisServerOptions {
  /** Directives of redis.conf, e.g. `{ appendonly: 'yes' }`. */
  readonly config?: Readonly<Record<string, string>>
}

/** A missing redis-server is a failure: nothing here is skipped. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'iocwall-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const config = { save: '', ...options.config }
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = Object.entries(config).flatMap(([name, value]) => [`--${name}`, value])
    const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
    child = spawn('redis-server', [...fixed, ...settings], { stdio: ['ignore', 'pipe', 'pipe'] })
    await ready(child)
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill(signal)
    await ended
  }

  await start()
  return {
    url,
    port,
    pid: () => child?.pid ?? 0,
    command: (...args) => runCommand(url, args),
    signal: (signal) => child?.kill(signal),
    kill,
    start,
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let output = ''
  const listening = new Promise<void>((resolve, reject) => {
    const onText = (text: Buffer) => {
      output += text.toString()
      if (output.includes('Ready to accept connections')) resolve()
    }
    child.stdout?.on('data', onText)
    child.stderr?.on('data', onText)
    child.once('error', (cause) => {
      reject(new Error('redis-server cannot be started: is it installed?', { cause }))
    })
    child.once('exit', () => reject(new Error(`redis-server ended at once:\n${output}`)))
  })
  await listening
}

async function runCommand(url: string, args: string[]): Promise<unknown> {
  const client = createClient({ url, RESP: 2 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await client.sendCommand(args)
  } finally {
    client.destroy()
  }
}

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + (givenPorts++ % PORTS_PER_WORKER)
    if (await isFree(port)) return port
  }
}

/**
 * Every worker has ports of its own, all below those that the system gives out: a port that is free
 * now may else be somebody else's by the time the server that asked for it is up.
 */
const PORTS_PER_WORKER = 1_000
const FIRST_PORT = 10_000 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 20) * PORTS_PER_WORKER
let givenPorts = process.pid % PORTS_PER_WORKER

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
