import { describe, expect, it } from 'vitest'
import { readTheme } from './theme.ts'

describe('readTheme', () => {
  it('falls back to dark on anything that is no theme', () => {
    expect(readTheme('light')).toBe('light')
    expect(readTheme('constructor')).toBe('dark')
    expect(readTheme(undefined)).toBe('dark')
  })
})
