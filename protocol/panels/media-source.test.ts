import { describe, expect, it } from 'vitest'
import { HTTPS_ORIGIN, mediaType, readSource } from './media-source.ts'
import { media } from './media.ts'

describe('a source of media', () => {
  it.each([
    ['cau.png', 'image'],
    ['Cau-Ai_Nghia.2025.jpg', 'image'],
    ['lu.webm', 'video'],
  ])('may be the file %s', (name, shows) => {
    expect(readSource(name)).toEqual({ kind: 'file', name, shows })
  })

  it.each([
    ['https://cam.example.vn', 'https://cam.example.vn'],
    ['https://cam.example.vn:8443/a/b.png?x=1&y=[2]#z', 'https://cam.example.vn:8443'],
    ['https://cam.example.vn:443/a', 'https://cam.example.vn'],
  ])('may be the address %s', (address, origin) => {
    expect(readSource(address)).toEqual({ kind: 'web', origin })
    expect(new URL(address).origin).toBe(origin)
  })

  it.each([
    'http://cam.example.vn/a.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'https://user:secret@cam.example.vn/',
    'https://user@cam.example.vn/',
    'https://cam.example.vn\\@evil.example/',
    'https://cam.example.vn.:443@evil.example/',
    'https://CAM.example.vn/',
    'https://cam.example.vn/a b',
    'https://cam.example.vn/"onload="',
    '//cam.example.vn/a.png',
    '../site.yaml',
    'a/b.png',
    '.hidden.png',
    'page.html',
    'x.constructor',
    '',
  ])('is refused when it is %j', (source) => {
    expect(readSource(source).kind).toBe('refused')
  })

  it('has the content type of its ending', () => {
    expect(mediaType('a.svg')).toBe('image/svg+xml')
    expect(mediaType('a.exe')).toBeUndefined()
  })

  it('shows what its panel is for', () => {
    const words = { vi: 'a', en: 'a' }
    const isFine = (kind: string, source: string): boolean =>
      media.options.safeParse({ title: words, words, kind, source }).success
    expect(isFine('image', 'a.png')).toBe(true)
    expect(isFine('video', 'a.png')).toBe(false)
    expect(isFine('page', 'a.png')).toBe(false)
    expect(isFine('page', 'https://a.vn/')).toBe(true)
  })

  it('is allowed by origins written in one way only', () => {
    const ok = ['https://a.vn', 'https://a.vn:8443'].every((one) => HTTPS_ORIGIN.test(one))
    expect(ok).toBe(true)
    const bad = ['http://a.vn', 'https://a.vn/', 'https://*.vn', 'https://a.vn:443', "'self'"]
    expect(bad.filter((one) => HTTPS_ORIGIN.test(one))).toEqual([])
  })
})
