import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const CONFIG = path.resolve(import.meta.dirname, '../../config')

/** A copy of the committed configuration that a test may spoil. */
export interface ConfigCopy {
  readonly folder: string
  /** Changes one file; throws where the change changes nothing. */
  readonly edit: (file: string, change: (text: string) => string) => Promise<void>
  readonly remove: () => Promise<void>
}

export async function copyConfig(): Promise<ConfigCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'iocwall-e2e-config-'))
  await cp(CONFIG, folder, { recursive: true })
  return {
    folder,
    async edit(file, change) {
      const place = path.join(folder, file)
      const before = await readFile(place, 'utf8')
      const after = change(before)
      if (after === before) throw new Error(`nothing to change in ${file}`)
      await writeFile(place, after)
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
