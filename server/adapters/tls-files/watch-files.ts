import path from 'node:path'
import { watch } from 'chokidar'

const QUIET_MS = 500
const LOOK_EVERY_MS = 3_600_000

/**
 * Calls when one of the files may have been replaced and all have been quiet for a moment. Their folders
 * are watched, for a renewal often moves new files or links into place; hourly, it is asked to look
 * whatever was seen: not every file system tells, and time passes by itself. The answer ends it.
 */
export function watchFiles(
  files: readonly string[],
  onChange: () => Promise<void>,
  options: { readonly ready?: () => void } = {},
): () => Promise<void> {
  const folders = [...new Set(files.map((file) => path.dirname(file)))]
  const watcher = watch(folders, {
    ignoreInitial: true,
    depth: 0,
    ignored: (file) => !files.includes(file) && !folders.includes(file),
  })
  let quiet: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()

  const look = (): void => {
    looking = looking.then(onChange)
  }
  const hourly = setInterval(look, LOOK_EVERY_MS)
  watcher.on('all', () => {
    clearTimeout(quiet)
    quiet = setTimeout(look, QUIET_MS)
  })
  // No more watches to be had: the hourly look still finds what is new.
  watcher.on('error', look)
  if (options.ready) watcher.on('ready', options.ready)

  return async () => {
    clearTimeout(quiet)
    clearInterval(hourly)
    await watcher.close()
    await looking
  }
}
