import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../../testing/build-site.ts'
import type { HttpParts } from './http-parts.ts'
import { addMediaRoutes } from './media-routes.ts'
import { createErrorHandler, notFound } from './problem.ts'
import { RouteTable } from './route-table.ts'
import { securityHeaders } from './security-headers.ts'

let folder: string
let server: Server
let url: string
let origins: readonly string[] = []

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-media-'))
  const media = path.join(folder, 'sites', 'a', 'media')
  await mkdir(media, { recursive: true })
  await writeFile(path.join(media, 'cau.png'), 'picture')
  await writeFile(path.join(media, 'page.html'), '<script>1</script>')
  await writeFile(path.join(folder, 'sites', 'a', 'site.yaml'), 'secret')
  const parts = {
    sites: new Map([['a', { site: buildSite }]]),
    folders: { config: folder, display: folder, maps: folder },
  } as unknown as HttpParts
  const app = express()
  const own = () => ['http://127.0.0.1:8080', 'http://[::1]:8080', 'https://ioc.example.vn']
  app.use(securityHeaders({ own, foreign: () => origins }))
  const routes = new RouteTable(parts)
  addMediaRoutes(routes, parts)
  app.use(routes.close())
  app.use(notFound)
  app.use(createErrorHandler(pino({ level: 'silent' })))
  server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

describe('the media of a site', () => {
  it('are served with their type, to be asked for again each time', async () => {
    const answer = await fetch(`${url}/media/a/cau.png`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toBe('picture')
  })

  it.each([
    '/media/a/page.html',
    '/media/a/none.png',
    '/media/b/cau.png',
    '/media/a/..%2fsite.yaml',
    '/media/a/..%2f..%2fa%2fmedia%2fcau.png',
    '/media/%2e%2e/a/cau.png',
  ])('are nothing else: %s', async (address) => {
    expect((await fetch(url + address)).status).toBe(404)
  })
})

describe('the policy of the pages', () => {
  const policy = async (): Promise<ReadonlyMap<string, string>> => {
    const text = (await fetch(`${url}/media/a/cau.png`)).headers.get('content-security-policy')
    return new Map(
      (text ?? '').split(';').map((part) => {
        const [name = '', ...values] = part.split(' ')
        return [name, values.join(' ')]
      }),
    )
  }

  it('lets in nothing from elsewhere while no site allows it', async () => {
    origins = []
    const directives = await policy()
    expect(directives.get('img-src')).toBe("'self' data: blob:")
    expect(directives.has('media-src') || directives.has('frame-src')).toBe(false)
  })

  it('lets in pictures, films and frames of exactly the allowed origins, from the next request on', async () => {
    origins = ['https://cam.example.vn', 'https://map.example.vn:8443']
    const directives = await policy()
    const listed = 'https://cam.example.vn https://map.example.vn:8443'
    expect(directives.get('img-src')).toBe(`'self' data: blob: ${listed}`)
    expect(directives.get('media-src')).toBe(`'self' ${listed}`)
    expect(directives.get('frame-src')).toBe(listed)
    expect(directives.get('script-src')).toBe("'self'")
    expect(directives.get('connect-src')).toBe(
      `'self' ws://127.0.0.1:8080 wss://ioc.example.vn ${listed}`,
    )
    expect(directives.get('default-src')).toBe("'self'")
  })
})
