import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readFireBands } from './read-fire-bands.ts'

const CONFIG = path.join(import.meta.dirname, '../../../config')

it('reads the bands of this repository', async () => {
  expect(await readFireBands(CONFIG, 'hue-2022')).toMatchObject({
    ok: true,
    value: { upTo: [5_000, 10_000, 15_000, 20_000], resetRain: 5 },
  })
})

it('says where in the file something is wrong', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'fire-bands-'))
  try {
    await mkdir(path.join(folder, 'fire-bands'))
    const file = path.join(folder, 'fire-bands', 'a.yaml')
    const words = '{ vi: a, en: a }'
    await writeFile(file, `name: ${words}\nsource: ${words}\nupTo: [1, 3, 2, 4]\n`)
    expect(await readFireBands(folder, 'a')).toMatchObject({
      problems: [{ file, line: 3, message: 'upTo: bounds must ascend' }],
    })
    expect(await readFireBands(folder, 'b')).toMatchObject({ ok: false })
  } finally {
    await rm(folder, { recursive: true })
  }
})
