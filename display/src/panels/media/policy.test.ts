import { describe, expect, it } from 'vitest'
import { refusalOf, takeUpPolicy } from './policy.ts'

const POLICY = "default-src 'self';img-src 'self' https://a.vn;frame-src https://a.vn"
const blocked = (blockedURI: string, originalPolicy = POLICY) => ({ blockedURI, originalPolicy })

describe('a violation of the policy', () => {
  it('of an allowed address means that it led elsewhere', () => {
    expect(refusalOf(blocked('https://a.vn/camera'), 'https://a.vn/camera#t=1')).toBe(
      'led-elsewhere',
    )
  })

  it('of one that the page’s policy does not list means that the policy is old', () => {
    expect(refusalOf(blocked('https://b.vn/'), 'https://b.vn')).toBe('old-policy')
    expect(refusalOf(blocked('https://a.vn:8443/x'), 'https://a.vn:8443/x')).toBe('old-policy')
  })

  it('of something else says nothing', () => {
    expect(refusalOf(blocked('https://a.vn/other'), 'https://a.vn/camera')).toBeUndefined()
    expect(refusalOf(blocked('inline'), 'https://a.vn/camera')).toBeUndefined()
    expect(refusalOf(blocked('https://a.vn/'), '/media/dai-loc/a.png')).toBeUndefined()
  })
})

describe('an old policy', () => {
  it('is exchanged by loading the page again, once for what a configuration shows', () => {
    let tried: string | null = null
    let reloads = 0
    const ports = {
      tried: () => tried,
      rememberTry: (what: string) => (tried = what),
      reload: () => reloads++,
    }
    takeUpPolicy('https://b.vn', 'r1', ports)
    takeUpPolicy('https://b.vn', 'r1', ports)
    expect(reloads).toBe(1)
    takeUpPolicy('https://b.vn', 'r2', ports)
    expect(reloads).toBe(2)
  })
})
