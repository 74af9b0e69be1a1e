import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { BENCH_SITE, writeBenchSite } from './bench-site.ts'

const root = path.join(import.meta.dirname, '..')
const binary = path.join(root, 'bin', 'ioc-wall.js')
const READY_MS = 30_000

/** A script of this folder in a process of its own, which talks by messages. */
export function runScript(name: string, args: readonly (string | number)[]): ChildProcess {
  const script = path.join(import.meta.dirname, name)
  return spawn(process.execPath, ['--import', 'tsx', script, ...args.map(String)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** The next message of a process; its end is an error. */
export async function messageFrom<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const { signal } = ended
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as T),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`a process of the bench ended with ${String(code)}`)
      }),
    ])
  } finally {
    ended.abort()
  }
}

export async function endOf(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

export interface BenchServer {
  readonly port: number
  readonly url: string
  /** An ingest key of the site. */
  readonly key: string
  /** Makes a key of the site. */
  readonly newKey: (scope: 'ingest' | 'officer') => Promise<string>
  /** CPU time of the process since its start, in ms, as its `/metrics` says. */
  readonly cpuMs: () => Promise<number>
  readonly stop: () => Promise<void>
}

/** A site to run, and who writes its `config` and `maps` into a folder. */
export interface ServedSite {
  readonly id: string
  readonly write: (folder: string) => Promise<void>
}

const WIDE_SITE: ServedSite = { id: BENCH_SITE, write: writeBenchSite }

/** The built server with one site, on a store of its own: embedded where no Redis is given. */
export async function startBenchServer(
  redisUrl?: string,
  site: ServedSite = WIDE_SITE,
): Promise<BenchServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'iocwall-bench-'))
  await site.write(folder)
  await mkdir(path.join(folder, 'data'))
  const env = {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: path.join(folder, 'data'),
    CONFIG_DIR: path.join(folder, 'config'),
    MAPS_DIR: path.join(folder, 'maps'),
    SITES: site.id,
    LOG_LEVEL: 'warn',
    REDIS_URL: redisUrl ?? '',
  }
  const child = spawn(process.execPath, [binary, 'serve', '--demo', 'none'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async (): Promise<void> => {
    await endOf(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const port = await portOf(child)
    const newKey = (scope: string): Promise<string> => createKey(env, site.id, scope)
    const key = await newKey('ingest')
    const url = `http://127.0.0.1:${port}`
    return { port, url, key, newKey, cpuMs: () => cpuOf(url), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  let said = ''
  const signal = AbortSignal.timeout(READY_MS)
  while (child.stdout) {
    const [chunk] = (await Promise.race([
      once(child.stdout, 'data', { signal }),
      once(child, 'exit', { signal }).then(() => {
        throw new Error(`the server ended at once: ${said}`)
      }),
    ])) as [Buffer]
    said += chunk.toString()
    const port = /http:\/\/localhost:(\d+)/.exec(said)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error('the server has no output')
}

async function createKey(env: NodeJS.ProcessEnv, site: string, scope: string): Promise<string> {
  const order = ['keys', 'create', '--site', site, '--name', 'bench', '--scope', scope]
  const child = spawn(process.execPath, [binary, ...order, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await once(child, 'close')
  const { key } = JSON.parse(said) as { readonly key: unknown }
  if (typeof key !== 'string') throw new Error(`no key was made: ${said}`)
  return key
}

async function cpuOf(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`)
  const seconds = /^process_cpu_seconds_total (\S+)$/m.exec(await answer.text())?.[1]
  if (seconds === undefined) throw new Error('the server does not say its CPU time')
  return Number(seconds) * 1000
}
