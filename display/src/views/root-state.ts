import { watchEffect } from 'vue'
import { useAlarmStore } from '../stores/alarms.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useScreenStore } from '../stores/screen.ts'

/** What the document's root element says of the feed and the language, for style sheets and for checks from outside. */
export function useRootState(): void {
  const store = useScreenStore()
  const feed = useFeedStateStore()
  const root = document.documentElement
  useAlarmRootState()
  // One by one: the version changes with each frame, and every attribute set costs the whole page a look.
  watchEffect(() => (root.lang = store.locale))
  watchEffect(() => (root.dataset['feed'] = feed.layer))
  watchEffect(() => (root.dataset['version'] = feed.version))
  watchEffect(() => (root.dataset['epoch'] = feed.epoch))
}

/** The same of the site's alarms: whether somebody watches for them, and how many are open. */
export function useAlarmRootState(): void {
  const alarms = useAlarmStore()
  const { dataset } = document.documentElement
  watchEffect((onCleanup) => {
    dataset['alarms'] = alarms.pathState === 'proven' ? 'watched' : 'unwatched'
    onCleanup(() => delete dataset['alarms'])
  })
  watchEffect((onCleanup) => {
    dataset['alarmCount'] = String(alarms.openCount)
    onCleanup(() => delete dataset['alarmCount'])
  })
}
