import { expect, it } from 'vitest'
import { OpenParts } from './open-parts.ts'

it('closes in the opposite order, each part once and all of them, and throws the first failure', async () => {
  const closed: string[] = []
  const parts = new OpenParts()
  parts.add(() => void closed.push('store'))
  parts.add(async () => {
    closed.push('socket')
    throw new Error('socket')
  })
  parts.add(() => void closed.push('timer'))
  await expect(parts.close()).rejects.toThrow('socket')
  await parts.close()
  expect(closed).toEqual(['timer', 'socket', 'store'])
})
