import { useFaultStore } from '../stores/faults.ts'
import { browserPage } from './page.ts'
import { WallFeed } from './wall-feed.ts'
import { openWallSocket } from './wall-socket.ts'
import { WallState } from './wall-state.ts'

/** Follows a site's alarms in a page that shows none of its figures as they come. Answers how to stop it. */
export function runAlarms(site: string): () => void {
  const page = browserPage
  const faults = useFaultStore()
  const feed = new WallFeed({
    site,
    page,
    state: new WallState(page),
    openSocket: openWallSocket,
    isOfAlarmsOnly: true,
  })
  try {
    feed.start()
  } catch (error) {
    faults.report('page', error, page.monotonicNow())
  }
  return () => feed.stop()
}
