import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { ask, type Request } from './ask.ts'

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Request =>
  () =>
    Promise.resolve(new Response(body === '' ? null : body, { status, headers }))
const question = { method: 'GET', path: '/people' } as const
const schema = z.strictObject({ count: z.int() })
const problemOf = async (request: Request): Promise<unknown> => {
  const answer = await ask(request, question, schema)
  return answer.ok ? undefined : answer.problem
}

describe('asking the server', () => {
  it('sends the session’s cookie along, and a body as JSON', async () => {
    let sent: readonly [string, RequestInit] | undefined
    const request: Request = (address, init) => {
      sent = [address, init]
      return answering(200, '{"count":1}')(address, init)
    }
    const body = { password: 'x' }
    expect(await ask(request, { method: 'POST', path: '/session', body }, schema)).toEqual({
      ...{ ok: true, value: { count: 1 } },
    })
    expect(sent?.[0]).toBe('/api/v1/session')
    expect(sent?.[1]).toMatchObject({ credentials: 'same-origin', body: '{"password":"x"}' })
  })

  it('takes an answer without a body', async () => {
    expect(await ask(answering(204, ''), question, z.unknown())).toEqual({
      ...{ ok: true, value: undefined },
    })
  })

  it.each([
    ['sign-in-required', 401, 'urn:ioc-wall:problem:sign-in-required'],
    ['other', 500, 'urn:ioc-wall:problem:something-new'],
    ['other', 418, 'about:blank'],
  ])('names the problem %s', async (name, status, type) => {
    expect(await problemOf(answering(status, JSON.stringify({ type })))).toEqual({ name, status })
  })

  it('says how long to wait, at most a day, and why a password is refused', async () => {
    const waiting = { type: 'urn:ioc-wall:problem:too-many-attempts' }
    const wait = (seconds: string): Promise<unknown> =>
      problemOf(answering(429, JSON.stringify(waiting), { 'Retry-After': seconds }))
    expect(await wait('32')).toEqual({
      ...{ name: 'too-many-attempts', status: 429, retryAfterMs: 32_000 },
    })
    expect(await wait('1e9')).toMatchObject({ retryAfterMs: 86_400_000 })
    expect(await wait('soon')).toEqual({ name: 'too-many-attempts', status: 429 })
    const refused = { type: 'urn:ioc-wall:problem:password-refused', reason: 'listed' }
    expect(await problemOf(answering(422, JSON.stringify(refused)))).toEqual({
      ...{ name: 'password-refused', status: 422, refusal: 'listed' },
    })
  })

  it('tells a server that is away from one that is not understood', async () => {
    expect(await problemOf(() => Promise.reject(new TypeError('no network')))).toEqual({
      name: 'unreachable',
    })
    expect(await problemOf(answering(502, '<html>bad gateway'))).toMatchObject({
      ...{ name: 'unreachable', status: 502 },
    })
    expect(await problemOf(answering(200, '<html>'))).toEqual({ name: 'malformed', status: 200 })
    expect(await problemOf(answering(200, '{"count":1,"more":2}'))).toEqual({
      name: 'malformed',
      status: 200,
    })
  })
})
