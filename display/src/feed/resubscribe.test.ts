import { describe, expect, it } from 'vitest'
import { FakePage } from './fake-page.ts'
import { Resubscriber } from './resubscribe.ts'

function start(): { page: FakePage; asked: string[]; resubscriber: Resubscriber } {
  const page = new FakePage()
  const asked: string[] = []
  const ask = (channels: readonly string[]): void => {
    asked.push(`${page.monotonicNow()} ${channels.join()}`)
  }
  return { page, asked, resubscriber: new Resubscriber({ ...page, ask }) }
}

describe('resubscribing', () => {
  it('asks once until it is answered', () => {
    const { page, asked, resubscriber } = start()
    for (let frame = 0; frame < 40; frame++) {
      resubscriber.needs('rivers')
      page.pass(250)
    }
    expect(asked).toEqual(['0 rivers'])
  })

  it('asks at most once a second when the answers do not serve', () => {
    const { page, asked, resubscriber } = start()
    for (let frame = 0; frame < 12; frame++) {
      resubscriber.needs('rivers')
      resubscriber.answered('rivers')
      resubscriber.needs('rivers')
      page.pass(250)
    }
    expect(asked).toEqual(['0 rivers', '1000 rivers', '2000 rivers', '3000 rivers'])
  })

  it('does not make one channel wait for another', () => {
    const { page, asked, resubscriber } = start()
    resubscriber.needs('rivers')
    page.pass(100)
    resubscriber.needs('rain')
    expect(asked).toEqual(['0 rivers', '100 rain'])
  })

  it('starts afresh with a new connection and leaves no timer behind', () => {
    const { page, asked, resubscriber } = start()
    resubscriber.needs('rivers')
    resubscriber.answered('rivers')
    resubscriber.needs('rivers')
    expect(page.timerCount).toBe(1)
    resubscriber.clear()
    expect(page.timerCount).toBe(0)
    resubscriber.needs('rivers')
    expect(asked).toEqual(['0 rivers', '0 rivers'])
  })
})
