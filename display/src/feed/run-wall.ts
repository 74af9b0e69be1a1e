import { AlarmReplica } from '../../../protocol/alarm-replica.ts'
import { createReplica } from '../../../protocol/replica.ts'
import { useAccessStore } from '../stores/access.ts'
import { useFaultStore } from '../stores/faults.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { browserBuildPorts, watchBuild } from './new-build.ts'
import { outsideChecks } from './outside-checks.ts'
import { browserPage } from './page.ts'
import { WallFeed } from './wall-feed.ts'
import { WallSaver } from './wall-saver.ts'
import { openWallSocket } from './wall-socket.ts'
import { WallState } from './wall-state.ts'
import { openBrowserVault } from './wall-vault.ts'

/** Runs the wall of a site in this page: what was saved first, then the server. Answers how to stop it. */
export function runWall(site: string, token?: string): () => void {
  const page = browserPage
  const access = useAccessStore()
  access.access = { site, key: token }
  const faults = useFaultStore()
  const clock = useSiteClockStore()
  const feedState = useFeedStateStore()
  const screen = useScreenStore()
  const replica = createReplica()
  const alarms = new AlarmReplica()
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
  const buildWatch = watchBuild(page, browserBuildPorts, (error) => {
    faults.report('request', error, page.monotonicNow())
  })
  const feed = new WallFeed({
    site,
    token,
    page,
    replica,
    alarms,
    state,
    openSocket: openWallSocket,
    onReconnected: buildWatch.look,
  })
  let isStopped = false

  async function start(): Promise<void> {
    const restored = await saver.restore()
    if (isStopped) return
    window.iocwall = outsideChecks(replica, alarms)
    feed.start(restored?.screen)
    if (restored) state.restored(restored.clock, restored.savedSiteTime)
    saver.start()
  }

  start().catch((error: unknown) => faults.report('page', error, page.monotonicNow()))
  return () => {
    isStopped = true
    access.access = undefined
    buildWatch.stop()
    saver.stop()
    feed.stop()
    delete window.iocwall
  }
}
