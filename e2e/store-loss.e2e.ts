import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProducer } from './harness/producer.ts'
import { report } from './harness/report.ts'
import { startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const SERIES = 'river.level/ai-nghia'
const SAID_MS = 5_000
const STORE_BACK_MS = 5_000

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe('a Redis that stands still', () => {
  let stack: Stack
  let wall: WallPage

  beforeAll(async () => {
    stack = await startStack('redis')
    await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
    wall = await openWall(browser, stack.server.origin, SITE)
    await wall.whole(0)
  })
  afterAll(async () => {
    await wall.close()
    await stack.stop()
  })

  it('is said to be down, refuses what is posted, and is live again soon after it goes on', async () => {
    const producer = startProducer(() => stack.server, SITE, ['hoi-khach'], 500)
    const stoppedAt = Date.now()
    stack.redis?.signal('SIGSTOP')
    const saidAt = await wall.said('store-down', stoppedAt)
    report('Redis stopped → said', saidAt - stoppedAt)
    expect(await wall.bands()).toContain('KHÔNG GHI ĐƯỢC')
    const refused = await stack.server.post(SITE, [
      { metric: 'river.level', sensor: 'ai-nghia', value: 7.2 },
    ])
    expect(refused).toMatchObject({ status: 503, body: { status: 503 } })
    expect((await fetch(`${stack.server.origin}/healthz`)).status).toBe(200)
    expect((await fetch(`${stack.server.origin}/readyz`)).status).toBe(503)

    stack.redis?.signal('SIGCONT')
    const goneOnAt = Date.now()
    const liveAt = await wall.whole(saidAt)
    await producer.stop()
    report('Redis goes on → live', liveAt - goneOnAt)
    expect(saidAt - stoppedAt).toBeLessThanOrEqual(SAID_MS)
    expect(liveAt - goneOnAt).toBeLessThanOrEqual(STORE_BACK_MS)
    expect(await wall.bands()).toBe('')
  })
})

// Without a file everything is gone; with one Redis may have lost its last second, and nobody can tell.
describe.concurrent.each([
  ['that keeps nothing', { appendonly: 'no', save: '' }, '—'],
  ['that keeps a file', { appendonly: 'yes', appendfsync: 'everysec' }, '7,10'],
] as const)('a Redis %s, killed and started again', (_, config, left) => {
  let stack: Stack
  let wall: WallPage

  beforeAll(async () => {
    stack = await startStack('redis', { redis: config })
    await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
    wall = await openWall(browser, stack.server.origin, SITE)
    await wall.whenPainted(SERIES, '7,10')
  })
  afterAll(async () => {
    await wall.close()
    await stack.stop()
  })

  it('begins a new epoch, and the wall says that figures may be missing', async () => {
    const isSamePage = await wall.mark()
    const { epoch } = await stack.server.snapshot(SITE)
    const killedAt = Date.now()
    // A second passes, or the file would not hold the reading yet.
    await until('a second has passed', 5_000, () => Date.now() - killedAt > 1_500)
    await stack.redis?.kill()
    const diedAt = Date.now()
    const saidAt = await wall.said('store-down', diedAt)
    await stack.redis?.start()
    const backAt = Date.now()
    const liveAt = await wall.whole(saidAt)
    await until('the wall says that figures may be missing', STORE_BACK_MS, async () =>
      (await wall.bands()).includes('CÓ THỂ THIẾU SỐ LIỆU'),
    )
    await wall.whenPainted(SERIES, left)
    const now = await stack.server.snapshot(SITE)
    expect(now.epoch).not.toBe(epoch)
    expect(await wall.root('epoch')).toBe(now.epoch)
    expect(await wall.stateHash('hydro')).toBe(now.hashes['hydro'])
    expect(await isSamePage()).toBe(true)
    expect(saidAt - diedAt).toBeLessThanOrEqual(SAID_MS)
    expect(liveAt - backAt).toBeLessThanOrEqual(STORE_BACK_MS)
    expect(wall.problems).toEqual([])
  })
})
