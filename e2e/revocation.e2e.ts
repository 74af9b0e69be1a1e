import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRedisServer, type RedisServer } from '../server/testing/redis-server.ts'
import { NodeWall } from './harness/node-wall.ts'
import { report } from './harness/report.ts'
import { sleep, until } from './harness/until.ts'
import { FROM_ELSEWHERE, signInNew, Visitor } from './harness/visitor.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'

const SITE = 'dai-loc'
const WITHIN_MS = 2_000

describe('what is revoked on one of two servers', () => {
  let redis: RedisServer
  let here: WallServer
  let there: WallServer
  let admin: Visitor

  beforeAll(async () => {
    redis = await startRedisServer({ config: { appendonly: 'yes' } })
    const env = { REDIS_URL: redis.url }
    here = await startWallServer({ env })
    there = await startWallServer({ env })
    admin = await signInNew(here, 'admin', '*:admin')
  })
  afterAll(async () => {
    await Promise.all([here.stop(), there.stop()])
    await redis.stop()
  })

  /** A wall on the other server, looked at from another machine. */
  async function wallThere(key: { cookie?: string; token?: string }): Promise<NodeWall> {
    const wall = new NodeWall(there.origin, {
      site: SITE,
      channels: ['hydro'],
      ...(key.token !== undefined && { token: key.token }),
      headers: { ...FROM_ELSEWHERE, ...(key.cookie !== undefined && { Cookie: key.cookie }) },
    })
    await until('the wall is served', 10_000, () => wall.frameCount > 0)
    return wall
  }

  /** Does it here and answers after how many ms the wall there was cut, and that it is not let in again. */
  async function cutAfter(wall: NodeWall, act: () => Promise<void>): Promise<number> {
    await act()
    const doneAt = performance.now()
    await until('the wall is cut', 10_000, () => wall.closeCodes.length > 0)
    const took = performance.now() - doneAt
    expect(wall.closeCodes).toEqual([4003])
    await until('it is refused', 10_000, () => wall.refusals.includes('not allowed'))
    wall.close()
    return took
  }

  const done = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await admin.ask(here, method, path, body)
    expect([path, answer.status]).toEqual([path, expect.toBeOneOf([200, 201, 204])])
    return answer.body
  }

  it('lets nobody from elsewhere look without a right', async () => {
    const wall = new NodeWall(there.origin, {
      site: SITE,
      channels: ['hydro'],
      headers: FROM_ELSEWHERE,
    })
    await until('it is refused', 10_000, () => wall.refusals.length > 0)
    expect([wall.refusals[0], wall.frameCount]).toEqual(['not allowed', 0])
    wall.close()
  })

  it('a key: its walls on the other are cut within 2 s, and it opens nothing any more', async () => {
    const made = (await done('POST', `/api/v1/sites/${SITE}/keys`, {
      name: 'tường',
      scope: 'read',
    })) as { text: string; key: { id: string } }
    const wall = await wallThere({ token: made.text })
    const took = await cutAfter(wall, async () => {
      await done('DELETE', `/api/v1/sites/${SITE}/keys/${made.key.id}`)
    })
    report('a revoked key’s wall on the other server is cut after', took, 'ms')
    expect(took).toBeLessThan(WITHIN_MS)
    const answer = await fetch(`${there.origin}/api/v1/sites/${SITE}/snapshot`, {
      headers: { ...FROM_ELSEWHERE, Authorization: `Bearer ${made.text}` },
    })
    expect(answer.status).toBe(401)
  })

  it('a key whose time is over: the same', async () => {
    const made = (await done('POST', `/api/v1/sites/${SITE}/keys`, {
      name: 'một lát',
      scope: 'read',
      expiresAt: Date.now() + 4_000,
    })) as { text: string }
    // The other server may have looked at the keys a moment before, and looks again after a tenth of a second.
    await sleep(200)
    const wall = await wallThere({ token: made.text })
    await cutAfter(wall, () => sleep(0))
  })

  it.each([
    ['a session that its person ends', 'own'],
    ['all sessions of a person', 'sessions'],
    ['a person who is disabled', 'disabled'],
    ['the last role of a person', 'role'],
  ] as const)('%s', async (_, way) => {
    const person = await signInNew(here, `xem-${way}`, `${SITE}:viewer`)
    const wall = await wallThere({ cookie: person.cookie })
    const id = `xem-${way}`
    const took = await cutAfter(wall, async () => {
      if (way === 'own') await person.ask(here, 'DELETE', '/session')
      if (way === 'sessions') await done('DELETE', `/api/v1/people/${id}/sessions`)
      if (way === 'disabled') await done('PATCH', `/api/v1/people/${id}`, { isDisabled: true })
      if (way === 'role') await done('PATCH', `/api/v1/people/${id}`, { grants: [] })
    })
    report(`${way}: the wall on the other server is cut after`, took, 'ms')
    expect(took).toBeLessThan(WITHIN_MS)
  })

  it('a person’s right at another site: nothing is cut here', async () => {
    const roles = [`${SITE}:viewer`, 'hiep-duc:viewer'] as const
    const person = await signInNew(here, 'xem-hai', ...roles)
    const wall = await wallThere({ cookie: person.cookie })
    await done('PATCH', '/api/v1/people/xem-hai', { grants: [{ site: SITE, role: 'viewer' }] })
    await sleep(WITHIN_MS)
    expect([wall.closeCodes, wall.isConnected]).toEqual([[], true])
    wall.close()
  })

  it('a store that is away for a while ends nobody’s right', async () => {
    const person = await signInNew(here, 'xem-lau', `${SITE}:viewer`)
    const wall = await wallThere({ cookie: person.cookie })
    await redis.kill('SIGTERM')
    await sleep(3_000)
    expect(wall.closeCodes).toEqual([])
    const asked = await person.ask(there, 'GET', '/api/v1/account/sessions')
    expect(asked.status).toBe(503)
    await redis.start()
    await until('the door opens again', 20_000, async () => {
      return (await person.ask(there, 'GET', '/api/v1/account/sessions')).status === 200
    })
    expect(wall.closeCodes).toEqual([])
    wall.close()
  })
})
