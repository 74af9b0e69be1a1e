import { afterEach, describe, expect, it } from 'vitest'
import { happening, raise } from '../testing/alarm-events.ts'
import { startAlarmNode, type AlarmNode } from '../testing/alarm-node.ts'
import { FakeAlarmStore } from '../testing/fake-alarm-store.ts'

const HOUR = 3_600_000
let node: AlarmNode | undefined
afterEach(() => node?.stop())

describe('the runs of a scenario', () => {
  it('begin where its time goes back; the one that goes on comes first', async () => {
    const time = { now: 1_000_000 }
    const store = new FakeAlarmStore({ epoch: 'aaaaaaaaaaaaaaaa' })
    node = await startAlarmNode(store, { now: () => time.now })
    const { happen, drill } = node
    const at = (hours: number, sensor: string, change: Parameters<typeof happening>[2]) =>
      happen([happening('river', { kind: 'sensor', id: sensor }, change, { at: hours * HOUR })])
    const hanh = { kind: 'person', id: 'hanh', name: 'Hạnh' } as const

    await at(100, 'a', raise({ severity: 'critical' }))
    time.now += 20_000
    await happen([
      happening(
        'river',
        { kind: 'sensor', id: 'a' },
        { kind: 'acknowledged', occurrence: 1 },
        {
          ...{ at: 120 * HOUR, actor: hanh },
        },
      ),
    ])
    time.now += 10_000
    await at(1, 'a', raise({ occurrence: 2, severity: 'critical' }))
    await at(2, 'b', raise({ severity: 'high' }))

    expect(await drill.runs()).toMatchObject([
      { score: 0, raised: 2, from: 1_030_000, officers: [] },
      {
        ...{ score: 100, raised: 1, from: 1_000_000, to: 1_020_000 },
        officers: [{ name: 'Hạnh', medianMs: 20_000 }],
      },
    ])
  })

  it('are none where nothing has happened', async () => {
    node = await startAlarmNode(new FakeAlarmStore({ epoch: 'aaaaaaaaaaaaaaaa' }))
    expect(await node.drill.runs()).toEqual([])
  })
})
