import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchMap } from './fetch-map.ts'

const LIMITS = { maxBytes: 1_024, timeoutMs: 5_000 }
const MAP = '{"type":"FeatureCollection","features":[]}'
const servers: Server[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/map.json`
}

async function told(address: string, limits: Partial<typeof LIMITS> = {}): Promise<string> {
  const fetched = await fetchMap(address, { ...LIMITS, ...limits })
  return fetched.ok ? `read ${fetched.text.length}` : fetched.message
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

describe('fetching a map', () => {
  it('reads what a server sends, packed or not', async () => {
    const plain = await serve((_, response) => response.end(MAP))
    const packed = await serve((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(MAP)),
    )
    expect(await fetchMap(plain, LIMITS)).toEqual({ ok: true, text: MAP })
    expect(await fetchMap(packed, LIMITS)).toEqual({ ok: true, text: MAP })
  })

  it('reads no more than the limit, whatever length is announced or packed away', async () => {
    let sent = 0
    const endless = await serve((_, response) => {
      const send = (): void => {
        while (!response.destroyed && response.write('x'.repeat(4_096))) sent += 4_096
      }
      response.on('drain', send)
      send()
    })
    const bomb = await serve((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(1_000_000))),
    )
    expect(await told(endless)).toMatch(/over the limit/)
    expect(sent).toBeLessThan(64 * 1024 * 1024)
    expect(await told(bomb)).toMatch(/over the limit/)
  })

  it('waits no longer than the limit for an answer, or for the rest of one', async () => {
    const silent = await serve(() => undefined)
    const dripping = await serve((_, response) => {
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
    })
    expect(await told(silent, { timeoutMs: 100 })).toBe('no whole file within 0.1 s')
    expect(await told(dripping, { timeoutMs: 200 })).toBe('no whole file within 0.2 s')
  })

  it('follows redirects on the same host and to no other', async () => {
    const target = await serve((_, response) => response.end(MAP))
    const near = await serve((_, response) => response.writeHead(302, { location: target }).end())
    const far = await serve((_, response) =>
      response.writeHead(301, { location: target.replace('127.0.0.1', 'localhost') }).end(),
    )
    const local = await serve((_, response) =>
      response.writeHead(307, { location: 'file:///etc/hostname' }).end(),
    )
    const round = await serve((request, response) =>
      response.writeHead(302, { location: request.url ?? '/' }).end(),
    )
    expect(await told(near)).toBe(`read ${MAP.length}`)
    expect(await told(far)).toMatch(/^the server redirects to http:\/\/localhost:\d+: name that/)
    expect(await told(local)).toMatch(/^the server redirects to /)
    expect(await told(round)).toBe('the server redirects more than 5 times')
  })

  it('says what came instead of a map', async () => {
    const missing = await serve((_, response) => response.writeHead(404).end())
    const page = await serve((_, response) =>
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<html></html>'),
    )
    const latin = await serve((_, response) => response.end(Buffer.from([0x7b, 0xe0, 0x7d])))
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await told(missing)).toBe('the server answered 404')
    expect(await told(page)).toMatch(/^the server sent a web page/)
    expect(await told(latin)).toBe('the file is not UTF-8')
    expect(await told(cut)).toMatch(/terminated/)
  })

  it('says why nobody answers', async () => {
    const gone = await serve(() => undefined)
    const server = servers.pop()
    await new Promise((resolve) => server?.close(resolve))
    expect(await told(gone)).toMatch(/ECONNREFUSED/)
  })

  it('reads files by the same limit', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'fetch-map-'))
    const file = path.join(folder, 'm.json')
    await writeFile(file, MAP)
    expect(await told(file)).toBe(`read ${MAP.length}`)
    expect(await told(file, { maxBytes: 8 })).toMatch(/over the limit/)
    expect(await told(path.join(folder, 'none.json'))).toBe('there is no such file')
    expect(await told(folder)).toBe('this is a folder')
    await rm(folder, { recursive: true })
  })
})
