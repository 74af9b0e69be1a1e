import { afterEach, describe, expect, it } from 'vitest'
import {
  ALARM_CHANNEL_INDEX,
  decodeAlarmFrame,
  type AlarmBody,
} from '../../protocol/alarm-frame.ts'
import { createByteWriter } from '../../protocol/byte-writer.ts'
import { joinFrame } from '../../protocol/encode-frame.ts'
import { SERVER_ACTOR, type AlarmChange, type AlarmEvent } from '../core/alarms/events.ts'
import { startAlarmNode, type AlarmNode } from '../testing/alarm-node.ts'
import { FakeAlarmStore } from '../testing/fake-alarm-store.ts'
import { createAlarmChannel, type AlarmChannel } from './alarm-channel.ts'
import type { EncodedChange } from './channel-source.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
let node: AlarmNode
let store: FakeAlarmStore

afterEach(() => node.stop())

async function start(): Promise<AlarmChannel> {
  store = new FakeAlarmStore({ epoch: EPOCH })
  node = await startAlarmNode(store)
  return createAlarmChannel({
    follower: node.follower,
    isClockSound: () => true,
    monotonicNow: () => performance.now(),
    writer: createByteWriter(),
  })
}

function event(sensor: string, change: AlarmChange): AlarmEvent {
  const subject = { kind: 'sensor', id: sensor } as const
  return { alarm: `river~${sensor}`, rule: 'river', subject, at: 1, actor: SERVER_ACTOR, change }
}

const raised = (occurrence: number): AlarmChange => ({
  ...{ kind: 'raised', occurrence, severity: 'high' },
  ...{ isLatched: false, isSimulated: false },
})

function bodyOf(channel: AlarmChannel, { bytes }: EncodedChange): AlarmBody {
  const header = {
    kind: 'keyframe',
    channel: ALARM_CHANNEL_INDEX,
    health: channel.health(),
    scenario: false,
    schemaRevision: channel.schemaRevision(),
    epoch: channel.epoch(),
    from: { ms: 0, n: 0 },
    to: channel.version(),
    tick: 1,
    siteTime: 0,
    realTime: 0,
    rate: 1,
    gridMs: channel.gridMs(),
  } as const
  const decoded = decodeAlarmFrame(joinFrame(createByteWriter(), header, bytes))
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.body
}

describe('the channel of alarms', () => {
  it('[K3] shows every open occurrence of what changed, and says which alarms have none left', async () => {
    const channel = await start()
    await node.happen([event('a', raised(1)), event('b', raised(1))])
    const before = channel.version()
    await node.happen([
      event('a', { kind: 'cleared', occurrence: 1 }),
      event('a', raised(2)),
      event('b', { kind: 'cleared', occurrence: 1 }),
      event('b', { kind: 'acknowledged', occurrence: 1 }),
    ])
    const change = channel.since(before)
    expect(change.isIdle).toBe(false)
    const { rows, gone } = bodyOf(channel, change)
    expect(rows.map(({ alarm, occurrence, state }) => [alarm, occurrence, state])).toEqual([
      ['river~a', 1, 'returned-unacknowledged'],
      ['river~a', 2, 'unacknowledged'],
    ])
    expect(gone).toEqual(['river~b'])
    const whole = bodyOf(channel, channel.since(undefined))
    expect(whole.rows).toHaveLength(2)
    expect(whole.gone).toEqual([])
  })

  it('[K1] counts its positions by the entries of the journal', async () => {
    const channel = await start()
    expect(channel.index()).toBe(255)
    await node.happen([event('a', raised(1))])
    expect(channel.version()).toEqual({ ms: 1, n: 0 })
    expect(channel.since({ ms: 1, n: 0 }).isIdle).toBe(true)
    expect(channel.canAccountFor(EPOCH, { ms: 0, n: 0 })).toBe(true)
    expect(channel.canAccountFor(EPOCH, { ms: 2, n: 0 })).toBe(false)
    expect(channel.canAccountFor('b'.repeat(16), { ms: 1, n: 0 })).toBe(false)
  })

  it('[C1] says that it moved when entries came into its book, once for however many', async () => {
    const channel = await start()
    const moves: number[] = []
    const forget = channel.onMoved(() => moves.push(channel.version().ms))
    await node.happen([event('a', raised(1)), event('b', raised(1))])
    expect(moves).toEqual([2])
    forget()
    await node.happen([event('a', { kind: 'cleared', occurrence: 1 })])
    expect(moves).toEqual([2])
  })

  it('[K4] vouches for no evaluator that has said nothing, and for no store that is away', async () => {
    const channel = await start()
    expect(channel.health()).toEqual({ store: true, ingest: false, clock: true })
  })

  it('is given another epoch, and begins anew, when the store has lost what was read', async () => {
    const channel = await start()
    await node.happen([event('a', raised(1))])
    const told: string[] = []
    channel.onEpoch(({ epoch }) => told.push(epoch))
    store.data.identity = 'another'
    store.data.durability = 'may-lose'
    expect(await channel.readToEnd(5_000)).toBe(true)
    expect(told).toEqual([channel.epoch()])
    expect(channel.epoch()).not.toBe(EPOCH)
  })
})
