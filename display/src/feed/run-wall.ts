import { createReplica } from '../../../protocol/replica.ts'
import { useFaultStore } from '../stores/faults.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { browserBuildPorts, takeUpNewBuild } from './new-build.ts'
import { outsideChecks } from './outside-checks.ts'
import { browserPage } from './page.ts'
import { WallFeed } from './wall-feed.ts'
import { WallSaver } from './wall-saver.ts'
import { openWallSocket } from './wall-socket.ts'
import { WallState } from './wall-state.ts'
import { openBrowserVault } from './wall-vault.ts'

const BUILD_CHECK_INTERVAL_MS = 60_000

/** Runs the wall of a site in this page: what was saved first, then the server. Answers how to stop it. */
export function runWall(site: string, token?: string): () => void {
  const page = browserPage
  const faults = useFaultStore()
  const clock = useSiteClockStore()
  const feedState = useFeedStateStore()
  const screen = useScreenStore()
  const replica = createReplica()
  const state = new WallState(page)
  const saver = new WallSaver({
    site,
    page,
    vault: openBrowserVault(),
    replica,
    screen: () => screen.screen,
    clock: () => ({
      siteTime: clock.at(page.monotonicNow()),
      realTime: page.wallNow(),
      rate: clock.anchor?.reading.rate ?? 1,
    }),
    isProven: () => feedState.isProven,
    failed: (error) => faults.report('cache', error, page.monotonicNow()),
  })
  const feed = new WallFeed({
    site,
    token,
    page,
    replica,
    state,
    openSocket: openWallSocket,
    onReconnected: () => void lookForNewBuild(),
  })
  let isStopped = false
  let lookedForBuildAt = -Infinity

  async function lookForNewBuild(): Promise<void> {
    const now = page.monotonicNow()
    if (now - lookedForBuildAt < BUILD_CHECK_INTERVAL_MS) return
    lookedForBuildAt = now
    try {
      await takeUpNewBuild(browserBuildPorts)
    } catch (error) {
      faults.report('request', error, page.monotonicNow())
    }
  }

  async function start(): Promise<void> {
    const restored = await saver.restore()
    if (isStopped) return
    window.iocwall = outsideChecks(replica)
    feed.start(restored?.screen)
    if (restored) state.restored(restored.clock, restored.savedSiteTime)
    saver.start()
  }

  start().catch((error: unknown) => faults.report('page', error, page.monotonicNow()))
  return () => {
    isStopped = true
    saver.stop()
    feed.stop()
    delete window.iocwall
  }
}
