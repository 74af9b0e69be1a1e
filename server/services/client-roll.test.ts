import { describe, expect, it } from 'vitest'
import { indexSchema, type SchemaMessage } from '../../protocol/schema.ts'
import { ClientRoll, type Client } from './client-roll.ts'

const schema = indexSchema(
  1,
  ['hydro'],
  [
    {
      number: 0,
      metric: 'river.level',
      subject: { kind: 'sensor', id: 'ai-nghia' },
      channel: 0,
      decimals: 2,
    },
  ],
)

function addClient(roll: ClientRoll, got: SchemaMessage[]): Client {
  const nothing = (): void => undefined
  const connection = {
    id: 'wall',
    schema: (message: SchemaMessage) => void got.push(message),
    notice: nothing,
    close: nothing,
  }
  return roll.add(connection, 0)
}

describe('the schema on its way to a wall', () => {
  it('waits until the wall has named its channels, then goes once', () => {
    const got: SchemaMessage[] = []
    const roll = new ClientRoll()
    const client = addClient(roll, got)
    roll.bringSchema(schema)
    expect(got).toEqual([])
    roll.replaceChannels(client, ['hydro'])
    roll.bringSchema(schema)
    roll.bringSchema(schema)
    expect(got).toHaveLength(1)
  })

  it('is one object for all walls that lack the same rows', () => {
    const got: SchemaMessage[] = []
    const roll = new ClientRoll()
    for (let wall = 0; wall < 2; wall++) roll.replaceChannels(addClient(roll, got), ['hydro'])
    roll.bringSchema(schema)
    expect(got).toHaveLength(2)
    expect(got[0]).toBe(got[1])
  })
})

it('[E5] tells of an epoch’s missing history once, however often its state is built anew', () => {
  const roll = new ClientRoll()
  const notices: unknown[] = []
  const nothing = (): void => undefined
  const notice = (one: unknown): void => void notices.push(one)
  roll.add({ id: 'wall', schema: nothing, notice, close: nothing }, 0)
  const missing = { from: 1, to: 2 }
  roll.tellMissing({ epoch: 'a', missing }, 'history-missing')
  roll.tellMissing({ epoch: 'a', missing }, 'history-missing')
  expect(notices).toHaveLength(1)
  roll.tellMissing({ epoch: 'b', missing }, 'history-missing')
  roll.tellMissing({ epoch: 'c' }, 'history-missing')
  expect(notices).toHaveLength(2)
})

describe('what operators see of the walls', () => {
  it('is the skew that a kiosk’s clock had when it painted, however long ago that was', () => {
    const roll = new ClientRoll()
    const client = addClient(roll, [])
    addClient(roll, [])
    expect(roll.gauge(1_000, 500_000).worstClockSkewMs).toBe(0)
    roll.painted(client, { ticks: {}, paintedAt: 497_000, frameMs: 1 }, 1_000)
    expect(roll.gauge(1_000, 500_000)).toMatchObject({ worstClockSkewMs: 3_000 })
    expect(roll.gauge(5_000, 504_000)).toMatchObject({
      connected: 2,
      worstClockSkewMs: 3_000,
      oldestPaintAgeMs: 5_000,
    })
  })

  it('is how many would be heard, and how many should be and would not', () => {
    const roll = new ClientRoll()
    const painted = { ticks: {}, paintedAt: 0, frameMs: 1 }
    const states = [undefined, 'audible', 'blocked', 'failed', 'blocked'] as const
    const clients = states.map((sound) => {
      const client = addClient(roll, [])
      roll.painted(client, { ...painted, ...(sound && { sound }) }, 1_000)
      return client
    })
    expect(roll.gauge(1_000, 0)).toMatchObject({ connected: 5, audible: 1, mute: 3 })
    for (const client of clients) roll.painted(client, painted, 2_000)
    expect(roll.gauge(2_000, 0)).toMatchObject({ audible: 0, mute: 0 })
  })
})
