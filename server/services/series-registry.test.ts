import { expect, it } from 'vitest'
import { EMPTY_SCHEMA } from '../../protocol/schema.ts'
import { createSeriesRegistry } from './series-registry.ts'
import { EpochChanged } from './store.ts'

const LEVEL = { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' } } as const
const RAIN = { metric: 'rain.1h', subject: { kind: 'sensor', id: 'ai-nghia' } } as const

it('[E3] never mixes numbers of two epochs, though the store answers for one in the other', async () => {
  let epoch = 'a'
  const answers: ((numbers: number[]) => void)[] = []
  const registry = createSeriesRegistry({
    store: { nameSeries: () => new Promise((answer) => answers.push(answer)) },
    schema: () => EMPTY_SCHEMA,
    epoch: () => epoch,
    now: () => 0,
  })
  const late = registry.numbersOf([LEVEL])
  epoch = 'b'
  const first = registry.numbersOf([RAIN])
  answers[1]?.([0])
  expect(await first).toEqual([0])
  answers[0]?.([0])
  await expect(late).rejects.toThrow(EpochChanged)
  const again = registry.numbersOf([LEVEL])
  answers[2]?.([1])
  expect(await again).toEqual([1])
})
