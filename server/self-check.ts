import { statfs } from 'node:fs/promises'
import type { SelfCheck } from '../protocol/people.ts'
import type { ServerConfig } from './config.ts'
import { isLoopback } from './core/access/origin.ts'
import { selfCheckOf, type SelfCheckFacts } from './core/self-check/findings.ts'
import type { SiteClock } from './services/site-clock.ts'
import { siteFactsOf } from './services/site-facts.ts'
import type { StoreProvider } from './services/store.ts'
import type { SiteApp } from './site-app.ts'

interface SelfCheckParts {
  readonly config: ServerConfig
  readonly apps: ReadonlyMap<string, Pick<SiteApp, 'site' | 'feed' | 'clock' | 'durability'>>
  readonly storeKind: StoreProvider['kind']
  readonly isSetUp: () => Promise<boolean>
  readonly configurationProblems: () => number
  readonly clock: Pick<SiteClock, 'isSound'>
}

/** Looks at the server and its sites as they are now. */
export function createSelfCheck(parts: SelfCheckParts): () => Promise<readonly SelfCheck[]> {
  const { config, apps, storeKind, clock } = parts
  const { smtp, secret } = config
  const sending = {
    hasMail: smtp !== undefined,
    isSet: (name: string) => secret(name) !== undefined,
  }
  return async () =>
    selfCheckOf({
      isSetUp: await parts.isSetUp(),
      isDemo: config.demo !== 'none',
      store: { kind: storeKind, ...(await durabilityOf([...apps.values()])) },
      network: {
        isLoopbackOnly: config.host === 'localhost' || isLoopback(config.host),
        isTls: config.tls !== undefined,
        trustedProxies: config.trustedProxies,
        publicOrigins: config.publicOrigins,
      },
      disk: storeKind === 'embedded' ? await diskOf(config.dataDir) : undefined,
      clock: { isSound: clock.isSound() },
      configurationProblems: parts.configurationProblems(),
      sites: [...apps.values()].flatMap(
        (app) => siteFactsOf(app.site(), app.feed, app.clock.now(), sending) ?? [],
      ),
    })
}

async function durabilityOf(
  apps: readonly Pick<SiteApp, 'durability' | 'site'>[],
): Promise<Omit<SelfCheckFacts['store'], 'kind'>> {
  // One store holds all sites.
  const found = await apps[0]?.durability()
  const hasRules = apps.some((app) => app.site().alarms.rules.length > 0)
  return {
    durability: found?.figures ?? 'always',
    ...(hasRules && { alarms: found?.alarms }),
  }
}

async function diskOf(folder: string): Promise<{ readonly freeBytes: number } | undefined> {
  const found = await statfs(folder).catch(() => undefined)
  return found && { freeBytes: found.bavail * found.bsize }
}
