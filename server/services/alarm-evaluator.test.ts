import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { packFlags, SLOT } from '../../protocol/sample.ts'
import type { AlarmRule, AlarmRules } from '../core/alarms/alarm-rules.ts'
import { CANARY_DECLARATION } from '../core/alarms/canary.ts'
import { fromJournal } from '../core/alarms/journal-entry.ts'
import { messagesOf } from '../core/alarms/messages.ts'
import { DEFAULT_CHATTERING, type Rule, type RuleCondition } from '../core/alarms/rule.ts'
import { allocateBatch, packBatch } from '../core/feed/batch.ts'
import { readEntry } from '../core/journal/entry.ts'
import type { Site } from '../core/sites/site.ts'
import { startAlarmNode, type AlarmNode } from '../testing/alarm-node.ts'
import { buildSensor, buildSite } from '../testing/build-site.ts'
import { FakeAlarmStore } from '../testing/fake-alarm-store.ts'
import { Random } from '../testing/simulator/random.ts'
import { createIntake, EPOCH, SITE_NOW, type Intake } from '../testing/intake.ts'
import { createAlarmCanary } from './alarm-canary.ts'
import { readPulse } from './alarm-cursor.ts'
import { AlarmEvaluator } from './alarm-evaluator.ts'
import { sha256 } from './sha256.ts'
import { verifyJournal } from './journal-verify.ts'

const SENSORS = ['a', 'b', 'c']
const SECOND = 1_000
const MINUTE = 60 * SECOND

function riverRule(settings: Partial<Rule> = {}, condition?: RuleCondition): AlarmRule {
  const high: RuleCondition = { kind: 'high', limit: 10, severity: 'high' }
  return {
    name: { vi: 'Mực nước', en: 'Level' },
    metric: 'river.level',
    subjects: {
      kind: 'sensors',
      sensors: SENSORS.map((id) => ({ id, condition: condition ?? high })),
    },
    settings: {
      id: 'river',
      deadband: 0,
      onDelayMs: 0,
      offDelayMs: 0,
      isLatched: false,
      chattering: { ...DEFAULT_CHATTERING, raises: 1_000 },
      escalation: [],
      maxShelfMs: 8 * 3_600_000,
      isHiddenInFlood: false,
      ...settings,
    },
    call: [],
    notify: [],
  }
}

function siteWith(alarms: Partial<AlarmRules>): Site {
  return buildSite({
    sensors: SENSORS.map((id) => buildSensor(id)),
    alarms: { rules: [riverRule()], maintenance: [], ...alarms },
  })
}

/** One site's figures and alarms, and any number of nodes that work its rules out one after the other. */
class Scene {
  readonly intake: Intake
  readonly alarms = new FakeAlarmStore({ epoch: EPOCH })
  site: Site
  #tokens = 0
  #current: { readonly evaluator: AlarmEvaluator; readonly node: AlarmNode } | undefined

  constructor(site: Site, intake: Intake) {
    this.site = site
    this.intake = intake
  }

  /** Starts to work the rules out; whoever did so before has lost the lease and does not know. */
  async takeOver(store = this.alarms.anotherNode()): Promise<FakeAlarmStore> {
    const node = await startAlarmNode(store, { now: () => this.intake.clock.siteNow })
    const seen = await store.lease.readLease('alarms')
    const taken = await store.lease.takeLease('alarms', seen, `node-${++this.#tokens}`)
    if (!taken.taken) throw new Error('no lease')
    const { clock, store: figures, feed } = this.intake
    const evaluator = new AlarmEvaluator({
      site: () => this.site,
      alarms: store,
      follower: node.follower,
      writer: node.writer,
      stream: figures,
      feed,
      clock: {
        now: () => clock.siteNow,
        reading: () => ({ siteTime: clock.siteNow, realTime: clock.siteNow, rate: 1 }),
        scenario: () => undefined,
        isSound: () => true,
      },
      monotonicNow: () => performance.now(),
      lease: { token: () => taken.token },
      sleep: async (ms, signal) => {
        // What it idles for is cut short; the time it is given to begin in is not.
        await pause(ms < 1_000 ? Math.min(ms, 5) : ms, undefined, { signal }).catch(() => undefined)
      },
      log: { warn: () => undefined, info: () => undefined },
      messagesOf,
      writeWithinMs: 200,
      keepEveryMs: 50,
    })
    evaluator.start()
    this.#current = { evaluator, node }
    running.push({ evaluator, node })
    return store
  }

  async begun(): Promise<void> {
    await this.#current?.evaluator.begun(10_000)
  }

  async leave(): Promise<void> {
    await this.#current?.evaluator.stop()
    await this.#current?.node.stop()
    this.#current = undefined
  }

  get node(): AlarmNode {
    if (!this.#current) throw new Error('nobody works')
    return this.#current.node
  }

  /** Rows of sensor, value and how many ms ago it was so, in one entry of the stream. */
  async samples(
    rows: readonly (readonly [sensor: string, value: number | null, agoMs?: number])[],
    quality: 'good' | 'bad' = 'good',
  ): Promise<void> {
    const { parts, store, clock } = this.intake
    const names = rows.map(([id]) => ({
      metric: 'river.level',
      subject: { kind: 'sensor', id } as const,
    }))
    const numbers = await parts.registry.numbersOf(names)
    const batch = allocateBatch(rows.length)
    rows.forEach(([, value, agoMs = 0], row) => {
      batch.series[row] = numbers[row] ?? 0
      batch.slot[row] = value === null ? SLOT.empty : SLOT.value
      batch.value[row] = value ?? 0
      batch.flags[row] = packFlags({ quality, origin: 'real', underReview: false })
      batch.sampledAt[row] = clock.siteNow - agoMs
    })
    const body = packBatch(batch)
    await store.append({ epoch: EPOCH, kind: 'samples', receivedAt: clock.siteNow, body })
  }

  /** What the journal holds, as `sensor kind occurrence`. */
  told(): readonly string[] {
    return this.alarms.data.entries.flatMap(({ body }) => {
      const entry = readEntry(body)
      const event = entry && fromJournal(entry)
      if (!event) return []
      if ('kind' in event) return [event.kind]
      const { change, subject } = event
      const number = 'occurrence' in change ? ` ${change.occurrence}` : ''
      return [`${subject?.id ?? ''} ${change.kind}${number}`]
    })
  }

  /** What happened to each alarm, in order, with the moments. */
  toldByAlarm(): ReadonlyMap<string, readonly string[]> {
    const told = new Map<string, string[]>()
    for (const { body } of this.alarms.data.entries) {
      const entry = readEntry(body)
      const event = entry && fromJournal(entry)
      if (!event || 'kind' in event) continue
      const { alarm, change, at } = event
      const number = 'occurrence' in change ? ` ${change.occurrence}` : ''
      told.set(alarm, [...(told.get(alarm) ?? []), `${at - SITE_NOW} ${change.kind}${number}`])
    }
    return told
  }

  /** Waits until the evaluator has read everything and has said so. */
  async settled(): Promise<void> {
    const { tail } = await this.intake.store.inspect()
    await until(() => {
      const cursor = JSON.parse(this.alarms.data.cursor || '{}') as {
        version?: { ms: number; n: number }
        at?: number
      }
      const { version, at = 0 } = cursor
      const isRead = version !== undefined && version.ms === tail.ms && version.n === tail.n
      return isRead && at >= this.intake.clock.siteNow
    })
  }
}

/** The node of this store is cut off from it for ever after so many more commits. */
function diesAfter(store: FakeAlarmStore, commits: number): void {
  const commit = store.commit.bind(store)
  let left = commits
  store.commit = (order) => {
    if (left-- <= 0) store.fault = 'unavailable'
    return commit(order)
  }
}

const running: { readonly evaluator: AlarmEvaluator; readonly node: AlarmNode }[] = []

afterEach(async () => {
  for (const { evaluator, node } of running.splice(0)) {
    await evaluator.stop()
    await node.stop()
  }
})

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!isSo()) {
    if (performance.now() > end) throw new Error('it did not come to that')
    await pause(5)
  }
}

async function sceneOf(alarms: Partial<AlarmRules> = {}): Promise<Scene> {
  const site = siteWith(alarms)
  return new Scene(site, await createIntake(site))
}

describe('the evaluator', () => {
  it('has begun when it has kept where it began: what comes and goes at once after that is seen', async () => {
    const scene = await sceneOf()
    await scene.takeOver()
    expect(scene.alarms.data.cursor ?? '').toBe('')
    await scene.begun()
    expect(scene.alarms.data.cursor).not.toBe('')
    await scene.samples([
      ['b', 12, 9],
      ['b', 3],
    ])
    await scene.settled()
    expect(scene.told()).toEqual(['b raised 1', 'b cleared 1'])
  })

  it('[K4] says how far the canary has come, and stops saying it when it stays away', async () => {
    const scene = await sceneOf()
    const { store, parts, clock } = scene.intake
    await store.declareMetrics([CANARY_DECLARATION], EPOCH, SITE_NOW)
    let token = 1
    const canary = createAlarmCanary({
      ...parts,
      site: () => scene.site,
      lease: { token: () => (token > 0 ? token : undefined) },
      log: { warn: () => undefined, info: () => undefined },
      everyMs: 20,
    })
    const taken = await store.takeLease('feed', undefined, 'node')
    token = taken.taken ? taken.token : 0
    await scene.takeOver()
    canary.start()
    const pulse = () => readPulse(scene.alarms.data.pulse ?? '')
    await until(() => pulse()?.canaryAt === clock.siteNow)
    const last = clock.siteNow
    token = 0
    await pause(60)
    clock.siteNow += MINUTE
    await scene.settled()
    await canary.stop()
    expect(pulse()).toMatchObject({ at: clock.siteNow, canaryAt: last })
  })

  it('[L2] raises what is there when it begins, and what comes and goes within one entry', async () => {
    const scene = await sceneOf()
    await scene.samples([['a', 12]])
    await scene.takeOver()
    await scene.settled()
    scene.intake.clock.siteNow += SECOND
    await scene.samples([
      ['b', 12, 50],
      ['b', 3],
      ['c', 11],
    ])
    await scene.settled()
    expect(scene.told()).toEqual(['a raised 1', 'b raised 1', 'b cleared 1', 'c raised 1'])
  })

  it('goes blind on a bad value and keeps what it had', async () => {
    const scene = await sceneOf()
    await scene.takeOver()
    await scene.samples([['a', 12]])
    await scene.settled()
    scene.intake.clock.siteNow += SECOND
    await scene.samples([['a', 1]], 'bad')
    await scene.settled()
    expect(scene.told()).toEqual(['a raised 1', 'a went-blind'])
    expect(scene.node.follower.book().get('river~a')).toMatchObject({ isBlind: true })
  })

  it('begins a flood with the eleventh alarm and ends it when there are fewer than five', async () => {
    const scene = await sceneOf()
    await scene.takeOver()
    await scene.settled()
    for (let at = 0; at < 10; at++) {
      scene.intake.clock.siteNow += SECOND
      await scene.samples([
        ['a', 12, 100],
        ['a', 1],
      ])
    }
    await scene.settled()
    // The ninth and the tenth are counted in the eighth, which asks again.
    expect(scene.told().slice(-3)).toEqual(['a cleared 8', 'a raised 8', 'a cleared 8'])
    expect(scene.told()).not.toContain('flood-began')
    scene.intake.clock.siteNow += SECOND
    await scene.samples([['b', 12]])
    await scene.settled()
    expect(scene.told()).toContain('flood-began')
    scene.intake.clock.siteNow += 11 * MINUTE
    await until(() => scene.told().includes('flood-ended'))
  })

  it('ends a shelf by itself, and asks again for what is active', async () => {
    const scene = await sceneOf()
    await scene.takeOver()
    await scene.samples([['a', 12]])
    await scene.settled()
    const actor = { kind: 'person', id: 'an', name: 'An' } as const
    const until_ = scene.intake.clock.siteNow + 5 * MINUTE
    const order = { name: 'shelve', alarm: 'river~a', occurrence: 1, actor, until: until_ } as const
    await scene.node.desk.order([{ id: 'k', fingerprint: 'f', command: order }])
    scene.intake.clock.siteNow += 5 * MINUTE - 1
    await scene.settled()
    expect(scene.told()).toEqual(['a raised 1', 'a shelved'])
    scene.intake.clock.siteNow += 1
    await until(() => scene.told().includes('a unshelved'))
    await scene.node.follower.catchUp(1_000)
    expect(scene.node.follower.book().get('river~a')).toMatchObject({
      shelf: undefined,
      open: [{ number: 1, askedAt: until_ }],
    })
  })

  it('hides a child while its parent is active, and shows it again', async () => {
    const parent = riverRule({ id: 'power' }, { kind: 'state', values: [99], severity: 'critical' })
    const scene = await sceneOf({ rules: [parent, riverRule({ parent: 'power' })] })
    await scene.takeOver()
    await scene.samples([['a', 99]])
    await scene.settled()
    expect(scene.told()).toEqual(['a raised 1', 'a suppressed', 'a raised 1'])
    scene.intake.clock.siteNow += SECOND
    await scene.samples([['a', 20]])
    await until(() => scene.told().includes('a unsuppressed'))
  })

  it('closes nothing when a rule is taken out of the configuration', async () => {
    const scene = await sceneOf()
    await scene.takeOver()
    await scene.samples([['a', 12]])
    await scene.settled()
    scene.site = { ...scene.site, alarms: { rules: [], maintenance: [] } }
    await until(() => scene.told().includes('a cleared 1'))
    await scene.node.follower.catchUp(1_000)
    expect(scene.node.follower.book().get('river~a')?.open).toHaveLength(1)
    await until(() => scene.alarms.data.points.size === 0)
  })

  it('writes nothing for whoever has lost the lease', async () => {
    const scene = await sceneOf()
    const sleeper = await scene.takeOver()
    await scene.samples([['a', 12]])
    await scene.settled()
    const wake = sleeper.holdCommits('before')
    scene.intake.clock.siteNow += SECOND
    await scene.samples([['a', 1]])
    await pause(50)
    await scene.takeOver()
    await scene.settled()
    wake()
    await pause(50)
    expect(scene.told()).toEqual(['a raised 1', 'a cleared 1'])
  })

  it('[L2] tells the same, once, however often whoever works is cut off amid a write and replaced', async () => {
    const rules = [
      riverRule({ id: 'quick' }),
      riverRule({ id: 'slow', onDelayMs: 2_500, deadband: 1 }),
    ]
    const scene = await sceneOf({ rules })
    const calm = await sceneOf({ rules })
    const chance = new Random(7)
    await calm.takeOver()
    let store = await scene.takeOver()
    await calm.settled()
    await scene.settled()
    diesAfter(store, 3)
    for (let round = 0; round < 40; round++) {
      const rows = SENSORS.flatMap((id) => [
        // A peak that is over by the end of the entry.
        ...(chance.isLucky(1 / 3) ? [[id, 12, 200] as const, [id, 3, 150] as const] : []),
        [id, chance.integer(7, 13), 100] as const,
      ])
      for (const one of [scene, calm]) {
        one.intake.clock.siteNow += SECOND
        await one.samples(rows)
      }
      if (round % 2 === 0) store.failNextCommit = round % 4 === 0 ? 'after' : 'before'
      await pause(chance.integer(0, 12))
      if (round % 3 !== 0) continue
      await scene.leave()
      store = await scene.takeOver()
      diesAfter(store, chance.integer(0, 6))
    }
    await scene.leave()
    await scene.takeOver()
    await calm.settled()
    await scene.settled()
    expect(calm.told().length).toBeGreaterThan(100)
    expect(scene.toldByAlarm()).toEqual(calm.toldByAlarm())
    const sound = await verifyJournal(scene.alarms.journal, {}, sha256)
    expect(sound.broken).toBeUndefined()
  }, 60_000)

  it('holds the rules against what is so now where the entries between are not there', async () => {
    const scene = await sceneOf()
    await scene.takeOver()
    await scene.samples([['a', 12]])
    await scene.settled()
    await scene.leave()
    scene.alarms.data.cursor = ''
    scene.intake.clock.siteNow += SECOND
    await scene.samples([['a', 1]])
    await scene.samples([['b', 30]])
    await scene.takeOver()
    await scene.settled()
    expect(scene.told()).toEqual(['a raised 1', 'a cleared 1', 'b raised 1'])
  })

  it('does not count the time in which nobody looked for a delay', async () => {
    const scene = await sceneOf({ rules: [riverRule({ onDelayMs: MINUTE })] })
    await scene.takeOver()
    await scene.samples([['a', 12]])
    await scene.settled()
    await scene.leave()
    scene.intake.clock.siteNow += 3_600_000
    await scene.takeOver()
    await scene.settled()
    expect(scene.told()).toEqual([])
    for (let at = 0; at < 6; at++) {
      scene.intake.clock.siteNow += 9 * SECOND
      await scene.settled()
    }
    await until(() => scene.told().includes('a raised 1'))
    expect(SITE_NOW).toBeLessThan(scene.intake.clock.siteNow)
  })
})
