import type { Page } from 'playwright-core'
import { until } from './until.ts'

/** Waits until a wall's page would come up again, with its figures, where no server answers. */
export async function whenSaved(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await until('the wall has kept its figures', 30_000, () => page.evaluate(hasSaved))
}

/** Runs in the page; must not refer to anything outside itself. */
function hasSaved(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('ioc-wall')
    opening.onerror = () => reject(new Error('no database'))
    opening.onsuccess = () => {
      const db = opening.result
      if (!db.objectStoreNames.contains('walls')) {
        db.close()
        resolve(false)
        return
      }
      const keys = db.transaction('walls').objectStore('walls').getAllKeys()
      keys.onsuccess = () => {
        db.close()
        resolve(keys.result.length >= 2)
      }
    }
  })
}
