import type { Site } from '../core/sites/site.ts'
import type { FeedLog } from './feed-ports.ts'

const AGAIN_MS = 2_000

export interface ConfigurationTaker {
  /** Gives every site its part of a whole new configuration, the newest one winning. */
  readonly take: (sites: ReadonlyMap<string, Site>) => void
  readonly stop: () => void
}

/** A store that is away for the moment must not leave a site with its old configuration for good: what fails is tried again. */
export function createConfigurationTaker(parts: {
  /** Takes a site's configuration whole, or rejects and leaves the old one. */
  readonly configure: (site: Site) => Promise<void>
  readonly taken: (site: Site) => void
  readonly log: Pick<FeedLog, 'warn'>
}): ConfigurationTaker {
  let wanted: ReadonlyMap<string, Site> = new Map()
  const timers = new Set<NodeJS.Timeout>()

  function takeOne(site: Site): void {
    parts.configure(site).then(
      () => parts.taken(site),
      (error: unknown) => {
        if (wanted.get(site.id) !== site) return
        parts.log.warn({ site: site.id, err: error }, 'configuration not taken, trying again')
        const timer = setTimeout(() => {
          timers.delete(timer)
          if (wanted.get(site.id) === site) takeOne(site)
        }, AGAIN_MS)
        timers.add(timer)
      },
    )
  }

  return {
    take(sites) {
      wanted = sites
      for (const site of sites.values()) takeOne(site)
    },
    stop() {
      wanted = new Map()
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
