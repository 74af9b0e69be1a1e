import { describe, expect, it } from 'vitest'
import { AlarmReplica } from '../../../protocol/alarm-replica.ts'
import { createReplica, type Replica } from '../../../protocol/replica.ts'
import { indexSchema, schemaMessage, type Series } from '../../../protocol/schema.ts'
import { buildMetric, buildScreen } from '../stores/build-screen.ts'
import { buildFrame } from './build-frame.ts'
import { FakePage } from './fake-page.ts'
import { outsideChecks } from './outside-checks.ts'
import { WallSaver, type SaverPorts } from './wall-saver.ts'
import type { WallVault } from './wall-vault.ts'

const series: readonly Series[] = ['a', 'b', 'c'].map((id, number) => ({
  number,
  metric: 'river.level',
  subject: { kind: 'sensor', id },
  channel: 1,
  decimals: 2,
}))
const schema = indexSchema(1, ['rain', 'rivers'], series)
const screen = buildScreen({ metrics: [buildMetric({})] })
const AT = 1_761_500_000_250

class MemoryVault implements WallVault {
  readonly held = new Map<string, unknown>()
  readonly writes: string[] = []
  read = (name: string): Promise<unknown> => Promise.resolve(structuredClone(this.held.get(name)))
  write = (name: string, data: unknown): Promise<void> => {
    this.writes.push(name)
    this.held.set(name, structuredClone(data))
    return Promise.resolve()
  }
}

function filledReplica(): Replica {
  const replica = createReplica()
  replica.applySchema(schemaMessage(schema, 0))
  replica.subscribe(['rivers'])
  replica.applyFrame(
    buildFrame(schema, { kind: 'keyframe', channel: 1, to: { ms: 42, n: 7 } }, [
      { number: 0, value: 9.01, at: AT },
      { number: 2, value: null, at: AT - 250 },
    ]),
  )
  return replica
}

function saverOf(
  vault: WallVault,
  replica: Replica,
  given: Partial<SaverPorts> = {},
): { saver: WallSaver; page: FakePage; failures: unknown[] } {
  const page = new FakePage()
  const failures: unknown[] = []
  const saver = new WallSaver({
    site: 'dai-loc',
    page,
    vault,
    replica,
    screen: () => screen,
    clock: () => ({ siteTime: AT, realTime: page.wallNow(), rate: 60 }),
    isProven: () => true,
    failed: (error) => failures.push(error),
    ...given,
  })
  return { saver, page, failures }
}

describe('wall saver', () => {
  it('gives the next page the same state, position and clock', async () => {
    const vault = new MemoryVault()
    const before = filledReplica()
    await saverOf(vault, before).saver.save()
    const after = createReplica()
    const { saver, page } = saverOf(vault, after)
    page.wallOffset += 2_000
    const restored = await saver.restore()
    expect(restored?.screen).toEqual(screen)
    expect(restored?.savedSiteTime).toBe(AT)
    expect(restored?.clock).toEqual({
      siteTime: AT + 2_000 * 60,
      realTime: page.wallNow(),
      rate: 60,
    })
    expect(after.position('rivers')).toEqual(before.position('rivers'))
    const hash = (held: Replica): string =>
      outsideChecks(held, new AlarmReplica()).stateHash('rivers')
    expect(hash(after)).toBe(hash(before))
    expect(after.sampledAt()[0]).toBe(AT)
  })

  it('never takes a kiosk date before the save for time that ran backwards', async () => {
    const vault = new MemoryVault()
    await saverOf(vault, filledReplica()).saver.save()
    const { saver, page } = saverOf(vault, createReplica())
    page.wallOffset = 0
    expect((await saver.restore())?.clock.siteTime).toBe(AT)
  })

  it('writes at most every 15 seconds, and once more on leaving', async () => {
    const vault = new MemoryVault()
    const { saver, page } = saverOf(vault, filledReplica())
    saver.start()
    for (let second = 0; second < 31; second++) {
      page.pass(1_000)
      await Promise.resolve()
      await new Promise((resolve) => setTimeout(resolve))
    }
    expect(vault.writes).toEqual(['dai-loc/words', ...Array<string>(3).fill('dai-loc/figures')])
    page.leave()
    expect(vault.writes).toHaveLength(5)
    saver.stop()
    expect(page.timerCount).toBe(0)
  })

  it('saves nothing that no server has confirmed', async () => {
    const vault = new MemoryVault()
    await saverOf(vault, filledReplica(), { isProven: () => false }).saver.save()
    expect(vault.writes).toEqual([])
  })

  it('restores nothing from an empty, foreign or broken vault', async () => {
    const vault = new MemoryVault()
    const { saver, failures } = saverOf(vault, createReplica())
    expect(await saver.restore()).toBeUndefined()
    vault.held.set('dai-loc/words', { format: 1, screen: 7 })
    vault.held.set('dai-loc/figures', 'x')
    expect(await saver.restore()).toBeUndefined()
    expect(failures).toEqual([])
    const broken: WallVault = {
      read: () => Promise.reject(new Error('no database')),
      write: () => Promise.reject(new Error('no database')),
    }
    const unlucky = saverOf(broken, filledReplica())
    expect(await unlucky.saver.restore()).toBeUndefined()
    await unlucky.saver.save()
    expect(unlucky.failures).toHaveLength(1)
  })

  it('keeps the screen when the saved figures are damaged', async () => {
    const vault = new MemoryVault()
    await saverOf(vault, filledReplica()).saver.save()
    const figures = vault.held.get('dai-loc/figures') as { keyframes: Uint8Array[] }
    figures.keyframes[0] = new Uint8Array([9, 9, 9])
    const after = createReplica()
    expect((await saverOf(vault, after).saver.restore())?.screen).toEqual(screen)
    expect(after.position('rivers')).toBeUndefined()
  })

  it('does not wait for a database that does not answer', async () => {
    const vault: WallVault = {
      read: () => new Promise(() => undefined),
      write: () => Promise.resolve(),
    }
    const { saver, page } = saverOf(vault, createReplica())
    const restoring = saver.restore()
    page.pass(1_000)
    expect(await restoring).toBeUndefined()
  })
})
