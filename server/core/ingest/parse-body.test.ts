import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MAX_SAMPLES,
  parseJsonBody as parseJson,
  parseNdjsonBody as parseNdjson,
  type ParsedBody,
  type RawBody,
} from './parse-body.ts'
import { createSampleReader } from './read-sample.ts'
import { WordTable } from './word-table.ts'
import { SampleSchema } from './sample-schema.ts'

const GOOD = { metric: 'river.level', sensor: 'ai-nghia', value: 9.01 }
const GOOD_TEXT = JSON.stringify(GOOD)

function rawBody(text: string): RawBody {
  const bytes = Buffer.from(text)
  return { bytes, ascii: (start, end) => bytes.toString('latin1', start, end), text: () => text }
}

const words = new WordTable()
const parseJsonBody = (text: string): ParsedBody => parseJson(rawBody(text), words)
const parseNdjsonBody = (text: string): ParsedBody => parseNdjson(rawBody(text), words)

function messageOf(item: unknown): string {
  const read = createSampleReader()(item)
  return typeof read === 'string' ? read : 'ok'
}

function opened(body: ParsedBody): ParsedBody & { readonly ok: true } {
  if (!body.ok) throw new Error(body.message)
  return body
}

describe('createSampleReader', () => {
  it('reads unit and sensor samples with and without time and quality', () => {
    const read = createSampleReader()
    expect(read(GOOD)).toEqual({
      metric: 'river.level',
      subject: { kind: 'sensor', id: 'ai-nghia' },
      value: 9.01,
    })
    const unit = { metric: 'm', unit: '20551', value: null, quality: 'bad' }
    expect(read({ ...unit, at: '2025-10-27T06:00:00+07:00' })).toEqual({
      metric: 'm',
      subject: { kind: 'unit', id: '20551' },
      value: null,
      quality: 'bad',
      at: Date.parse('2025-10-26T23:00:00Z'),
    })
  })

  it('says what is wrong, field by field', () => {
    const without = (field: keyof typeof GOOD): object =>
      Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== field))
    expect(messageOf(without('metric'))).toMatch(/^metric must/)
    expect(messageOf({ ...GOOD, metric: 7 })).toMatch(/^metric must/)
    expect(messageOf({ ...GOOD, metric: 'x'.repeat(129) })).toMatch(/^metric must/)
    expect(messageOf(without('sensor'))).toBe('give either unit or sensor')
    expect(messageOf({ ...GOOD, unit: 'a' })).toBe('give either unit or sensor')
    expect(messageOf({ ...GOOD, sensor: null })).toMatch(/^sensor must/)
    expect(messageOf({ metric: 'm', unit: '', value: 1 })).toMatch(/^unit must/)
    expect(messageOf(without('value'))).toBe('value must be a number or null')
    for (const value of ['9.01', true, [1], {}]) {
      expect(messageOf({ ...GOOD, value })).toBe('value must be a number or null')
    }
    expect(messageOf({ ...GOOD, quality: 'great' })).toMatch(/^quality must/)
    expect(messageOf({ ...GOOD, quality: null })).toMatch(/^quality must/)
    for (const at of ['2025-10-27T06:00:00', 'yesterday', 1_700_000_000_000, null]) {
      expect(messageOf({ ...GOOD, at })).toMatch(/^at must/)
    }
    expect(messageOf({ ...GOOD, colour: 'red' })).toBe('unknown field "colour"')
    for (const item of [null, 1, 'x', [], true]) {
      expect(messageOf(item)).toBe('a sample must be an object')
    }
  })

  it('refuses prototype keys by name and leaves no trace of them', () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const item: unknown = JSON.parse(`{${GOOD_TEXT.slice(1, -1)},"${key}":{"at":"x"}}`)
      expect(messageOf(item)).toBe(`unknown field "${key}"`)
    }
    expect('at' in {}).toBe(false)
  })

  it('agrees with the published schema on any sample', () => {
    const field = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
    const id = fc.oneof(
      field('a', 'x'.repeat(128), 'x'.repeat(129), ''),
      fc.string(),
      fc.anything(),
    )
    const item = fc.record(
      {
        metric: id,
        unit: id,
        sensor: id,
        value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.anything()),
        at: field<unknown>('2025-10-27T06:00:00Z', '2025-10-27T06:00+07:00', 'x', null, 5),
        quality: field<unknown>('good', 'uncertain', 'bad', 'Good', null, 1),
        ['__proto__']: fc.anything(),
        extra: fc.anything(),
      },
      { requiredKeys: [] },
    )
    const usual = fc.record(
      {
        metric: fc.string({ minLength: 1 }),
        unit: fc.string({ minLength: 1 }),
        sensor: fc.string({ minLength: 1 }),
        value: field<unknown>(1, null, 2.5, '3'),
        at: field<unknown>('2025-10-27T06:00:00Z', '2025-10-27T06:00:00.5-01:00', '2025-10-27'),
        quality: field<unknown>('good', 'uncertain', 'bad', 'none'),
      },
      { requiredKeys: ['metric', 'value'] },
    )
    const counts = { taken: 0, refused: 0 }
    fc.assert(
      fc.property(fc.oneof({ arbitrary: usual, weight: 8 }, item, fc.anything()), (anything) => {
        const text = JSON.stringify(anything)
        const json: unknown = text === undefined ? null : JSON.parse(text)
        const isTaken = typeof createSampleReader()(json) !== 'string'
        expect(isTaken).toBe(SampleSchema.safeParse(json).success)
        counts[isTaken ? 'taken' : 'refused']++
      }),
      { numRuns: 2_000 },
    )
    // About 160 of them are taken: 50 is ten standard deviations below.
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(50)
  })
})

describe('parseJsonBody', () => {
  it('keeps the positions of good samples among bad ones', () => {
    const body = opened(parseJsonBody(JSON.stringify({ samples: [1, GOOD, { x: 1 }, GOOD] })))
    expect(body.samples).toHaveLength(2)
    expect(body.positions).toEqual([1, 3])
    expect(body.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'malformed'],
      [2, 'malformed'],
    ])
    expect(opened(parseJsonBody(JSON.stringify({ samples: [GOOD] }))).positions).toBeUndefined()
  })

  it.each([
    ['{"samples":[', 'not-json'],
    ['', 'not-json'],
    ['{"samples":[{"metric":"m","unit":"u","value":NaN}]}', 'not-json'],
    ['[]', 'wrong-shape'],
    ['null', 'wrong-shape'],
    ['{}', 'wrong-shape'],
    ['{"samples":{}}', 'wrong-shape'],
    ['{"samples":[],"extra":1}', 'wrong-shape'],
    ['{"__proto__":{"samples":[]}}', 'wrong-shape'],
    [`{"samples":[${'0,'.repeat(MAX_SAMPLES)}0]}`, 'too-many'],
  ])('refuses %.40s as %s', (text, reason) => {
    expect(parseJsonBody(text)).toMatchObject({ ok: false, reason })
  })

  it('survives nesting as deep as a body may be long', () => {
    const deep = '['.repeat(500_000)
    expect(parseJsonBody(`{"samples":${deep}${']'.repeat(500_000)}}`).ok).toBe(true)
    expect(parseJsonBody(deep)).toMatchObject({ ok: false, reason: 'not-json' })
  })

  it('never throws and loses no item, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (samples) => {
        const body = opened(parseJsonBody(JSON.stringify({ samples })))
        expect(body.samples.length + body.rejected.length).toBe(samples.length)
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => void parseJsonBody(text)))
  })
})

describe('parseNdjsonBody', () => {
  it('loses nothing but the bad line, which it names', () => {
    const body = opened(parseNdjsonBody(`${GOOD_TEXT}\r\n\n{"metric":\n${GOOD_TEXT}\n`))
    expect(body.samples).toHaveLength(2)
    expect(body.positions).toEqual([0, 3])
    expect(body.rejected).toEqual([
      { index: 2, code: 'malformed', message: 'line 3: not valid JSON' },
    ])
  })

  it('reads many good lines in one go, positions counting blank lines', () => {
    expect(opened(parseNdjsonBody(`${GOOD_TEXT}\n${GOOD_TEXT}`)).positions).toBeUndefined()
    expect(opened(parseNdjsonBody(`\n${GOOD_TEXT}`)).positions).toEqual([1])
    expect(opened(parseNdjsonBody('\n\n')).samples).toEqual([])
  })

  it('takes no sample whose line is not JSON by itself, however lines would join', () => {
    const rest = GOOD_TEXT.slice(1)
    for (const text of [
      `{"metric":"river.level"\n${rest.slice(0, -1)}},${GOOD_TEXT}`,
      `{"value":[{}\n{}]},${GOOD_TEXT}`,
      `{"metric":"a}\n{b","sensor":"s","value":1},${GOOD_TEXT}`,
      `${GOOD_TEXT},${GOOD_TEXT}\n`,
      `${GOOD_TEXT},\n${GOOD_TEXT},`,
    ]) {
      expect(opened(parseNdjsonBody(text)).samples).toEqual([])
    }
  })

  it('answers as if every line had been read alone', () => {
    const line = fc.oneof(
      fc.constant(GOOD_TEXT),
      fc.constantFrom('{', '}', '{}', GOOD_TEXT.slice(0, 20), GOOD_TEXT.slice(20), '', '  '),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const body = opened(parseNdjsonBody(lines.join('\n')))
        const alone = lines.filter((one) => opened(parseNdjsonBody(one)).samples.length === 1)
        expect(body.samples).toHaveLength(alone.length)
        const filled = lines.filter((one) => one.trim() !== '')
        expect(body.samples.length + body.rejected.length).toBe(filled.length)
      }),
    )
  })

  it('refuses more lines than a request may hold', () => {
    expect(parseNdjsonBody('0\n'.repeat(MAX_SAMPLES + 1))).toMatchObject({ reason: 'too-many' })
  })
})
