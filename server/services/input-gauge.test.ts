import { describe, expect, it } from 'vitest'
import { createInputGauge } from './input-gauge.ts'
import { StoreUnavailable } from './store.ts'

function gauge(waitingCount: () => Promise<number>) {
  const told: (readonly [string, number | undefined])[] = []
  const ask = createInputGauge({
    siteId: 'a',
    input: { waitingCount },
    metrics: { inputWaiting: (site, count) => told.push([site, count]) },
  })
  return { ask, told }
}

describe('the gauge of the input', () => {
  it('tells how much waits', async () => {
    const { ask, told } = gauge(() => Promise.resolve(7))
    await ask()
    expect(told).toEqual([['a', 7]])
  })

  it('tells nothing rather than an old count while the store does not answer', async () => {
    const { ask, told } = gauge(() => Promise.reject(new StoreUnavailable('away')))
    await ask()
    expect(told).toEqual([['a', undefined]])
  })

  it('asks a slow store once, and again when it has answered', async () => {
    const answers: ((count: number) => void)[] = []
    const { ask, told } = gauge(() => new Promise((resolve) => answers.push(resolve)))
    const first = ask()
    await ask()
    expect(answers).toHaveLength(1)
    answers[0]?.(3)
    await first
    void ask()
    expect(answers).toHaveLength(2)
    expect(told).toEqual([['a', 3]])
  })
})
