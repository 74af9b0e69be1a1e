import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, it } from 'vitest'
import { watchFiles } from './watch-files.ts'

let folder: string
let stop: () => Promise<void>
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-watch-'))
})
afterEach(async () => {
  await stop()
  await rm(folder, { recursive: true })
})

/** Watches, and answers what resolves at the next look. */
async function watched(files: readonly string[]): Promise<() => Promise<void>> {
  let looked = (): void => {}
  await new Promise<void>((ready) => {
    stop = watchFiles(files, async () => looked(), { ready })
  })
  return () => new Promise((resolve) => (looked = resolve))
}

describe('watched files', () => {
  it('are looked at when one is written, or moved into its place', async () => {
    const files = ['a.crt', 'a.key'].map((name) => path.join(folder, name))
    for (const file of files) await writeFile(file, 'first')
    const next = await watched(files)
    const written = next()
    await writeFile(files[0] ?? '', 'second')
    await written
    const moved = next()
    await writeFile(path.join(folder, 'new'), 'third')
    await rename(path.join(folder, 'new'), files[1] ?? '')
    await moved
    const movedAgain = next()
    await writeFile(path.join(folder, 'new'), 'fourth')
    await rename(path.join(folder, 'new'), files[1] ?? '')
    await movedAgain
  })

  it('are looked at when their links lead elsewhere, as ACME clients do it', async () => {
    const link = path.join(folder, 'live', 'a.crt')
    await mkdir(path.join(folder, 'live'))
    for (const name of ['1.crt', '2.crt', '3.crt']) await writeFile(path.join(folder, name), name)
    await symlink('../1.crt', link)
    const next = await watched([link])
    for (const target of ['../2.crt', '../3.crt']) {
      const looked = next()
      await symlink(target, `${link}.new`)
      await rename(`${link}.new`, link)
      await looked
    }
  })
})
