import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { mappingProblems, readMapping } from './read-mapping.ts'

const CONFIG = path.join(import.meta.dirname, '../../../config')

it('reads the mappings of this repository', async () => {
  expect(await mappingProblems(CONFIG)).toEqual([])
  expect(await readMapping(CONFIG, 'one-stop-register')).toMatchObject({
    ok: true,
    mapping: { dates: 'day-first', numbers: '1.234,5', statuses: { 'Đã trả kết quả': 'returned' } },
  })
})

it('names those that there are where one is not', async () => {
  const missing = await readMapping(CONFIG, 'none')
  expect(missing).toMatchObject({
    problems: [{ message: expect.stringContaining('request-register') as string }],
  })
  expect(await readMapping(CONFIG, '../sites/dai-loc/site')).toMatchObject({ ok: false })
})

it('says where in the file something is wrong', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mapping-'))
  try {
    await mkdir(path.join(folder, 'mappings'))
    const file = path.join(folder, 'mappings', 'a.yaml')
    await writeFile(file, 'name: { vi: a, en: a }\ncolumns:\n  code: [Mã]\n  received: [Họ tên]\n')
    expect(await mappingProblems(folder)).toMatchObject([{ file, line: 4, column: 14 }])
    expect(await mappingProblems(path.join(folder, 'none'))).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})
