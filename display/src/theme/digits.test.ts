import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { charactersOf, cutFont, facesOf } from '../../build/cut-fonts.ts'

const resolve = createRequire(import.meta.url).resolve

/** Tags that WOFF2 writes as an index (W3C WOFF2, section 4.1), as far as these fonts use them. */
const KNOWN_TAGS = [
  ...['cmap', 'head', 'hhea', 'hmtx', 'maxp', 'name', 'OS/2', 'post', 'cvt ', 'fpgm', 'glyf'],
  ...['loca', 'prep', 'CFF ', 'VORG', 'EBDT', 'EBLC', 'gasp', 'hdmx', 'kern', 'LTSH', 'PCLT'],
  ...['VDMX', 'vhea', 'vmtx', 'BASE', 'GDEF', 'GPOS', 'GSUB'],
]

function tablesOf(font: Buffer): Map<string, Buffer> {
  let at = 48
  const base128 = (): number => {
    let value = 0
    for (;;) {
      const byte = font.readUInt8(at++)
      value = value * 128 + (byte & 127)
      if (byte < 128) return value
    }
  }
  const directory: { tag: string; length: number }[] = []
  for (let table = 0; table < font.readUInt16BE(12); table++) {
    const flags = font.readUInt8(at++)
    const isNamed = (flags & 63) === 63
    const tag = isNamed ? font.toString('latin1', at, at + 4) : (KNOWN_TAGS[flags & 63] ?? '?')
    if (isNamed) at += 4
    const original = base128()
    const isTransformed = tag === 'glyf' || tag === 'loca' ? flags >> 6 !== 3 : flags >> 6 !== 0
    directory.push({ tag, length: isTransformed ? base128() : original })
  }
  const data = brotliDecompressSync(font.subarray(at))
  const tables = new Map<string, Buffer>()
  let offset = 0
  for (const { tag, length } of directory) {
    tables.set(tag, data.subarray(offset, offset + length))
    offset += length
  }
  return tables
}

function table(tables: Map<string, Buffer>, tag: string): Buffer {
  const found = tables.get(tag)
  if (!found) throw new Error(`font without ${tag}`)
  return found
}

/** Glyph of a character below U+10000, from the format 4 subtable. */
function glyphOf(tables: Map<string, Buffer>, code: number): number | undefined {
  const cmap = table(tables, 'cmap')
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const sub = cmap.subarray(cmap.readUInt32BE(4 + i * 8 + 4))
    if (sub.readUInt16BE(0) !== 4) continue
    const doubled = sub.readUInt16BE(6)
    for (let s = 0; s < doubled; s += 2) {
      const first = sub.readUInt16BE(16 + doubled + s)
      if (code > sub.readUInt16BE(14 + s) || code < first) continue
      const rangeAt = 16 + 3 * doubled + s
      const range = sub.readUInt16BE(rangeAt)
      const delta = sub.readUInt16BE(16 + 2 * doubled + s)
      if (range === 0) return (code + delta) & 0xffff
      const glyph = sub.readUInt16BE(rangeAt + range + (code - first) * 2)
      return glyph === 0 ? undefined : (glyph + delta) & 0xffff
    }
  }
  return undefined
}

function coverageIndex(coverage: Buffer, glyph: number): number | undefined {
  const count = coverage.readUInt16BE(2)
  for (let i = 0; i < count; i++) {
    if (coverage.readUInt16BE(0) === 1) {
      if (coverage.readUInt16BE(4 + i * 2) === glyph) return i
    } else {
      const [start, end, index] = [0, 2, 4].map((o) => coverage.readUInt16BE(4 + i * 6 + o))
      if (glyph >= start! && glyph <= end!) return index! + glyph - start!
    }
  }
  return undefined
}

/** What the single substitutions of a feature make of a glyph. */
function substituted(tables: Map<string, Buffer>, feature: string, glyph: number): number {
  const gsub = table(tables, 'GSUB')
  const features = gsub.subarray(gsub.readUInt16BE(6))
  const lookups = gsub.subarray(gsub.readUInt16BE(8))
  for (let i = 0; i < features.readUInt16BE(0); i++) {
    if (features.toString('latin1', 2 + i * 6, 6 + i * 6) !== feature) continue
    const entry = features.subarray(features.readUInt16BE(6 + i * 6))
    for (let l = 0; l < entry.readUInt16BE(2); l++) {
      const lookup = lookups.subarray(lookups.readUInt16BE(2 + entry.readUInt16BE(4 + l * 2) * 2))
      for (let s = 0; s < lookup.readUInt16BE(4); s++) {
        let sub = lookup.subarray(lookup.readUInt16BE(6 + s * 2))
        if (lookup.readUInt16BE(0) === 7) sub = sub.subarray(sub.readUInt32BE(4))
        const index = coverageIndex(sub.subarray(sub.readUInt16BE(2)), glyph)
        if (index === undefined) continue
        if (sub.readUInt16BE(0) === 1) return (glyph + sub.readInt16BE(4)) & 0xffff
        return sub.readUInt16BE(6 + index * 2)
      }
    }
  }
  return glyph
}

function advanceOf(tables: Map<string, Buffer>, glyph: number): number {
  const last = table(tables, 'hhea').readUInt16BE(34) - 1
  return table(tables, 'hmtx').readUInt16BE(Math.min(glyph, last) * 4)
}

/** The deltas of a glyph's advance width over the weight axis, as the raw row of HVAR. */
function widthDeltas(tables: Map<string, Buffer>, glyph: number): string {
  const hvar = table(tables, 'HVAR')
  const map = hvar.subarray(hvar.readUInt32BE(8))
  const format = map.readUInt8(1)
  const bytes = ((format >> 4) & 3) + 1
  const entry = map.readUIntBE(4 + Math.min(glyph, map.readUInt16BE(2) - 1) * bytes, bytes)
  const innerBits = (format & 15) + 1
  const store = hvar.subarray(hvar.readUInt32BE(4))
  const outer = store.subarray(store.readUInt32BE(8 + (entry >> innerBits) * 4))
  const [words = 0, regions = 0] = [outer.readUInt16BE(2), outer.readUInt16BE(4)]
  const row = words + regions
  const at = 6 + regions * 2 + (entry & (2 ** innerBits - 1)) * row
  return outer.subarray(at, at + row).toString('hex')
}

const css = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const wholeFont = (file: string): Map<string, Buffer> => tablesOf(readFileSync(resolve(file)))

/** As they are built: the digits, then the text at each weight. */
const faces = await Promise.all(
  facesOf(css('fonts.css')).map(async (rule) => ({
    weight: /font-weight: ([^;]+)/.exec(rule)?.[1],
    source: /url\('([^']+)'\)/.exec(rule)?.[1] ?? '',
    characters: charactersOf(rule),
    tables: tablesOf(await cutFont(rule)),
  })),
)
const digitFont = faces.find(({ source }) => source.includes('/inter-latin-wght'))!.tables
const textFont = wholeFont('@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-500-normal.woff2')
/** Every letter of the alphabet, small and capital, with every tone. */
const VIETNAMESE = [...'aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz']
  .flatMap((letter) =>
    /[aăâeêioôơuưy]/.test(letter)
      ? ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map((tone) => letter + tone)
      : [letter],
  )
  .flatMap((letter) => [letter.normalize('NFC'), letter.normalize('NFC').toUpperCase()])
const DIGITS = [...'0123456789'].map((digit) => digit.charCodeAt(0))

describe('the digits of the wall', () => {
  const tabular = DIGITS.map((code) => substituted(digitFont, 'tnum', glyphOf(digitFont, code)!))

  it('have one advance width, so a number never moves its neighbours', () => {
    expect(new Set(tabular.map((glyph) => advanceOf(digitFont, glyph))).size).toBe(1)
  })

  it('have one advance width at every weight', () => {
    expect(new Set(tabular.map((glyph) => widthDeltas(digitFont, glyph))).size).toBe(1)
  })

  it('need the tabular feature, and the text face has none to give', () => {
    const plain = DIGITS.map((code) => advanceOf(digitFont, glyphOf(digitFont, code)!))
    const text = DIGITS.map((code) =>
      advanceOf(textFont, substituted(textFont, 'tnum', glyphOf(textFont, code)!)),
    )
    expect(new Set(plain).size).toBeGreaterThan(1)
    expect(new Set(text).size).toBeGreaterThan(1)
  })

  it('come from the digit face, with its tabular feature on', () => {
    expect(css('fonts.css')).toMatch(/'Wall Digits'[^}]*inter-latin-wght[^}]*U\+30-39/)
    expect(css('tokens.css')).toMatch(/--font: 'Wall Digits', 'Be Vietnam Pro'/)
    expect(css('base.css')).toMatch(/font-variant-numeric: tabular-nums/)
  })
})

describe('a font that was cut', () => {
  it.each(faces)('draws all that $source draws within its range', ({ source, ...face }) => {
    const whole = wholeFont(source)
    const lost = [...face.characters].filter((character) => {
      const code = character.codePointAt(0)!
      return glyphOf(whole, code) !== undefined && glyphOf(face.tables, code) === undefined
    })
    expect(lost).toEqual([])
  })

  it.each(['400', '600'])('leaves no Vietnamese letter out at weight %s', (weight) => {
    const text = faces.filter((face) => face.weight === weight)
    const lost = VIETNAMESE.filter((letter) => {
      const code = letter.codePointAt(0)!
      return !text.some(
        ({ characters, tables }) =>
          characters.includes(letter) && glyphOf(tables, code) !== undefined,
      )
    })
    expect(lost).toEqual([])
  })
})
