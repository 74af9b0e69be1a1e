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
