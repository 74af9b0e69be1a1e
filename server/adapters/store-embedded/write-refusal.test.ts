import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../services/store.ts'
import { refusedWrite } from './write-refusal.ts'

function failedCommit(code: number): Error {
  const reason = Object.assign(new Error('reason'), { code })
  const commitError = Promise.reject(reason)
  commitError.catch(() => undefined)
  return Object.assign(new Error('Commit failed (see commitError for details)'), { commitError })
}

describe('what the disk refuses', () => {
  it.each([
    ['no space left', 28, 'full'],
    ['over quota', 122, 'full'],
    ['file too large', 27, 'full'],
    ['map cannot grow', -30792, 'full'],
    ['read-only file system', 30, 'read-only'],
    ['permission denied', 13, 'read-only'],
  ])('is a result: %s', async (_, code, reason) => {
    expect(await refusedWrite(failedCommit(code), tmpdir())).toEqual({ ok: false, reason })
  })

  it('is thrown when it says something else', async () => {
    await expect(refusedWrite(failedCommit(5), tmpdir())).rejects.toThrow(StoreUnavailable)
    await expect(refusedWrite(new Error('odd'), tmpdir())).rejects.toThrow(/odd/)
  })
})
