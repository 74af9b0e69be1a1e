import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { buildAlarmRow } from '../feed/build-alarm-row.ts'
import { useAlarmStore } from './alarms.ts'

beforeEach(() => setActivePinia(createPinia()))

describe('the store of alarms', () => {
  it('counts open occurrences, and no alarm that is only shelved or out of service', () => {
    const alarms = useAlarmStore()
    alarms.rows = new Map([
      ['river~a', [buildAlarmRow('river~a', 4), buildAlarmRow('river~a', 5)]],
      ['river~b', [buildAlarmRow('river~b', 0, { state: 'shelved', isActive: false })]],
      ['rain~c', [buildAlarmRow('rain~c', 1, { state: 'out-of-service' })]],
    ])
    expect(alarms.openCount).toBe(3)
  })

  it('knows nothing after a reset, and says nothing of it', () => {
    const alarms = useAlarmStore()
    alarms.rows = new Map([['river~a', [buildAlarmRow('river~a', 1)]]])
    alarms.flood = { since: 5, raises: 12 }
    alarms.pathState = 'silent'
    alarms.canaryAt = 5
    alarms.reset()
    expect(alarms.openCount).toBe(0)
    expect(alarms.flood).toEqual({ raises: 0 })
    expect(alarms.pathState).toBe('proven')
    expect(alarms.canaryAt).toBeUndefined()
  })
})
