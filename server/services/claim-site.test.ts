import { describe, expect, it } from 'vitest'
import { FakeSiteStore } from '../testing/fake-site-store.ts'
import { claimSite } from './claim-site.ts'

/** Claims for node b while `meanwhile` runs at each look; answers what came of it and after how long. */
async function claim(store: FakeSiteStore, meanwhile: (atMs: number) => unknown = () => undefined) {
  let waitedMs = 0
  const isOurs = await claimSite({
    store,
    holder: 'b',
    sleep: async (ms) => {
      waitedMs += ms
      await meanwhile(waitedMs)
    },
  })
  return { isOurs, waitedMs, holder: (await store.readLease('feed'))?.holder }
}

describe('a node that needs a site for itself', () => {
  it('gets it at once where nobody is', async () => {
    expect(await claim(new FakeSiteStore())).toEqual({ isOurs: true, waitedMs: 0, holder: 'b' })
  })

  it('is refused as soon as the beat of another node moves', async () => {
    const store = new FakeSiteStore()
    await store.takeLease('feed', undefined, 'a')
    const outcome = await claim(store, (atMs) => atMs === 2_000 && store.beatLease('feed', 1))
    expect(outcome).toEqual({ isOurs: false, waitedMs: 2_000, holder: 'a' })
  })

  it('gets it from a node that died, when its beat has stood still for 10 s', async () => {
    const store = new FakeSiteStore()
    await store.takeLease('feed', undefined, 'a')
    expect(await claim(store)).toEqual({ isOurs: true, waitedMs: 10_000, holder: 'b' })
  })

  it('gets it from a node that is stopped meanwhile', async () => {
    const store = new FakeSiteStore()
    await store.takeLease('feed', undefined, 'a')
    const outcome = await claim(store, (atMs) => atMs === 1_000 && store.releaseLease('feed', 1))
    expect(outcome).toEqual({ isOurs: true, waitedMs: 1_000, holder: 'b' })
  })

  it('is refused when another node that starts at the same moment is quicker', async () => {
    const store = new FakeSiteStore()
    const [first, second] = await Promise.all(
      ['a', 'b'].map((holder) => claimSite({ store, holder, sleep: async () => undefined })),
    )
    expect([first, second]).toEqual([true, false])
  })
})
