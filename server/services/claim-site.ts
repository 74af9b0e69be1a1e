import type { SiteStore } from './store.ts'

/** As long as a contender for the lease waits before it takes a holder for dead. */
const STANDS_STILL_MS = 10_000
const LOOK_EVERY_MS = 500

export interface ClaimParts {
  readonly store: Pick<SiteStore, 'readLease' | 'takeLease'>
  /** The name under which this node strives for its leases. */
  readonly holder: string
  readonly sleep: (ms: number) => Promise<void>
}

/**
 * Takes a site's feed lease before anything runs, for a node that must have the site to itself;
 * false when another node keeps it or was quicker. At once where nobody holds it; after a node that
 * died as long as its beat must stand still.
 */
export async function claimSite({ store, holder, sleep }: ClaimParts): Promise<boolean> {
  let seen = await store.readLease('feed')
  for (let stillMs = 0; seen !== undefined && stillMs < STANDS_STILL_MS; stillMs += LOOK_EVERY_MS) {
    await sleep(LOOK_EVERY_MS)
    const now = await store.readLease('feed')
    if (now !== undefined && (now.token !== seen.token || now.beat !== seen.beat)) return false
    seen = now
  }
  return (await store.takeLease('feed', seen, holder)).taken
}
