import { assert, constantFrom, property, string, array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safePath } from './safe-path.ts'

const ORIGIN = 'https://ioc.example'

describe('where to go after signing in', () => {
  it.each(['/', '/admin', '/admin/keys/dai-loc?lang=en', '/m/dai-loc#key=a%20b', '/a//b'])(
    'is %s as it is',
    (path) => expect(safePath(path, ORIGIN)).toBe(path),
  )

  it.each([
    ...['//evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example/'],
    ...['https:evil.example', 'javascript:alert(1)', 'evil', '', ' /admin', '/\t/evil.example'],
    ...['/\n/evil.example', '/.//evil.example', '/x/..//evil.example', '/đăng-nhập'],
    ...['https://ioc.example/admin', undefined, null, 7, ['/admin']],
  ])('is never %s', (path) => expect(safePath(path, ORIGIN)).toBeUndefined())

  it('stays at this origin, whatever is tried', () => {
    const piece = constantFrom('/', '\\', '.', ':', '@', '?', '#', '\t', 'evil.example', '%2f')
    const tried = array(piece, { maxLength: 8 }).map((parts) => `/${parts.join('')}`)
    const stays = (text: string): boolean => {
      const path = safePath(text, ORIGIN)
      return path === undefined || new URL(path, ORIGIN).origin === ORIGIN
    }
    assert(property(tried, stays))
    assert(property(string(), stays))
  })
})
