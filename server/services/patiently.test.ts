import { describe, expect, it } from 'vitest'
import { patiently } from './patiently.ts'
import { StoreUnavailable } from './store.ts'

const noPause = () => Promise.resolve()

describe('patience with a store', () => {
  it('asks again until it answers', async () => {
    let asked = 0
    const answer = patiently(() => {
      if (++asked < 4) return Promise.reject(new StoreUnavailable('busy'))
      return Promise.resolve('here')
    }, noPause)
    expect(await answer).toBe('here')
    expect(asked).toBe(4)
  })

  it('ends some time, and with anything else at once', async () => {
    let asked = 0
    const fails = (error: Error) => () => {
      asked++
      return Promise.reject(error)
    }
    await expect(patiently(fails(new StoreUnavailable('gone')), noPause)).rejects.toThrow('gone')
    expect(asked).toBe(10)
    await expect(patiently(fails(new Error('wrong')), noPause)).rejects.toThrow('wrong')
    expect(asked).toBe(11)
  })
})
