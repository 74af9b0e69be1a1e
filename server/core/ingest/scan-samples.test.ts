import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSampleReader } from './read-sample.ts'
import { scanJsonSamples, scanNdjsonSamples } from './scan-samples.ts'
import { WordTable, type AsciiBytes } from './word-table.ts'

const LIMIT = 100

function bodyOf(text: string): AsciiBytes {
  const bytes = Buffer.from(text)
  return { bytes, ascii: (start, end) => bytes.toString('latin1', start, end) }
}

/** What the thorough way makes of a body; undefined when anything is wrong with it. */
function readThoroughly(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text)
    const { samples }: { readonly samples?: unknown } = Object(body)
    if (!Array.isArray(samples) || Object.keys(Object(body)).length !== 1) return undefined
    const read = samples.map(createSampleReader())
    return read.some((one) => typeof one === 'string') ? undefined : read
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const words = new WordTable()
const scan = (text: string): unknown => scanJsonSamples(bodyOf(text), words, LIMIT)
const scanLines = (text: string): unknown => scanNdjsonSamples(bodyOf(text), words, LIMIT)

const plainId = fc.stringMatching(/^[a-z0-9.-]{1,128}$/)
const plainSample = fc
  .record(
    {
      metric: plainId,
      value: fc.oneof(
        fc.constant(null),
        fc.integer(),
        fc.tuple(fc.integer(), fc.nat(9)).map(([whole, places]) => whole / 10 ** places),
      ),
      at: fc.constantFrom(
        '2025-10-27T06:00:00Z',
        '2025-10-27T06:00+07:00',
        '1970-01-01T00:00:00.001Z',
      ),
      quality: fc.constantFrom('good', 'uncertain', 'bad'),
    },
    { requiredKeys: ['metric', 'value'] },
  )
  .chain((rest) =>
    fc
      .record({ subject: fc.constantFrom('unit', 'sensor'), id: plainId })
      .map(({ subject, id }) => ({ [subject]: id, ...rest })),
  )
/** JSON writes tiny numbers with an exponent, which is unusual. */
const isPlain = (samples: unknown): boolean => !/[0-9]e/.test(JSON.stringify(samples))
const plainSamples = fc.array(plainSample, { maxLength: LIMIT }).filter(isPlain)

describe('scanJsonSamples', () => {
  it('reads whatever is usual, exactly as the thorough way does', () => {
    const blanks = fc.constantFrom(undefined, 1, '\t', ' \r\n'.slice(0, 1))
    fc.assert(
      fc.property(plainSamples, blanks, (samples, blank) => {
        const text = JSON.stringify({ samples }, undefined, blank)
        const scanned = scan(text)
        expect(scanned).toBeDefined()
        expect(scanned).toEqual(readThoroughly(text))
      }),
      { numRuns: 300 },
    )
  })

  it('leaves every damaged or unusual body alone, or reads it as the thorough way does', () => {
    const pieces = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '\\u0061',
        ' ',
        '\n',
        '-',
        '.',
        '0',
        '1e5',
        'null',
      ],
      ...['"unit":"x"', '"at":"x"', '"metric":"m",', '"__proto__":1,', 'é', '\u0000', 'true'],
    )
    const counts = { read: 0, left: 0 }
    fc.assert(
      fc.property(
        plainSamples,
        fc.nat(),
        fc.nat(12),
        fc.oneof(pieces, fc.constant('')),
        (samples, where, gap, piece) => {
          const text = JSON.stringify({ samples })
          const cut = where % (text.length + 1)
          const damaged = text.slice(0, cut) + piece + text.slice(cut + gap)
          const scanned = scan(damaged)
          if (scanned !== undefined) expect(scanned).toEqual(readThoroughly(damaged))
          counts[scanned === undefined ? 'left' : 'read']++
        },
      ),
      { numRuns: 3_000 },
    )
    expect(Math.min(counts.left, counts.read)).toBeGreaterThan(30)
  })

  it.each([
    '0',
    '-0',
    '0.1',
    '-12.345678901234',
    '123456789012345',
    '0.000000000000001',
    '9007199254740993',
    '1e5',
    '1E5',
    '01',
    '-',
    '.5',
    '5.',
    '+1',
    '1.5e999',
    'NaN',
    'nul',
    'nullx',
    '--1',
  ])('reads the number %s as JSON does or not at all', (number) => {
    const text = `{"samples":[{"metric":"m","unit":"u","value":${number}}]}`
    const scanned = scan(text)
    if (scanned !== undefined) expect(scanned).toStrictEqual(readThoroughly(text))
    const isUsual = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(number) && number.replace(/\D/g, '').length < 16
    expect(scanned !== undefined).toBe(isUsual)
  })

  it('takes no word for another that hashes alike', () => {
    const table = new WordTable()
    for (const word of ['Aa', 'BB', 'AaAa', 'BBBB', 'AaBB', 'BBAa']) {
      expect(table.read(bodyOf(`${word}"`), 0)).toBe(word)
    }
  })

  it('leaves alone what holds more samples than it may', () => {
    const samples = Array.from({ length: LIMIT + 1 }, () => ({ metric: 'm', unit: 'u', value: 1 }))
    expect(scan(JSON.stringify({ samples }))).toBeUndefined()
    expect(scan(JSON.stringify({ samples: samples.slice(1) }))).toHaveLength(LIMIT)
  })
})

describe('scanNdjsonSamples', () => {
  it('reads usual lines, with and without the last break', () => {
    fc.assert(
      fc.property(
        plainSamples,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (samples, br, ends) => {
          const lines = samples.map((sample) => JSON.stringify(sample))
          const text = lines.join(br) + (ends && lines.length > 0 ? br : '')
          expect(scanLines(text)).toEqual(readThoroughly(JSON.stringify({ samples })))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('leaves alone samples that share a line, span lines, or stand after blank ones', () => {
    const sample = '{"metric":"m","unit":"u","value":1}'
    expect(scanLines(sample)).toHaveLength(1)
    for (const text of [
      sample + sample,
      `${sample} ${sample}`,
      `${sample},\n${sample}`,
      sample.replace(',', ',\n'),
      `\n${sample}`,
      `${sample}\n\n${sample}`,
    ]) {
      expect(scanLines(text), text).toBeUndefined()
    }
  })
})
