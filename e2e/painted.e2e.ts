import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { report } from './harness/report.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { launchChromium, openWall, type WallPage } from './harness/wall-page.ts'

const SITE = 'dai-loc'
const SERIES = 'river.level/ai-nghia'

/** A quarter second of tick and what a busy machine adds to it. */
const GENEROUS_MS = 3_000

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe.each(onEither('redis'))('a sample on its way to the glass, %s store', (kind) => {
  let stack: Stack
  let wall: WallPage

  beforeAll(async () => {
    stack = await startStack(kind)
    wall = await openWall(browser, stack.server.origin, SITE)
    await wall.whole(0)
  })
  afterAll(async () => {
    await wall.close()
    await stack.stop()
  })

  it('is painted after it was posted as JSON', async () => {
    const delays: number[] = []
    await stack.server.postLevel(SITE, 'ai-nghia', 7)
    for (const [value, text] of LEVELS) {
      const painted = wall.whenPainted(SERIES, text)
      const acceptedAt = await stack.server.postLevel(SITE, 'ai-nghia', value)
      delays.push((await painted) - acceptedAt)
    }
    report(`accepted → painted, ${kind}`, delays)
    expect(Math.max(...delays)).toBeLessThan(GENEROUS_MS)
    expect(await wall.freshness(SERIES)).toBe('fresh')
  })

  it('is painted after it was posted as NDJSON', async () => {
    const line = JSON.stringify({ metric: 'river.level', sensor: 'ai-nghia', value: 6.66 })
    const painted = wall.whenPainted(SERIES, '6,66')
    const answer = await stack.server.post(SITE, `${line}\n`, 'application/x-ndjson')
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, rejected: [] } })
    expect((await painted) - answer.answeredAt).toBeLessThan(GENEROUS_MS)
  })

  it('is on the server and on the wall the same', async () => {
    const { hashes, epoch } = await stack.server.snapshot(SITE)
    expect(await wall.stateHash('hydro')).toBe(hashes['hydro'])
    expect(await wall.root('epoch')).toBe(epoch)
    expect(wall.problems).toEqual([])
  })

  it('survives kill -9 of the server', async () => {
    await stack.server.postLevel(SITE, 'ai-nghia', 9.87)
    await stack.server.kill()
    await stack.server.start()
    const { series } = await stack.server.snapshot(SITE)
    expect(series.find((one) => one.sensor === 'ai-nghia')).toMatchObject({ value: 9.87 })
  })
})

const LEVELS = [
  [7.31, '7,31'],
  [7.32, '7,32'],
  [8, '8,00'],
  [-0.25, '-0,25'],
  [9.12, '9,12'],
] as const

describe('a reading added to the Redis input stream', () => {
  let stack: Stack
  let wall: WallPage

  beforeAll(async () => {
    stack = await startStack('redis')
    wall = await openWall(browser, stack.server.origin, SITE)
    await wall.whole(0)
  })
  afterAll(async () => {
    await wall.close()
    await stack.stop()
  })

  const add = (value: string): Promise<unknown> | undefined =>
    stack.redis?.command(
      ...['XADD', `iocwall:{${SITE}}:in`, '*'],
      ...['metric', 'river.level', 'sensor', 'ai-nghia', 'value', value],
    )

  it('is painted, and taken out of the input', async () => {
    const delays: number[] = []
    for (const value of ['9.01', '9.02', '9.03']) {
      const painted = wall.whenPainted(SERIES, value.replace('.', ','))
      await add(value)
      const addedAt = Date.now()
      delays.push((await painted) - addedAt)
    }
    report('XADD → painted', delays)
    expect(Math.max(...delays)).toBeLessThan(GENEROUS_MS)
    expect(await stack.redis?.command('XLEN', `iocwall:{${SITE}}:in`)).toBe(0)
  })

  it('survives kill -9 of the server, added before or while it is down', async () => {
    await stack.server.kill()
    await add('9.44')
    await stack.server.start()
    const painted = await wall.whenPainted(SERIES, '9,44')
    expect(painted).toBeGreaterThan(0)
    const { series } = await stack.server.snapshot(SITE)
    expect(series.find((one) => one.sensor === 'ai-nghia')).toMatchObject({ value: 9.44 })
  })
})
