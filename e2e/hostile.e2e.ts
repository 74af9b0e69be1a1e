import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NodeWall } from './harness/node-wall.ts'
import { RawSocket } from './harness/raw-socket.ts'
import { report } from './harness/report.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { sleep, until } from './harness/until.ts'
import { WRONG_ORIGINS } from './harness/wrong-origins.ts'

const SITE = 'dai-loc'
const MB = 1024 * 1024
const GOOD = { metric: 'river.level', sensor: 'ai-nghia', value: 8 }

/** What must not get in, and the documented answer to each. */
const BODIES: readonly (readonly [what: string, body: string, status: number])[] = [
  ['truncated JSON', '{"samples":[{"metric":"river.level","sensor":"ai-ng', 400],
  ['no JSON at all', 'mực nước: 7,2', 400],
  ['an empty body', '', 400],
  [
    'NaN as a number',
    '{"samples":[{"metric":"river.level","sensor":"ai-nghia","value":NaN}]}',
    400,
  ],
  ['a number beyond float64', oneWith('"value":1e999'), 422],
  ['a text as value', oneWith('"value":"7.2"'), 422],
  ['a list as value', oneWith('"value":[7]'), 422],
  ['an object as metric', '{"samples":[{"metric":{},"sensor":"ai-nghia","value":1}]}', 422],
  ['the samples as an object', '{"samples":{"0":{}}}', 422],
  ['a bare list', '[{"metric":"river.level"}]', 422],
  ['a bare null', 'null', 422],
  ['a foreign field beside the samples', '{"samples":[],"admin":true}', 422],
  ['__proto__ beside the samples', '{"__proto__":{"polluted":1},"samples":[]}', 422],
  [
    '__proto__ as metric',
    '{"samples":[{"metric":"__proto__","sensor":"ai-nghia","value":1}]}',
    422,
  ],
  [
    'constructor as sensor',
    '{"samples":[{"metric":"river.level","sensor":"constructor","value":1}]}',
    422,
  ],
  ['__proto__ in a sample', oneWith('"value":1,"__proto__":{"value":2}'), 422],
  [
    'an unknown metric',
    '{"samples":[{"metric":"river.speed","sensor":"ai-nghia","value":1}]}',
    422,
  ],
  ['an unknown sensor', '{"samples":[{"metric":"river.level","sensor":"mekong","value":1}]}', 422],
  ['an unknown unit', '{"samples":[{"metric":"dossiers.open","unit":"99999","value":1}]}', 422],
  [
    'a unit of before the merger',
    '{"samples":[{"metric":"dossiers.open","unit":"20503","value":1}]}',
    422,
  ],
  ['unit and sensor at once', oneWith('"value":1,"unit":"20500"'), 422],
  ['a level above every river', oneWith('"value":61'), 422],
  ['tomorrow', oneWith(`"value":1,"at":"${new Date(Date.now() + 86_400_000).toISOString()}"`), 422],
  ['a date that is none', oneWith('"value":1,"at":"2026-02-30T00:00:00Z"'), 422],
  ['a quality that is none', oneWith('"value":1,"quality":"superb"'), 422],
  ['ten thousand brackets', `{"samples":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 422],
  ['10 MB of blanks', ' '.repeat(10 * MB), 413],
  ['10 MB of samples', `{"samples":[${`${JSON.stringify(GOOD)},`.repeat(190_000)}null]}`, 413],
  ['too many samples', `{"samples":[${'{},'.repeat(20_000)}{}]}`, 413],
]

function oneWith(fields: string): string {
  return `{"samples":[{"metric":"river.level","sensor":"ai-nghia",${fields}}]}`
}

describe.each(onEither('embedded'))('hostile input, %s store', (kind) => {
  let stack: Stack
  let watcher: NodeWall

  beforeAll(async () => {
    stack = await startStack(kind)
    await stack.server.postLevel(SITE, 'ai-nghia', 7.1)
    watcher = new NodeWall(stack.server.origin, { site: SITE, channels: ['hydro'] })
    await until('a good wall is served', 10_000, () => watcher.frameCount > 2)
  })
  afterAll(async () => {
    watcher.close()
    await stack.stop()
  })

  async function changesNothing(act: () => Promise<void>): Promise<void> {
    const before = await stack.server.snapshot(SITE)
    await act()
    const after = await stack.server.snapshot(SITE)
    // The version moves on with the canary of the alarms.
    expect([after.epoch, after.hashes]).toEqual([before.epoch, before.hashes])
    expect(after.series.find((one) => one.sensor === 'ai-nghia')).toMatchObject({ value: 7.1 })
    expect(watcher.gapCount + watcher.regressionCount).toBe(0)
    expect(watcher.connectCount).toBe(1)
  }

  it.each(BODIES)('refuses %s', async (_, body, status) => {
    await changesNothing(async () => {
      const answer = await stack.server.post(SITE, body).catch((error: unknown) => ({ error }))
      // A body that is far too large may be cut off while it is still being sent.
      if (status === 413 && 'error' in answer) return
      expect(answer).toMatchObject({
        status,
        body: { status, type: expect.stringMatching(/^urn:/) },
      })
    })
  })

  it('takes the good samples of a mixed post and names the bad ones', async () => {
    const bad = [{ ...GOOD, sensor: 'mekong' }, { ...GOOD, value: null, unit: 'x' }, 7]
    const { version } = await stack.server.snapshot(SITE)
    const answer = await stack.server.post(SITE, [...bad, { ...GOOD, value: 7.1 }])
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } })
    const { rejected } = answer.body as { rejected: readonly { index: number; code: string }[] }
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'unknown-sensor'],
      [1, 'malformed'],
      [2, 'malformed'],
    ])
    await until('the good one is in the state', 5_000, async () => {
      return (await stack.server.snapshot(SITE)).version !== version
    })
  })

  it('refuses to be posted to without a key, with a foreign one, and at no site', async () => {
    const post = (site: string, headers: Record<string, string>) =>
      fetch(`${stack.server.origin}/api/v1/sites/${site}/samples`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ samples: [GOOD] }),
      })
    await changesNothing(async () => {
      expect((await post(SITE, {})).status).toBe(401)
      expect((await post(SITE, { authorization: 'Bearer demo' })).status).toBe(401)
      const foreign = `Bearer ${await stack.server.ingestKey('hiep-duc')}`
      expect((await post(SITE, { authorization: foreign })).status).toBe(401)
      expect((await post('atlantis', { authorization: foreign })).status).toBe(404)
      expect((await post('__proto__', { authorization: foreign })).status).toBe(404)
    })
  })

  it('survives random bytes and nonsense as socket messages', async () => {
    await changesNothing(async () => {
      const nonsense: ((socket: RawSocket) => void)[] = [
        (socket) => socket.bytes(randomBytes(2_000)),
        (socket) => socket.text(randomBytes(2_000).toString('latin1')),
        (socket) => socket.text('4{"t":2,"n":"/wall","d":["painted"'),
        (socket) => socket.packet({ t: 99, n: '/wall', d: ['x'] }),
        (socket) => socket.packet({ t: 2, n: '/wall', d: ['disconnect'] }),
        (socket) => socket.packet({ t: 2, n: '/admin', d: ['x'] }),
        (socket) => socket.packet(['__proto__']),
        (socket) => socket.event('frame', { __proto__: null }),
        (socket) => socket.event('painted', { ticks: { hydro: 'x' }, paintedAt: 'now' }),
        (socket) => socket.event('painted', { ticks: null, paintedAt: 1, frameMs: 1 }),
        (socket) => socket.event('subscribe', { channels: 'hydro' }),
        (socket) => socket.event('subscribe', { channels: [{ name: '__proto__' }] }),
        (socket) =>
          socket.event('subscribe', {
            channels: [{ name: 'hydro', epoch: 'f'.repeat(16), version: { ms: -1, n: 1e400 } }],
          }),
      ]
      const sockets = nonsense.map(() => new RawSocket(stack.server.origin))
      await until('all are open', 10_000, () => sockets.every((socket) => socket.isOpen))
      for (const socket of sockets) socket.join(SITE, ['hydro'])
      await until('all are in', 10_000, () => sockets.every((socket) => socket.isIn))
      nonsense.forEach((say, index) => {
        const socket = sockets[index]
        if (socket) for (let time = 0; time < 20; time++) say(socket)
      })
      await sleep(1_500)
      for (const socket of sockets) socket.close()
    })
  })

  it('closes a socket that sends more than 64 kB at once, or floods', async () => {
    await changesNothing(async () => {
      const large = new RawSocket(stack.server.origin)
      const flood = new RawSocket(stack.server.origin)
      await until('both are open', 10_000, () => large.isOpen && flood.isOpen)
      flood.join(SITE, ['hydro'])
      await until('the flood is in', 10_000, () => flood.isIn)
      large.bytes(randomBytes(65_000))
      for (let time = 0; time < 2_000; time++) {
        flood.event('painted', { ticks: {}, paintedAt: 1, frameMs: 1 })
      }
      await until('the large one is closed', 10_000, () => large.closeCode !== undefined)
      await until('the flood is closed', 10_000, () => flood.closeCode !== undefined)
      expect(large.closeCode).toBe(1009)
    })
  })

  it('closes a socket that does not sign in', async () => {
    const mute = new RawSocket(stack.server.origin)
    await until('it is open', 10_000, () => mute.isOpen)
    const openAt = Date.now()
    await until('it is closed', 10_000, () => mute.closeCode !== undefined)
    expect(Date.now() - openAt).toBeLessThanOrEqual(5_500)
  })

  it.each(WRONG_ORIGINS)('refuses the handshake of a page from %s', async (_, originOf) => {
    const socket = new RawSocket(stack.server.origin, { origin: originOf(stack.server.port) })
    await until('it is refused or open', 10_000, () => {
      return socket.refusedWith !== undefined || socket.isOpen
    })
    expect(socket.isOpen).toBe(false)
    expect(socket.refusedWith).toBeGreaterThanOrEqual(400)
  })

  it('admits the handshake of its own page', async () => {
    const socket = new RawSocket(stack.server.origin, { origin: stack.server.origin })
    await until('it is open', 10_000, () => socket.isOpen)
    socket.close()
  })

  it('keeps its memory through all of it', async () => {
    const rss = (): Promise<number> => stack.server.metric('process_resident_memory_bytes')
    const body = ' '.repeat(10 * MB)
    const before = await rss()
    for (let time = 0; time < 20; time++) {
      await stack.server.post(SITE, body).catch(() => undefined)
      const socket = new RawSocket(stack.server.origin)
      await until('it is open', 10_000, () => socket.isOpen)
      for (let more = 0; more < 20; more++) socket.bytes(randomBytes(60_000))
      socket.close()
    }
    await sleep(1_000)
    const grownMb = ((await rss()) - before) / MB
    report(`memory grown under hostile bodies, ${kind}`, grownMb, 'MiB')
    expect(grownMb).toBeLessThan(96)
    expect((await fetch(`${stack.server.origin}/readyz`)).status).toBe(200)
  })
})
