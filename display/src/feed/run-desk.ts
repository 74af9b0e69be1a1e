import { useAccessStore } from '../stores/access.ts'
import { useFaultStore } from '../stores/faults.ts'
import { browserPage } from './page.ts'
import { watchedChannels } from './server-messages.ts'
import { WallFeed } from './wall-feed.ts'
import { openWallSocket } from './wall-socket.ts'
import { WallState } from './wall-state.ts'

/** Follows a site's alarms and the figures that they watch. Answers how to stop it. */
export function runDesk(site: string): () => void {
  const page = browserPage
  const access = useAccessStore()
  // By the session of whoever is signed in.
  access.access = { site, key: undefined }
  const faults = useFaultStore()
  const feed = new WallFeed({
    site,
    page,
    state: new WallState(page),
    openSocket: openWallSocket,
    channelsOf: watchedChannels,
  })
  try {
    feed.start()
  } catch (error) {
    faults.report('page', error, page.monotonicNow())
  }
  return () => {
    access.access = undefined
    feed.stop()
  }
}
