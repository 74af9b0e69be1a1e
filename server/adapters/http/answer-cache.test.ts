import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAnswerCache, type AnswerCache } from './answer-cache.ts'

let now: number
let slept: number[]
let cache: AnswerCache
let revision: number
let tookMs: number
let madeCount: number
let isBroken: boolean
let server: Server
let url: string

beforeEach(async () => {
  now = 0
  slept = []
  revision = 1
  tookMs = 0
  madeCount = 0
  isBroken = false
  cache = createAnswerCache({
    monotonicNow: () => now,
    async sleep(ms) {
      slept.push(ms)
      now += ms
    },
  })
  const app = express()
  app.disable('etag')
  app.get('/*any', (req, res) =>
    cache.send(req, res, {
      address: req.originalUrl,
      revision: () => String(revision),
      async make() {
        madeCount++
        const made = revision
        await new Promise((resolve) => setImmediate(resolve))
        now += tookMs
        if (isBroken) throw new Error('broken')
        return { text: JSON.stringify({ made }), same: String(made) }
      },
    }),
  )
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

async function ask(path = '/a', held?: string) {
  const headers = { Connection: 'close', ...(held !== undefined && { 'If-None-Match': held }) }
  const answer = await fetch(url + path, { headers })
  const text = await answer.text()
  return { status: answer.status, tag: answer.headers.get('ETag') ?? '', text }
}

describe('an answer that many ask for', () => {
  it('is worked out once for all, by address, until something changes or a second has passed', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask()))
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['{"made":1}']))
    expect(madeCount).toBe(1)
    await ask('/b')
    expect(madeCount).toBe(2)
    now += 999
    await ask()
    expect(madeCount).toBe(2)
    now += 1
    await ask()
    expect(madeCount).toBe(3)
    revision = 2
    expect((await ask()).text).toBe('{"made":2}')
  })

  it('takes a fifth of the time at most: who asks after a change waits, and gets the new one', async () => {
    tookMs = 50
    await ask()
    for (let change = 2; change < 6; change++) {
      revision = change
      expect((await ask()).text).toBe(`{"made":${change}}`)
    }
    expect(slept).toEqual([200, 200, 200, 200])
    tookMs = 10_000
    revision = 6
    await ask()
    revision = 7
    await ask()
    expect(slept.at(-1)).toBe(1_000)
  })

  it('is not sent to one who names it, however the tag is written', async () => {
    const { tag } = await ask()
    for (const held of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
      expect(await ask('/a', held)).toMatchObject({ status: 304, text: '', tag })
    }
    expect((await ask('/a', '"other"')).status).toBe(200)
    revision = 2
    expect((await ask('/a', tag)).status).toBe(200)
  })

  it('is asked for again after it could not be given', async () => {
    isBroken = true
    expect((await ask()).status).toBe(500)
    isBroken = false
    expect((await ask()).status).toBe(200)
  })

  it('is forgotten before there are too many', async () => {
    for (let index = 0; index < 129; index++) await ask(`/${index}`)
    await ask('/128')
    expect(madeCount).toBe(129)
    await ask('/0')
    expect(madeCount).toBe(130)
  })
})
