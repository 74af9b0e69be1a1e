import type { Page } from './page.ts'

/** What the check needs of the page; all of it can be missing (development, plain http). */
export interface BuildPorts {
  /** The address of the script this page was started with; undefined in development. */
  readonly ownEntry: () => string | undefined
  /** The text of the page as the server has it now. */
  readonly fetchPage: () => Promise<string>
  /** Brings the new version into the offline copy, so that a reload does not start the old one again. */
  readonly updateOfflineCopy: () => Promise<void>
  /** The entry that an earlier check reloaded for, kept over the reload. */
  readonly triedEntry: () => string | null
  readonly rememberTry: (entry: string) => void
  readonly reload: () => void
}

export type BuildVerdict = 'same' | 'reloading' | 'tried-before' | 'unknown'

/** The entry script's name holds its content's hash, so it names the build. */
const ENTRY = /<script\b[^>]*\bsrc="(\/assets\/[^"]+\.js)"/

/** A wall runs for months with nobody to press reload: after a reconnect it takes up the server's build by itself, once. */
export async function takeUpNewBuild(ports: BuildPorts): Promise<BuildVerdict> {
  const own = ports.ownEntry()
  if (own === undefined) return 'unknown'
  const entry = ENTRY.exec(await ports.fetchPage())?.[1]
  if (entry === undefined) return 'unknown'
  if (entry === own) return 'same'
  // A server behind an old cache would otherwise make the wall reload for ever.
  if (ports.triedEntry() === entry) return 'tried-before'
  await ports.updateOfflineCopy()
  ports.rememberTry(entry)
  ports.reload()
  return 'reloading'
}

const CHECK_INTERVAL_MS = 10_000

/** Looks for a new build when told to, however often that is: at most every ten seconds, and never not at all. */
export function watchBuild(
  page: Pick<Page, 'monotonicNow' | 'after'>,
  ports: BuildPorts,
  failed: (error: unknown) => void,
): { readonly look: () => void; readonly stop: () => void } {
  let lookedAt = -Infinity
  let callOff: (() => void) | undefined
  return {
    look() {
      callOff?.()
      const dueInMs = lookedAt + CHECK_INTERVAL_MS - page.monotonicNow()
      callOff = page.after(Math.max(0, dueInMs), () => {
        lookedAt = page.monotonicNow()
        takeUpNewBuild(ports).catch(failed)
      })
    },
    stop: () => callOff?.(),
  }
}

const TRIED = 'iocwall.tried-build'
const TAKEOVER_TIMEOUT_MS = 20_000

async function updateServiceWorker(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  if (!registration) return
  const taken = new Promise<void>((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true })
    setTimeout(resolve, TAKEOVER_TIMEOUT_MS)
  })
  await registration.update()
  if (registration.installing ?? registration.waiting) await taken
}

export const browserBuildPorts: BuildPorts = {
  ownEntry() {
    const script = document.querySelector('script[type="module"][src^="/assets/"]')
    return script?.getAttribute('src') ?? undefined
  },
  async fetchPage() {
    // With a query of its own the request passes by the offline copy.
    const answer = await fetch(`/index.html?build-check=${Date.now()}`, { cache: 'no-store' })
    if (!answer.ok) throw new Error(`page: ${answer.status}`)
    return answer.text()
  },
  updateOfflineCopy: updateServiceWorker,
  triedEntry: () => sessionStorage.getItem(TRIED),
  rememberTry: (entry) => sessionStorage.setItem(TRIED, entry),
  reload: () => location.reload(),
}
