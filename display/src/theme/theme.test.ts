import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { THEMES, readTheme } from './theme.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

function tokensOf(theme: string): Map<string, string> {
  const tokens = new Map<string, string>()
  for (const [, selector = '', body = ''] of css.matchAll(/([^{}]+)\{([^}]*)\}/g)) {
    if (!selector.includes(':root') && !selector.includes(`'${theme}'`)) continue
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})\s*;/g)) {
      tokens.set(name, value)
    }
  }
  return tokens
}

/** WCAG 2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const MUST_BE_READ = [
  ['--text-1', '--panel'],
  ['--text-1', '--panel-2'],
  ['--text-2', '--panel'],
  ['--text-1', '--ground'],
  ['--unreal-text', '--unreal-2'],
  ['--text-1', '--strip'],
  ['--on-fail', '--fail'],
  ['--text-1', '--halt-1'],
  ['--text-1', '--halt-2'],
] as const
const OTHERWISE = [
  ['--text-3', '--panel'],
  ['--text-3', '--panel-2'],
  ['--text-3', '--ground'],
  ...[0, 1, 2, 3, 4].map((index) => [`--on-seq-${index}`, `--seq-${index}`] as const),
] as const

describe.each(THEMES)('theme %s', (theme) => {
  const tokens = tokensOf(theme)
  const ratio = (text: string, ground: string): number =>
    contrast(tokens.get(text) ?? '', tokens.get(ground) ?? '')

  it.each(MUST_BE_READ)('keeps %s on %s at 7:1 or better', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(7)
  })

  it.each(OTHERWISE)('keeps %s on %s at 4.5:1 or better', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5)
  })
})

describe('readTheme', () => {
  it('falls back to dark on anything that is no theme', () => {
    expect(readTheme('light')).toBe('light')
    expect(readTheme('constructor')).toBe('dark')
    expect(readTheme(undefined)).toBe('dark')
  })
})
