import { useAnswerStore } from '../../answers/use-answers.ts'
import { useHistoryStore } from '../../history/use-history.ts'
import { useFeedStateStore } from '../../stores/feed-state.ts'
import { useAlarmStore } from '../../stores/alarms.ts'
import { useReadingsStore } from '../../stores/readings.ts'
import { useScreenStore, type Locale } from '../../stores/screen.ts'
import { useSiteClockStore } from '../../stores/site-clock.ts'
import { galleryAlarms } from './gallery-alarms.ts'
import { galleryColumns } from './gallery-columns.ts'
import { galleryAnswers } from './gallery-dossiers.ts'
import { galleryHistory } from './gallery-history.ts'
import { GALLERY_SCENES } from './gallery-scenes.ts'
import { GALLERY_NOW, galleryScreen } from './gallery-screen.ts'
import { wayIn, type GalleryState } from './gallery-states.ts'

const LOST_FOR_MS = 4 * 60_000

/** Makes the stores say what they would say in a state; there is no feed behind them. */
export function fillStores(
  state: GalleryState,
  locale: Locale,
  mapUrl: string,
  alarmCount: number,
): void {
  const clock = useSiteClockStore()
  clock.setAnchor({ siteTime: GALLERY_NOW, realTime: GALLERY_NOW, rate: 0 }, 0)
  clock.tick(0)
  clock.estimated = false
  const bare = galleryScreen(mapUrl, state !== 'no-places')
  const full = { ...bare, layout: { scenes: GALLERY_SCENES } }
  const screen = useScreenStore()
  screen.locale = locale
  screen.screen =
    state === 'unknown-metric'
      ? { ...full, metrics: full.metrics.map((one) => ({ ...one, id: `other.${one.id}` })) }
      : full
  const feed = useFeedStateStore()
  feed.reset()
  Object.assign(feed, wayIn(state), {
    lastProofAt: GALLERY_NOW - LOST_FOR_MS,
    sources: { up: 40, late: state === 'source-late' ? 12 : 0, total: 52 },
  })
  feed.since = feed.layer === 'live' ? undefined : GALLERY_NOW - LOST_FOR_MS
  const columns = galleryColumns(full, state)
  useReadingsStore().book().bind(columns)
  fillAlarms(state, state === 'no-places' ? 0 : alarmCount)
  const history = galleryHistory(columns, state)
  useHistoryStore().loadFrom((window) => Promise.resolve(history(window)))
  useAnswerStore().loadFrom(galleryAnswers(state))
}

/** Where figures have come to a stop, so has the canary, and nobody watches. */
function fillAlarms(state: GalleryState, count: number): void {
  const alarms = useAlarmStore()
  alarms.reset()
  if (state === 'none') return
  alarms.rows = galleryAlarms(count)
  alarms.watch = {
    officer: { id: 'hanh', name: 'Trần Thị Hạnh', at: GALLERY_NOW - LOST_FOR_MS },
    until: GALLERY_NOW + 120 * 60_000,
  }
  alarms.canaryAt = GALLERY_NOW - LOST_FOR_MS
  alarms.pathState = state === 'ingest-down' ? 'silent' : 'proven'
}
