import { describe, expect, it } from 'vitest'
import { EMPTY_CHAIN } from '../core/journal/chain.ts'
import { StoreUnavailable } from '../services/store.ts'
import { alarmCommit, takeAlarmLease, wholeCommit, wholeCommitsIn } from './build-alarm-commit.ts'
import { FakeAlarmStore } from './fake-alarm-store.ts'
import { EPOCH } from './stores-under-test.ts'

const one = [{ id: 'a', text: 'x' }]

describe('the switches of the fake alarm store', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('fail one commit %s it was written, for one node', async (when, written) => {
    const store = new FakeAlarmStore({ epoch: EPOCH })
    const other = store.anotherNode()
    store.failNextCommit = when
    const order = alarmCommit(EMPTY_CHAIN, { records: one })
    await expect(store.commit(order)).rejects.toThrow(StoreUnavailable)
    expect((await other.loadRecords()).records).toHaveLength(written)
    expect(await store.commit(order)).toEqual({ ok: true })
  })

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('hold commits %s they are written until they are let go', async (when, written) => {
    const store = new FakeAlarmStore({ epoch: EPOCH })
    const letGo = store.holdCommits(when)
    let isAnswered = false
    const held = store.commit(alarmCommit(EMPTY_CHAIN, { records: one })).then((result) => {
      isAnswered = true
      return result
    })
    expect((await store.anotherNode().loadRecords()).records).toHaveLength(written)
    expect(isAnswered).toBe(false)
    letGo()
    expect(await held).toEqual({ ok: true })
    expect(await store.commit(alarmCommit(EMPTY_CHAIN, { messages: one }))).toEqual({ ok: true })
  })

  it('judge a held commit by what stands when it is let go', async () => {
    const store = new FakeAlarmStore({ epoch: EPOCH })
    const token = await takeAlarmLease(store)
    const letGo = store.holdCommits('before')
    const held = store.commit(wholeCommit(EMPTY_CHAIN, '1', token))
    store.loseLease()
    letGo()
    expect(await held).toEqual({ ok: false, reason: 'lease-lost' })
    expect(await wholeCommitsIn(store)).toMatchObject({ whole: [] })
    expect(await store.lease.readLease('alarms')).toMatchObject({ holder: 'another-node' })
  })

  it('answer that the store is full, read-only or away', async () => {
    const store = new FakeAlarmStore({ epoch: EPOCH })
    const order = alarmCommit(EMPTY_CHAIN, { records: one })
    for (const reason of ['full', 'read-only'] as const) {
      store.fault = reason
      expect(await store.commit(order)).toEqual({ ok: false, reason })
      expect((await store.loadRecords()).records).toEqual([])
    }
    store.fault = 'unavailable'
    await expect(store.commit(order)).rejects.toThrow(StoreUnavailable)
    await expect(store.readPulse()).rejects.toThrow(StoreUnavailable)
    expect(await store.anotherNode().commit(order)).toEqual({ ok: true })
    expect(store.data.commits).toEqual([order])
  })
})
