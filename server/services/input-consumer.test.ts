import { afterEach, describe, expect, it, vi } from 'vitest'
import { createIntake, SITE_NOW, type Intake } from '../testing/intake.ts'
import { createInputConsumer, type InputConsumer } from './input-consumer.ts'
import type { StoreInput } from './store.ts'

const FIELDS = { metric: 'river.level', sensor: 'ai-nghia', value: '9.01' }
const ID = `${SITE_NOW - 1_000}-0`

let running: InputConsumer | undefined

function consume(
  intake: Intake,
  input: Pick<StoreInput, 'read' | 'move'> = intake.store.input,
): { readonly consumer: InputConsumer; readonly pauses: number[] } {
  const pauses: number[] = []
  const consumer = createInputConsumer({
    ...intake.parts,
    siteId: 'test-site',
    input,
    log: { warn: () => undefined, info: () => undefined },
    sleep: async (ms) => {
      pauses.push(ms)
      await new Promise((resolve) => setTimeout(resolve, 1))
    },
  })
  running = consumer
  consumer.start()
  return { consumer, pauses }
}

async function untilMoved({ store }: Intake): Promise<void> {
  await vi.waitFor(() => expect(store.input.waiting()).toEqual([]), {
    interval: 1,
    timeout: 10_000,
  })
}

afterEach(async () => {
  await running?.stop()
  running = undefined
})

describe('createInputConsumer', () => {
  it('moves what waits as one entry; the id says when', async () => {
    const intake = await createIntake()
    intake.store.input.push(FIELDS, ID)
    intake.store.input.push({ metric: 'mood', unit: 'new', value: '' }, `${SITE_NOW}-0`)
    consume(intake)
    await untilMoved(intake)
    expect(intake.store.entries.filter((entry) => entry.kind === 'samples')).toHaveLength(1)
    const state = intake.feed.state()
    expect([state.value[0], state.exactAt[0]]).toEqual([9.01, SITE_NOW - 1_000])
    expect(intake.store.input.dead).toEqual([])
  })

  it('reads the next batch while one is being moved', async () => {
    const intake = await createIntake()
    const { input } = intake.store
    let reads = 0
    const readsAtMove: number[] = []
    for (let index = 0; index < 2_500; index++) input.push(FIELDS, `${SITE_NOW - 1_000}-${index}`)
    consume(intake, {
      read: (options) => {
        reads++
        return input.read(options)
      },
      move: async (order) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        readsAtMove.push(reads)
        return input.move(order)
      },
    })
    await untilMoved(intake)
    expect(intake.store.entries.filter((entry) => entry.kind === 'samples')).toHaveLength(3)
    expect(readsAtMove).toEqual([2, 3, 4])
  })

  it('leaves what another node has moved meanwhile, and goes on with the next', async () => {
    const intake = await createIntake()
    const { input } = intake.store
    const [first, second] = [input.push(FIELDS, ID), `${SITE_NOW}-0`]
    let moves = 0
    const { consumer, pauses } = consume(intake, {
      read: input.read,
      move: async (order) => {
        if (moves++ > 0) return input.move(order)
        await input.move({ ids: [first], entry: undefined, dead: [] })
        input.push(FIELDS, second)
        return input.move(order)
      },
    })
    await untilMoved(intake)
    expect([moves, pauses, consumer.isSound()]).toEqual([2, [], true])
    expect(intake.store.entries.filter((entry) => entry.kind === 'samples')).toHaveLength(1)
  })

  it('does not hold up the others for ever when a batch fails for an unknown reason', async () => {
    const intake = await createIntake()
    const { input } = intake.store
    input.push(FIELDS, `${SITE_NOW - 2_000}-0`)
    const { consumer, pauses } = consume(intake, {
      read: (options) => input.read(options),
      move: async (order) => {
        if (order.ids.includes(`${SITE_NOW - 2_000}-0`)) throw new TypeError('no such thing')
        return input.move(order)
      },
    })
    await vi.waitFor(() => expect(pauses.length).toBeGreaterThan(0), { interval: 1 })
    expect(consumer.isSound()).toBe(false)
    input.push({ ...FIELDS, value: '9.2' }, ID)
    await vi.waitFor(() => expect(intake.feed.state().value[0]).toBe(9.2), { interval: 1 })
    expect(pauses).toEqual([100, 200, 400, 800, 1_600])
  })

  it('moves what it has read ahead before it stops', async () => {
    const intake = await createIntake()
    for (let index = 0; index < 2_500; index++) {
      intake.store.input.push(FIELDS, `${SITE_NOW - 1_000}-${index}`)
    }
    const { consumer } = consume(intake)
    await vi.waitFor(() => expect(intake.store.input.waiting().length).toBeLessThan(2_500), {
      interval: 1,
    })
    await consumer.stop()
    expect(intake.store.input.waiting().length).toBeLessThan(2_500)
    expect(intake.store.input.undelivered().length).toBe(intake.store.input.waiting().length)
  })

  it('moves what comes later, too', async () => {
    const intake = await createIntake()
    consume(intake)
    await new Promise((resolve) => setTimeout(resolve, 20))
    intake.store.input.push(FIELDS, ID)
    await untilMoved(intake)
    expect(intake.feed.state().value[0]).toBe(9.01)
  })

  it('sets bad entries aside with the reason and loses nothing else', async () => {
    const intake = await createIntake()
    const { input } = intake.store
    input.push({ ...FIELDS, value: 'high' }, `${ID}1`)
    input.push({ ...FIELDS, sensor: 'nowhere' }, `${ID}2`)
    input.push(FIELDS, `${ID}3`)
    input.push({ ...FIELDS, value: 'NaN' }, `${ID}4`)
    consume(intake)
    await untilMoved(intake)
    expect(input.dead.map(({ id, reason }) => [id, reason.split(':')[0]])).toEqual([
      [`${ID}1`, 'malformed'],
      [`${ID}2`, 'unknown-sensor'],
      [`${ID}4`, 'not-finite'],
    ])
    expect(intake.feed.state().value[0]).toBe(9.01)
  })

  it('empties an input of bad entries alone without an entry in the stream', async () => {
    const intake = await createIntake()
    intake.store.input.push({ value: '1' }, ID)
    consume(intake)
    await untilMoved(intake)
    expect(intake.store.entries).toEqual([])
  })

  it('keeps everything waiting while the store refuses, pausing longer and longer', async () => {
    const intake = await createIntake()
    intake.store.fault = 'full'
    intake.store.input.push(FIELDS, ID)
    const { consumer, pauses } = consume(intake)
    await vi.waitFor(() => expect(pauses.length).toBeGreaterThan(6), { interval: 1 })
    expect(pauses.slice(0, 6)).toEqual([100, 200, 400, 800, 1_600, 2_000])
    expect(consumer.isSound()).toBe(false)
    expect(intake.store.input.waiting()).toHaveLength(1)
    intake.store.fault = undefined
    await untilMoved(intake)
    await vi.waitFor(() => expect(consumer.isSound()).toBe(true), { interval: 1 })
    expect(intake.feed.state().value[0]).toBe(9.01)
  })

  it('takes an id near to real time as the scenario’s now', async () => {
    const intake = await createIntake()
    intake.clock.isScenario = true
    intake.clock.realNow = SITE_NOW + 86_400_000
    intake.store.input.push(FIELDS, `${intake.clock.realNow - 10}-0`)
    consume(intake)
    await untilMoved(intake)
    expect(intake.feed.state().exactAt[0]).toBe(SITE_NOW)
  })
})
