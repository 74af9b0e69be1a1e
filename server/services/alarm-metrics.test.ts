import { afterEach, describe, expect, it } from 'vitest'
import type { AlarmCommand } from '../core/alarms/command.ts'
import { AlarmBook } from '../core/alarms/book.ts'
import { happening, raise } from '../testing/alarm-events.ts'
import { LAN } from '../testing/alarm-moves.ts'
import { startAlarmNode, type AlarmNode } from '../testing/alarm-node.ts'
import { FakeAlarmStore } from '../testing/fake-alarm-store.ts'
import { silentMetrics } from '../testing/silent-metrics.ts'
import type { AlarmDesk } from './alarm-desk.ts'
import { createAlarmGauge, withAlarmMetrics, type AlarmGaugeParts } from './alarm-metrics.ts'

const RIVER = { kind: 'sensor', id: 'ai-nghia' } as const

function listening() {
  const told: unknown[][] = []
  const tell =
    (name: string) =>
    (...what: unknown[]): void =>
      void told.push([name, ...what])
  const metrics = {
    ...silentMetrics,
    alarms: tell('alarms'),
    alarmFlood: tell('flood'),
    alarmEvaluationAge: tell('evaluation'),
    alarmCanaryAge: tell('canary'),
    alarmCommand: tell('command'),
  }
  return { told, metrics }
}

function gaugeOf(book: AlarmBook, pulse: { text: string | undefined; movedAt: number }, rate = 1) {
  const { told, metrics } = listening()
  const reading = { rate } as ReturnType<AlarmGaugeParts['clock']['reading']>
  createAlarmGauge({
    site: 'a',
    follower: { book: () => book, epoch: () => 'e', pulse: () => pulse },
    clock: { now: () => 1_060_000, reading: () => reading },
    monotonicNow: () => 5_000,
    metrics,
  })()
  return told
}

function pulse(canaryAt: number): string {
  return JSON.stringify({ at: 1_060_000, canaryAt, raises: 0 })
}

describe('gauges of alarms', () => {
  it('tell how many there are of each state and severity, none of them left out', () => {
    const book = new AlarmBook()
    book.apply(1, happening('river', RIVER, raise({ severity: 'critical' })))
    book.apply(2, happening('rain', undefined, { kind: 'taken-out-of-service' }))
    const told = gaugeOf(book, { text: undefined, movedAt: -Infinity })
    const counts = told.filter(([name]) => name === 'alarms')
    expect(counts).toHaveLength(8 * 5)
    expect(counts.filter(([, , , , count]) => count !== 0)).toEqual([
      ['alarms', 'a', 'unacknowledged', 'critical', 1],
      ['alarms', 'a', 'out-of-service', 'none', 1],
    ])
    expect(told).toContainEqual(['flood', 'a', false])
  })

  it('tell a flood', () => {
    const book = new AlarmBook()
    book.apply(1, { kind: 'flood-began', at: 5, raises: 11 })
    expect(gaugeOf(book, { text: undefined, movedAt: 0 })).toContainEqual(['flood', 'a', true])
  })

  it('tell how long ago the rules were seen to be worked out, and nothing where they never were', () => {
    const book = new AlarmBook()
    const seen = gaugeOf(book, { text: pulse(1_050_000), movedAt: 2_000 })
    expect(seen).toContainEqual(['evaluation', 'a', 3_000])
    expect(seen).toContainEqual(['canary', 'a', 10_000])
    const never = gaugeOf(book, { text: undefined, movedAt: -Infinity })
    expect(never).toContainEqual(['evaluation', 'a', undefined])
    expect(never).toContainEqual(['canary', 'a', undefined])
  })

  it('tell the age of the canary in real time where the site’s time goes faster', () => {
    const told = gaugeOf(new AlarmBook(), { text: pulse(460_000), movedAt: 0 }, 60)
    expect(told).toContainEqual(['canary', 'a', 10_000])
  })
})

describe('commands to alarms', () => {
  let node: AlarmNode | undefined
  afterEach(() => node?.stop())

  it('are counted by what became of each', async () => {
    const store = new FakeAlarmStore({ epoch: 'aaaaaaaaaaaaaaaa' })
    node = await startAlarmNode(store)
    await node.happen([happening('river', RIVER, raise())])
    const { told, metrics } = listening()
    const desk: AlarmDesk = withAlarmMetrics({ site: 'a', desk: node.desk, metrics })
    const order = (id: string, name: AlarmCommand['name'], fingerprint = name) => ({
      id,
      fingerprint,
      command: { name, alarm: 'river~ai-nghia', occurrence: 1, actor: LAN },
    })
    await desk.order([order('1', 'acknowledge')])
    const [again, late] = await desk.order([order('1', 'acknowledge'), order('2', 'acknowledge')])
    expect([again?.ok, late?.ok]).toEqual([true, false])
    store.fault = 'full'
    await desk.order([order('3', 'unacknowledge')])
    expect(told).toEqual([
      ['command', 'a', 'acknowledge', 'ok'],
      ['command', 'a', 'acknowledge', 'repeated'],
      ['command', 'a', 'acknowledge', 'conflict'],
      ['command', 'a', 'unacknowledge', 'full'],
    ])
  })
})
