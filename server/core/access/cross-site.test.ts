import { describe, expect, it } from 'vitest'
import { isCrossSite } from './cross-site.ts'

const allowed = new Set(['https://ioc.example.vn', 'http://localhost:8080'])
const post = (origin?: string, secFetchSite?: string): boolean =>
  isCrossSite({ method: 'POST', origin, secFetchSite }, allowed)

describe('requests of other sites', () => {
  it('are told by what the browser says of them', () => {
    expect(post('https://evil.example', 'cross-site')).toBe(true)
    expect(post('https://evil.example')).toBe(true)
    expect(post('https://a.ioc.example.vn', 'same-site')).toBe(true)
    expect(post(undefined, 'cross-site')).toBe(true)
    expect(post(undefined, 'same-site')).toBe(true)
    expect(post('null', 'same-origin')).toBe(true)
    expect(post('null')).toBe(true)
  })

  it('are not own pages, other names of this server and programs', () => {
    expect(post('https://ioc.example.vn', 'same-origin')).toBe(false)
    expect(post('http://localhost:8080', 'cross-site')).toBe(false)
    expect(post(undefined, 'none')).toBe(false)
    expect(post()).toBe(false)
  })

  it('may read: what is read is not shown to them', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const request = { method, origin: 'https://evil.example', secFetchSite: 'cross-site' }
      expect(isCrossSite(request, allowed)).toBe(false)
    }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE', 'post']) {
      const request = { method, origin: 'https://evil.example', secFetchSite: 'cross-site' }
      expect(isCrossSite(request, allowed)).toBe(true)
    }
  })
})
