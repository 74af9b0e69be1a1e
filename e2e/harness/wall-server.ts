import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { askControl } from '../../server/adapters/control-socket/control-client.ts'
import { freePort } from '../../server/testing/redis-server.ts'
import { sharedConfig } from './config-copy.ts'
import { askOverTls } from './ask-over-tls.ts'
import { sleep, until } from './until.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const BIN = path.join(ROOT, 'bin/ioc-wall.js')
const run = promisify(execFile)
const BUSY_FOR_MS = 10_000
/** Few tests look at more sites than these, and every site costs each server its time. */
const SITES = 'dai-loc,hiep-duc'

export interface WallServerOptions {
  /** Variables beside DATA_DIR, PORT and HOST, e.g. `{ REDIS_URL }`; CONFIG_DIR where not the shared copy, SITES where not two communes. */
  readonly env?: Readonly<Record<string, string>>
  /** What follows `serve`; `--demo none` where not given. */
  readonly flags?: readonly string[]
  /** It is given a certificate by `env`, signed by this authority (PEM). */
  readonly authority?: string
}

export interface Snapshot {
  readonly epoch: string
  readonly version: string
  readonly time: string
  readonly hashes: Readonly<Record<string, string>>
  readonly series: readonly SnapshotSeries[]
}

interface SnapshotSeries {
  readonly metric: string
  readonly unit?: string
  readonly sensor?: string
  readonly value: number | null
  readonly origin: string
  readonly sampledAt: string
  readonly freshness: string
}

export interface PostAnswer {
  readonly status: number
  readonly body: unknown
  readonly answeredAt: number
}

/** The built server as its own process, on a port and data folder of its own. */
export class WallServer {
  readonly port: number
  readonly origin: string
  readonly dataDir: string
  readonly #options: WallServerOptions
  readonly #output: string[] = []
  readonly #keys = new Map<string, string>()
  #child: ChildProcess | undefined

  constructor(port: number, dataDir: string, options: WallServerOptions) {
    this.port = port
    this.origin = `${options.authority === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
    this.dataDir = dataDir
    this.#options = options
  }

  /** Starts, or starts again on the same port and data, and waits until it says it is ready. */
  async start(): Promise<void> {
    const flags = this.#options.flags ?? ['--demo', 'none']
    const child = spawn(process.execPath, [BIN, 'serve', ...flags], {
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const take = (text: Buffer) => this.#output.push(text.toString())
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    await until('the server is ready', 60_000, async () => {
      if (child.exitCode !== null) throw new Error(`the server ended at once:\n${this.log()}`)
      return (await this.#status('/readyz').catch(() => undefined)) === 200
    })
  }

  pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Of a server that ended by itself; undefined while it runs. */
  exitCode(): number | undefined {
    return this.#child?.exitCode ?? undefined
  }

  /** It was killed, or has ended by itself. */
  isDead(): boolean {
    return this.#child?.exitCode !== null || this.#child.signalCode !== null
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill(signal)
    await ended
  }

  async stop(): Promise<void> {
    await this.kill()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  /** Everything it has printed so far. */
  log(): string {
    return this.#output.join('')
  }

  async command(...words: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [BIN, ...words], { env: this.#environment() })
    return stdout
  }

  /** Asks the running server what the command line asks it, without the second that a program takes to start. */
  async ask<T>(command: string, params: object): Promise<T> {
    const answer = await askControl(path.join(this.dataDir, 'control.sock'), command, params)
    if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(answer)}`)
    return answer.result as T
  }

  /** A key of a site. */
  async newKey(site: string, scope: 'ingest' | 'officer', name: string): Promise<string> {
    return (await this.ask<{ text: string }>('keys.create', { site, name, scope })).text
  }

  /** An ingest key of a site, made once. */
  async ingestKey(site: string): Promise<string> {
    const known = this.#keys.get(site)
    if (known !== undefined) return known
    const key = await this.newKey(site, 'ingest', 'e2e')
    this.#keys.set(site, key)
    return key
  }

  /** Posts samples as JSON, or a text as it is. */
  async post(site: string, body: unknown, contentType = 'application/json'): Promise<PostAnswer> {
    const answer = await fetch(`${this.origin}/api/v1/sites/${site}/samples`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.ingestKey(site)}`,
        'content-type': contentType,
      },
      body: typeof body === 'string' ? body : JSON.stringify({ samples: body }),
    })
    const answeredAt = Date.now()
    return { status: answer.status, body: (await answer.json()) as unknown, answeredAt }
  }

  /** Posts one reading of a river station, again as a source would where the store was too busy to answer; throws unless it was accepted. */
  async postLevel(site: string, sensor: string, value: number): Promise<number> {
    const giveUpAt = performance.now() + BUSY_FOR_MS
    const send = () => this.post(site, [{ metric: 'river.level', sensor, value }])
    let answer = await send()
    while (answer.status === 503 && performance.now() < giveUpAt) {
      await sleep(500)
      answer = await send()
    }
    if (answer.status !== 202) {
      throw new Error(`not accepted: ${answer.status} ${JSON.stringify(answer.body)}`)
    }
    return answer.answeredAt
  }

  async snapshot(site: string): Promise<Snapshot> {
    const answer = await fetch(`${this.origin}/api/v1/sites/${site}/snapshot`)
    if (answer.status !== 200) throw new Error(`no snapshot: ${answer.status}`)
    return (await answer.json()) as Snapshot
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.origin}/metrics`)).text()
  }

  /** The sum of a metric over its labels that contain `labels`. */
  async metric(name: string, labels = ''): Promise<number> {
    const lines = (await this.metrics()).split('\n')
    const values = lines
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => line.includes(labels))
      .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
    return values.reduce((sum, value) => sum + value, 0)
  }

  async #status(path: string): Promise<number> {
    const { authority } = this.#options
    if (authority === undefined) return (await fetch(this.origin + path)).status
    return (await askOverTls(this.origin + path, { authority })).status
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TZ: 'Asia/Ho_Chi_Minh',
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(this.port),
      DATA_DIR: this.dataDir,
      ...this.#options.env,
    }
  }
}

/** A server that is ready. */
export async function startWallServer(options: WallServerOptions = {}): Promise<WallServer> {
  const server = await placeWallServer(options)
  try {
    await server.start()
  } catch (error) {
    await server.stop()
    throw error
  }
  return server
}

/** A server that has its place and is not started yet. */
export async function placeWallServer(options: WallServerOptions = {}): Promise<WallServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iocwall-e2e-'))
  const env = { CONFIG_DIR: await sharedConfig(), SITES, ...options.env }
  return new WallServer(await freePort(), dataDir, { ...options, env })
}
