import { readFileSync } from 'node:fs'
import {
  differenceEuclidean,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  oklch,
  parse,
  wcagContrast,
  type Color,
} from 'culori'
import { describe, expect, it } from 'vitest'
import { THEMES } from './theme.ts'
import { tokenValues } from './token-values.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

const SEQUENTIAL = [0, 1, 2, 3, 4].map((step) => `--seq-${step}`)
const DIVERGING = ['n2', 'n1', '0', 'p1', 'p2'].map((step) => `--div-${step}`)
const WATER = [1, 2, 3].map((level) => `--water-${level}`)
const COOL = [...SEQUENTIAL.slice(1), ...WATER, '--div-p1', '--div-p2']
const GREY = [
  ...['--ground', '--panel', '--panel-2', '--line', '--line-2', '--strip', '--halt-1', '--halt-2'],
  ...['--text-1', '--text-2', '--text-3', '--ink', '--seq-0', '--div-0', '--fail'],
]
const VIOLET = ['--unreal', '--unreal-2']
/** Warm: alarms by priority, and the lines and rings of their glyphs. */
const ALARMS = ['k', 'c', 'v', 't'].map((letter) => `--alarm-${letter}`)
const ALARM_LINES = ALARMS.map((token) => `${token}-line`)
const RISKS = [1, 2, 3, 4, 5].map((level) => `--risk-${level}`)
const BROWN = ['--div-n1', '--div-n2']

/** What must be read, at 7:1; what else is read, at 4.5:1 (WCAG 2). */
const MUST_BE_READ = [
  ['--text-1', '--panel'],
  ['--text-1', '--panel-2'],
  ['--text-2', '--panel'],
  ['--text-1', '--ground'],
  ['--unreal-text', '--unreal'],
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
  ...[...ALARMS, ...RISKS].map((token) => ['--ink', token] as const),
  ...[...SEQUENTIAL, ...DIVERGING].map((token) => [token.replace('--', '--on-'), token] as const),
] as const
/** A shape that says something stands out from its ground at 3:1 (WCAG 1.4.11). */
const SHAPES = [...ALARM_LINES, ...WATER, '--div-n2', '--div-p2', '--seq-3', '--seq-4']

/** Machado, Oliveira and Fernandes (2009), full severity. */
const SIGHTS = {
  normal: (colour: Color) => colour,
  deutan: filterDeficiencyDeuter(1),
  protan: filterDeficiencyProt(1),
  tritan: filterDeficiencyTrit(1),
} as const
const sights = Object.entries(SIGHTS)

/** Least OKLab distances × 100; 2 is what a trained eye just tells apart, side by side. */
const LEAST_STEP = 10
const LEAST_SHAPE = 2.5
const LEAST_DIVERGING_STEP = 15
const LEAST_ACROSS = 9
const LEAST_BETWEEN_FAMILIES = 8
/** The even steps of a sequential scale differ from their mean by no more than this share. */
const EVENNESS = 0.1
const MOST_CHROMA_OF_GREY = 0.02
const LEAST_CHROMA_OF_COOL = 0.035

const oklab = differenceEuclidean('oklab')
const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

describe.each(THEMES)('theme %s', (theme) => {
  const tokens = tokenValues(css, theme)

  function colour(token: string): Color {
    const found = parse(tokens.get(token) ?? '')
    if (!found) throw new Error(`${token} is no colour in ${theme}`)
    return found
  }
  const lch = (token: string) => {
    const { l, c, h } = oklch(colour(token))
    return { l, c, h: h ?? NaN }
  }
  const contrast = (a: string, b: string) => wcagContrast(colour(a), colour(b))

  function apart(a: string, b: string, see: (colour: Color) => Color = SIGHTS.normal): number {
    return 100 * oklab(see(colour(a)), see(colour(b)))
  }
  const stepsOf = (scale: readonly string[], see?: (colour: Color) => Color) =>
    scale.slice(1).map((token, index) => apart(scale[index] ?? '', token, see))

  it.each(MUST_BE_READ)('keeps %s on %s at 7:1 or better', (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(7)
  })

  it.each(OTHERWISE)('keeps %s on %s at 4.5:1 or better', (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(SHAPES)('lets %s stand out from a panel at 3:1 or better', (shape) => {
    expect(contrast(shape, '--panel')).toBeGreaterThanOrEqual(3)
  })

  it('lets the lowest class be seen as a shape on its panel', () => {
    for (const ground of ['--panel', '--ground']) {
      expect(apart('--seq-0', ground)).toBeGreaterThan(LEAST_SHAPE)
    }
  })

  it('climbs its classes in even steps of one hue, from grey', () => {
    const lightness = SEQUENTIAL.map((token) => lch(token).l)
    const ascending = lightness.toSorted((a, b) => a - b)
    expect([ascending, ascending.toReversed()]).toContainEqual(lightness)
    const steps = stepsOf(SEQUENTIAL)
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
    for (const step of steps) expect(Math.abs(step / mean - 1)).toBeLessThan(EVENNESS)
    expect(range(SEQUENTIAL.slice(1).map((token) => lch(token).h))).toBeLessThan(12)
  })

  it('diverges from grey to both sides alike: as light, in one hue each', () => {
    for (const step of [1, 2]) {
      const [short, past] = [lch(`--div-n${step}`), lch(`--div-p${step}`)]
      expect(Math.abs(short.l - past.l)).toBeLessThan(0.02)
    }
    expect(range(BROWN.map((token) => lch(token).h))).toBeLessThan(12)
    expect(range(['--div-p1', '--div-p2'].map((token) => lch(token).h))).toBeLessThan(12)
  })

  it.each(sights)('tells neighbouring classes and water levels apart in %s sight', (_, see) => {
    expect(Math.min(...stepsOf(SEQUENTIAL, see))).toBeGreaterThan(LEAST_STEP)
    expect(Math.min(...stepsOf(WATER, see))).toBeGreaterThan(LEAST_STEP)
    expect(Math.min(...stepsOf(DIVERGING, see))).toBeGreaterThan(LEAST_DIVERGING_STEP)
  })

  it.each(sights)('tells short of the target from past it in %s sight', (_, see) => {
    for (const short of BROWN) {
      for (const past of ['--div-p1', '--div-p2']) {
        expect(apart(short, past, see)).toBeGreaterThan(LEAST_ACROSS)
      }
    }
  })

  it.each(sights)(
    'tells priorities of alarms apart, and from what is cool, in %s sight',
    (_, see) => {
      for (const [index, alarm] of ALARMS.entries()) {
        for (const other of ALARMS.slice(index + 1)) {
          expect(apart(alarm, other, see), `${alarm} ${other}`).toBeGreaterThan(LEAST_ACROSS)
        }
        for (const cool of COOL) {
          expect(apart(alarm, cool, see), `${alarm} ${cool}`).toBeGreaterThan(
            LEAST_BETWEEN_FAMILIES,
          )
        }
      }
    },
  )

  it('keeps its families apart by hue and chroma', () => {
    for (const token of GREY) expect(lch(token).c, token).toBeLessThan(MOST_CHROMA_OF_GREY)
    for (const token of COOL) {
      expect(lch(token).c, token).toBeGreaterThan(LEAST_CHROMA_OF_COOL)
      expect(Math.abs(lch(token).h - 240), token).toBeLessThan(12)
    }
    for (const token of VIOLET) expect(Math.abs(lch(token).h - 315), token).toBeLessThan(10)
    for (const token of BROWN) expect(Math.abs(lch(token).h - 55), token).toBeLessThan(10)
  })

  it.each(sights)('keeps violet and white from every cool colour in %s sight', (sight, see) => {
    for (const cool of COOL) {
      expect(apart('--fail', cool, see), cool).toBeGreaterThan(LEAST_BETWEEN_FAMILIES)
      // Eyes blind to red or green see violet as blue: there the darker stripe of the band tells, and its words.
      const stripes = VIOLET.map((violet) => apart(violet, cool, see))
      const isVioletSeen = sight === 'normal' || sight === 'tritan'
      const nearest = isVioletSeen ? Math.min(...stripes) : Math.max(...stripes)
      expect(nearest, cool).toBeGreaterThan(LEAST_BETWEEN_FAMILIES)
    }
  })
})
