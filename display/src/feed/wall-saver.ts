import type { SiteClockReading } from '../../../protocol/freshness.ts'
import type { Replica } from '../../../protocol/replica.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import type { Page } from './page.ts'
import { restoreWall, saveFigures, saveWords, type Restored } from './saved-wall.ts'
import { channelsOf } from './server-messages.ts'
import type { WallVault } from './wall-vault.ts'

const SAVE_INTERVAL_MS = 15_000
/** A slow disk must not hold up a wall whose server answers. */
const RESTORE_TIMEOUT_MS = 1_000

export interface SaverPorts {
  readonly site: string
  readonly page: Page
  readonly vault: WallVault
  readonly replica: Replica
  readonly screen: () => ScreenMessage | undefined
  readonly clock: () => SiteClockReading
  /** Nothing is worth saving that did not come from the server. */
  readonly isProven: () => boolean
  readonly failed: (error: unknown) => void
}

/** Keeps on disk what a wall needs to come up again with no server in reach: at most every 15 s, and on leaving. */
export class WallSaver {
  readonly #ports: SaverPorts
  #callOffs: readonly (() => void)[] = []
  #savedWords: string | undefined
  #isWriting = false
  #isBroken = false
  #savedAt = -Infinity

  constructor(ports: SaverPorts) {
    this.#ports = ports
  }

  /** Answers what was saved, already in the replica; undefined when there is nothing usable in time. */
  async restore(): Promise<Extract<Restored, { ok: true }> | undefined> {
    const { page, replica, vault, site } = this.#ports
    const late = Symbol('late')
    try {
      const read = await Promise.race([
        Promise.all([vault.read(`${site}/words`), vault.read(`${site}/figures`)]),
        new Promise<typeof late>((resolve) => page.after(RESTORE_TIMEOUT_MS, () => resolve(late))),
      ])
      if (read === late) return undefined
      const restored = restoreWall(replica, channelsOf, read[0], read[1], page.wallNow())
      return restored.ok ? restored : undefined
    } catch (error) {
      this.#fail(error)
      return undefined
    }
  }

  start(): void {
    const { page } = this.#ports
    const saveWhenDue = (): void => {
      if (page.monotonicNow() - this.#savedAt >= SAVE_INTERVAL_MS) void this.save()
    }
    this.#callOffs = [page.every(1_000, saveWhenDue), page.onLeave(() => void this.save())]
  }

  stop(): void {
    for (const callOff of this.#callOffs) callOff()
    this.#callOffs = []
  }

  async save(): Promise<void> {
    const { site, vault, replica, clock } = this.#ports
    const screen = this.#ports.screen()
    if (!screen || this.#isWriting || this.#isBroken || !this.#ports.isProven()) return
    this.#isWriting = true
    this.#savedAt = this.#ports.page.monotonicNow()
    try {
      const { revision, rows } = replica.schemaHeld()
      const wordsName = `${screen.revision} ${revision} ${rows}`
      const figures = saveFigures(replica, channelsOf(screen), clock())
      if (wordsName !== this.#savedWords) {
        await vault.write(`${site}/words`, saveWords(replica, screen))
        this.#savedWords = wordsName
      }
      await vault.write(`${site}/figures`, figures)
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#isWriting = false
    }
  }

  /** A browser that keeps nothing is said once; the wall works without. */
  #fail(error: unknown): void {
    this.#isBroken = true
    this.#ports.failed(error)
  }
}
