import { describe, expect, it } from 'vitest'
import { preferredTheme } from './page-look.ts'
import { readTheme } from './theme.ts'

describe('readTheme', () => {
  it('falls back to dark on anything that is no theme', () => {
    expect(readTheme('light')).toBe('light')
    expect(readTheme('constructor')).toBe('dark')
    expect(readTheme(undefined)).toBe('dark')
  })

  it('falls back to what the device asks for where a page follows it', () => {
    expect(readTheme(undefined, preferredTheme(true, false))).toBe('light')
    expect(readTheme('dark', preferredTheme(true, false))).toBe('dark')
    expect(preferredTheme(true, true)).toBe('contrast')
    expect(preferredTheme(false, false)).toBe('dark')
  })
})
