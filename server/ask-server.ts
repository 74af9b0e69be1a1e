import { join } from 'node:path'
import type { Answer } from './adapters/cli/command-parts.ts'
import { askControl } from './adapters/control-socket/control-client.ts'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { readConfig, type ServerConfig } from './config.ts'
import type { Site } from './core/sites/site.ts'
import { openStores } from './open-stores.ts'
import { StoreRefused, StoreUnavailable, type StoreProvider } from './services/store.ts'

export interface Question {
  readonly command: string
  readonly params: unknown
  /** The site it is about; absent = all of them. */
  readonly site?: string | undefined
  readonly answerWithinMs?: number
  /** What answers on the store itself, for these configured sites. */
  readonly commandsOn: (
    stores: StoreProvider,
    sites: ReadonlyMap<string, Site>,
    config: ServerConfig,
  ) => Promise<Readonly<Record<string, ControlHandler>>>
}

/** Asks the running server; with none running on the data folder, opens the store itself. */
export async function askServer<T>(question: Question): Promise<Answer<T>> {
  const read = readConfig()
  if (!read.ok) return { ok: false, message: read.problems.join('\n') }
  const { config } = read
  const { command, params, answerWithinMs } = question
  const socketPath = join(config.dataDir, 'control.sock')
  const answer = await askControl(socketPath, command, params, answerWithinMs)
  if (answer.ok) return { ok: true, value: answer.result as T }
  return 'reason' in answer ? askStore<T>(config, question) : answer
}

async function askStore<T>(config: ServerConfig, question: Question): Promise<Answer<T>> {
  const { site } = question
  const { config: folder, maps: mapsFolder } = config.folders
  const loaded = await loadSites(folder, site === undefined ? config.sites : [site], { mapsFolder })
  if (!loaded.ok) {
    const whose = site === undefined ? 'these sites' : `a site ${site}`
    return { ok: false, message: `There is no usable configuration of ${whose}.` }
  }
  return withStores(config, (stores) => answerOn<T>(stores, loaded.sites, config, question))
}

/** Opens the store for as long as it is used; a store that is not to be had is a refusal in words. */
export async function withStores<T>(
  config: ServerConfig,
  use: (stores: StoreProvider) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  try {
    const stores = await openStores(config)
    try {
      return await use(stores)
    } finally {
      await stores.close()
    }
  } catch (error) {
    if (!(error instanceof StoreRefused || error instanceof StoreUnavailable)) throw error
    return { ok: false, message: error.message }
  }
}

async function answerOn<T>(
  stores: StoreProvider,
  sites: ReadonlyMap<string, Site>,
  config: ServerConfig,
  { command, params, commandsOn }: Question,
): Promise<Answer<T>> {
  const handler = (await commandsOn(stores, sites, config))[command]
  if (!handler) throw new Error(`no command ${command}`)
  const reply = await handler(params)
  return reply.ok ? { ok: true, value: reply.result as T } : reply
}
