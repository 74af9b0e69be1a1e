import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Keeps bytes as a file that only the server's own user may read, for as long as they are worked on:
 * registers tell of people.
 */
export async function withBroughtFile<T>(
  folder: string,
  bytes: Uint8Array,
  use: (file: string) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, randomUUID())
  try {
    await writeFile(file, bytes, { mode: 0o600, flag: 'wx' })
    return await use(file)
  } finally {
    await rm(file, { force: true })
  }
}

/** What a server that was killed has left there. */
export async function forgetBroughtFiles(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
