import path from 'node:path'
import { watch } from 'chokidar'
import { loadSites } from './load-sites.ts'
import type { LoadOptions, SitesOutcome } from './load-sites.ts'
import { TOP } from './problem.ts'

const QUIET_MS = 250

/**
 * Loads the sites again whenever their files or maps change and have been quiet for a moment.
 * Hands over a whole set or problems; what to do with the old set is the caller's business.
 * The answer stops the watching; `ready` of the options is called once changes will be seen.
 */
export function watchSites(
  folder: string,
  which: readonly string[] | undefined,
  onChange: (outcome: SitesOutcome) => void,
  options: LoadOptions & { readonly ready?: () => void } = {},
): () => Promise<void> {
  const mapsFolder = options.mapsFolder ?? path.join(folder, '..', 'maps')
  const watched = mapsFolder === false ? [folder] : [folder, mapsFolder]
  const watcher = watch(watched, {
    ignoreInitial: true,
    ignored: (file) => !watched.includes(file) && /^\.|~$/.test(path.basename(file)),
  })
  let timer: NodeJS.Timeout | undefined
  let loading: Promise<void> = Promise.resolve()
  let isStopped = false

  const reload = async () => {
    if (isStopped) return
    const outcome = await loadSites(folder, which, options).catch(unreadable)
    if (!isStopped) onChange(outcome)
  }
  const unreadable = (error: unknown): SitesOutcome => {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, problems: [{ file: folder, ...TOP, message }] }
  }
  watcher.on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      loading = loading.then(reload)
    }, QUIET_MS)
  })
  // Links that go round, or no more watches to be had: told, and the server goes on with what it has.
  watcher.on('error', (error) => {
    if (!isStopped) onChange(unreadable(error))
  })
  if (options.ready) watcher.on('ready', options.ready)

  return async () => {
    isStopped = true
    clearTimeout(timer)
    await watcher.close()
    await loading
  }
}
