import type { AnnouncedLevel } from '../protocol/announced.ts'
import type { ScreenMessage } from '../protocol/screen.ts'
import { civilDate } from './core/sites/civil-date.ts'
import { screenMessage } from './core/sites/screen-message.ts'
import type { Site } from './core/sites/site.ts'
import type { SiteClock } from './services/site-clock.ts'

/** The screen message of the site clock's date; made anew when date, configuration, scenario or announced levels change. */
export function createScreen(
  site: () => Site,
  clock: SiteClock,
  announcedNow: () => readonly AnnouncedLevel[],
): () => ScreenMessage {
  let made:
    | {
        readonly of: Site
        readonly key: string
        readonly announced: readonly AnnouncedLevel[]
        readonly message: ScreenMessage
      }
    | undefined
  return () => {
    const of = site()
    const date = civilDate(clock.now(), of.timeZone)
    const scenario = clock.scenario()
    const key = `${date} ${scenario?.title.vi ?? ''}`
    const announced = announcedNow()
    if (made?.of !== of || made.key !== key || made.announced !== announced) {
      made = { of, key, announced, message: screenMessage(of, date, scenario, announced) }
    }
    return made.message
  }
}
