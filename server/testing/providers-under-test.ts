import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStores } from '../adapters/store-embedded/embedded-stores.ts'
import { openRedisStores } from '../adapters/store-redis/redis-stores.ts'
import type { StoreProvider } from '../services/store.ts'
import { startRedisServer } from './redis-server.ts'

/** The stores of one implementation on data of their own, as two nodes have them open. */
export interface ProvidersUnderTest {
  /** The embedded store has one process, so both are the same there. */
  readonly nodes: () => readonly [StoreProvider, StoreProvider]
  /** The id of a site that nobody has used. */
  readonly newSite: () => string
  /** Closes them in order and opens them again on the same data. */
  readonly reopen: () => Promise<void>
  readonly stop: () => Promise<void>
}

let siteCount = 0
const newSite = (): string => `site-${++siteCount}`

export async function startRedisProviders(): Promise<ProvidersUnderTest> {
  const server = await startRedisServer({ config: { appendonly: 'yes', appendfsync: 'always' } })
  const open = () => openRedisStores({ url: server.url })
  let providers = await Promise.all([open(), open()])
  const close = () => Promise.all(providers.map((provider) => provider.close()))
  return {
    nodes: () => providers,
    newSite,
    async reopen() {
      await close()
      await server.kill('SIGTERM')
      await server.start()
      providers = await Promise.all([open(), open()])
    },
    async stop() {
      await close()
      await server.stop()
    },
  }
}

export async function startEmbeddedProviders(): Promise<ProvidersUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'iocwall-embedded-'))
  let provider = await openEmbeddedStores({ folder })
  return {
    nodes: () => [provider, provider],
    newSite,
    async reopen() {
      await provider.close()
      provider = await openEmbeddedStores({ folder })
    },
    async stop() {
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
