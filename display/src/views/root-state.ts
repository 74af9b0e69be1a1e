import { watchEffect } from 'vue'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useScreenStore } from '../stores/screen.ts'

/** What the document's root element says of the feed and the language, for style sheets and for checks from outside. */
export function useRootState(): void {
  const store = useScreenStore()
  const feed = useFeedStateStore()
  const root = document.documentElement
  // One by one: the version changes with each frame, and every attribute set costs the whole page a look.
  watchEffect(() => (root.lang = store.locale))
  watchEffect(() => (root.dataset['feed'] = feed.layer))
  watchEffect(() => (root.dataset['version'] = feed.version))
  watchEffect(() => (root.dataset['epoch'] = feed.epoch))
}
