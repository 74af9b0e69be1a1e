import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { landingPath } from './landing-path.ts'

describe('where somebody lands', () => {
  it.each(['/', '/wall/dai-loc?scene=a&lang=en#x', '/m/dai-loc/unit/20500', '/apis', '/?to=//a'])(
    'may be %s',
    (path) => {
      expect(landingPath(path)).toBe(path)
    },
  )

  it.each([
    '',
    'wall',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/a\\b',
    '/\t/evil.example',
    '/ /evil.example',
    '/\n',
    'https://evil.example',
    'javascript:alert(1)',
    '/api/v1/session/oidc?to=/',
    '/session',
    `/${'a'.repeat(1_000)}`,
  ])('is never %j', (path) => {
    expect(landingPath(path)).toBeUndefined()
  })

  it('stays on this origin, whatever was taken', () => {
    const parts = fc.array(
      fc.constantFrom('/', '\\', '.', '..', '@', ':', '%2f', 'a', '?', '#', '\t'),
    )
    fc.assert(
      fc.property(parts, (pieces) => {
        const path = landingPath(`/${pieces.join('')}`)
        if (path === undefined) return
        expect(new URL(path, 'https://ioc.example').origin).toBe('https://ioc.example')
      }),
    )
  })
})
