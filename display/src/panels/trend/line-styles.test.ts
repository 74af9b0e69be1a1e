import { readFileSync } from 'node:fs'
import { oklch } from 'culori'
import { describe, expect, it } from 'vitest'
import { cssColour, LINE_STYLES } from './line-styles.ts'

const CSS = readFileSync(new URL('../../theme/tokens.css', import.meta.url), 'utf8')
const LEAST_LIGHTNESS = 0.1

/** The tokens of a theme: what it does not set is that of the dark one. */
function tokensOf(theme: string): ReadonlyMap<string, string> {
  const blocks = ['dark', theme].map((one) => {
    const from = CSS.indexOf(`[data-theme='${one}']`)
    return CSS.slice(from, CSS.indexOf('}', from))
  })
  const found = blocks.flatMap((block) => [...block.matchAll(/(--[a-z0-9-]+): (#[0-9a-f]+)/g)])
  return new Map(found.map(([, name = '', colour = '']) => [name, colour]))
}

describe.each(['dark', 'light', 'contrast'])('the lines of a trend in the theme %s', (theme) => {
  const tokens = tokensOf(theme)
  const lightness = LINE_STYLES.map((style) => {
    return oklch(tokens.get(cssColour(style).slice(4, -1)) ?? '')?.l ?? NaN
  })

  it('are told apart two by two by dash or by lightness, never by hue alone', () => {
    for (const [a, one] of LINE_STYLES.entries()) {
      for (const [b, other] of LINE_STYLES.entries()) {
        if (a >= b || one.dash.join() !== other.dash.join()) continue
        const apart = Math.abs((lightness[a] ?? NaN) - (lightness[b] ?? NaN))
        expect(apart).toBeGreaterThanOrEqual(LEAST_LIGHTNESS)
      }
    }
  })
})
