import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  capitalHeightMm,
  DEFAULT_SCREEN,
  illegibleSizes,
  TYPE_SIZES,
  type ScreenProfile,
  type TypeSize,
} from './legibility.ts'
import { tokenValues } from './token-values.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const tokens = tokenValues(css, 'dark')
const rem = (size: TypeSize) => Number((tokens.get(`--fs-${size}`) ?? '').replace(/rem$/, ''))
const SCALE: Readonly<Record<TypeSize, number>> = {
  figure: rem('figure'),
  headline: rem('headline'),
  title: rem('title'),
  body: rem('body'),
  fine: rem('fine'),
}

function screen(diagonalInches: number, distanceM: number): ScreenProfile {
  return { diagonalInches, widthPx: 3840, heightPx: 2160, distanceM }
}

/** How far away a size can stand by the strict rule, 1/200, in m with one decimal. */
const reachM = (size: TypeSize, diagonalInches: number) =>
  Math.round(2 * capitalHeightMm(SCALE[size], screen(diagonalInches, 0))) / 10

describe('the type scale', () => {
  it('reaches as far as its design says on one 55-inch screen', () => {
    expect(TYPE_SIZES.map((size) => reachM(size, 55))).toEqual([9, 4.5, 2.6, 2.1, 1.7])
  })

  it('reaches farther on larger screens and on nine seen as one', () => {
    expect(reachM('headline', 98)).toBe(8)
    expect(TYPE_SIZES.slice(2).map((size) => reachM(size, 165))).toEqual([7.9, 6.2, 5.1])
  })

  it('is legible in the room that is taken for granted', () => {
    expect(illegibleSizes(SCALE, DEFAULT_SCREEN)).toEqual([])
  })

  it('carries figures only on one 55-inch screen at 8 m', () => {
    expect(illegibleSizes(SCALE, screen(55, 8))).toEqual(['headline', 'title', 'body', 'fine'])
    expect(illegibleSizes(SCALE, screen(55, 9.1))).toEqual(TYPE_SIZES)
  })

  it('asks half as much of what is not read at a glance', () => {
    expect(illegibleSizes(SCALE, screen(55, 4.6))).toEqual(['headline', 'body', 'fine'])
    expect(illegibleSizes(SCALE, screen(55, 4.4))).toEqual(['body', 'fine'])
    expect(illegibleSizes(SCALE, screen(55, 3.3))).toEqual([])
  })

  it('does not depend on the resolution, only on the shape of the screen', () => {
    const full = { ...screen(55, 8), widthPx: 1920, heightPx: 1080 }
    expect(capitalHeightMm(9.6, full)).toBeCloseTo(capitalHeightMm(9.6, screen(55, 8)), 9)
    const wide = { ...screen(55, 8), widthPx: 7680 }
    expect(capitalHeightMm(9.6, wide)).toBeLessThan(capitalHeightMm(9.6, screen(55, 8)))
  })
})
