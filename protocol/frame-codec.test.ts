import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader.ts'
import { createByteWriter } from './byte-writer.ts'
import { decodeFrame, decodeHeader } from './decode-frame.ts'
import { encodeColumns, encodeFrame, joinFrame } from './encode-frame.ts'
import {
  MAX_FRAME_BYTES,
  type Frame,
  type FrameColumns,
  type FrameHeader,
  type FrameRefusal,
} from './frame.ts'
import { areFlagsValid, MAX_TIME_MS, packFlags, SLOT } from './sample.ts'

const EPOCH = '0011223344556677'
const HEADER: FrameHeader = {
  kind: 'delta',
  channel: 0,
  health: { store: true, ingest: true, clock: true },
  scenario: false,
  schemaRevision: 1,
  epoch: EPOCH,
  from: { ms: 10_000, n: 0 },
  to: { ms: 11_368, n: 2 },
  tick: 42,
  siteTime: 1_000_001_104,
  realTime: 1_000_001_104,
  rate: 1,
  gridMs: 250,
}

interface Row {
  readonly number: number
  readonly slot: number
  readonly value: number
  readonly flags: number
  readonly sampledAt: number
}

function columnsOf(rows: readonly Row[]): FrameColumns {
  return {
    count: rows.length,
    series: Uint32Array.from(rows, (row) => row.number),
    slot: Uint8Array.from(rows, (row) => row.slot),
    value: Float64Array.from(rows, (row) => (row.slot === SLOT.value ? row.value : 0)),
    flags: Uint8Array.from(rows, (row) => row.flags),
    sampledAt: Float64Array.from(rows, (row) => row.sampledAt),
  }
}

const row = (number: number, value: number, more: Partial<Row> = {}): Row => ({
  number,
  slot: SLOT.value,
  value,
  flags: 0,
  sampledAt: 1_000_000_500,
  ...more,
})

const natural = fc.maxSafeNat()
const version = fc.record({ ms: natural, n: natural })
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const decimalValue = fc
  .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 9 }))
  .map(([scaled, decimals]) => scaled / 10 ** decimals)
const anyValue = fc.oneof(
  finite,
  decimalValue,
  fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 51, 2 ** 53),
)
const anyFlags = fc.nat({ max: 31 }).filter(areFlagsValid)

const anyHeader: fc.Arbitrary<FrameHeader> = fc.record({
  kind: fc.constantFrom('delta' as const, 'keyframe' as const),
  channel: fc.nat({ max: 254 }),
  health: fc.record({ store: fc.boolean(), ingest: fc.boolean(), clock: fc.boolean() }),
  scenario: fc.boolean(),
  schemaRevision: natural,
  epoch: fc
    .uint8Array({ minLength: 8, maxLength: 8 })
    .map((bytes) => Buffer.from(bytes).toString('hex')),
  from: version,
  to: version,
  tick: natural,
  siteTime: natural,
  realTime: natural,
  rate: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  gridMs: fc.constantFrom(250, 1),
})

function anySteps(gridMs: number): fc.Arbitrary<number> {
  const limit = Math.floor(MAX_TIME_MS / gridMs)
  const now = Math.floor(1.76e12 / gridMs)
  return fc.oneof(
    fc.integer({ min: now, max: now + 40 }),
    fc.integer({ min: now, max: now + 2 ** 31 }),
    fc.integer({ min: -limit, max: limit }),
    fc.constantFrom(-limit, limit, 0),
  )
}

/** Schemas of 100,000 series whose neighbours differ in decimals, so that a wrong one is noticed. */
const SCALES = Array.from({ length: 10 }, (_, phase) =>
  Uint8Array.from({ length: 100_000 }, (_, number) => (phase + number) % 10),
)
const scaleOf = (phase: number): Uint8Array => SCALES[phase] ?? new Uint8Array(0)

/** Any frame, with the decimals of its schema's first series. Numbers are sparse up to 100,000. */
const anyFrame = anyHeader.chain((header) =>
  fc
    .record({
      numbers: fc.uniqueArray(fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 99_999 })), {
        maxLength: 60,
      }),
      sameTime: fc.option(anySteps(header.gridMs)),
      decimals: fc.nat({ max: 9 }),
    })
    .chain(({ numbers, sameTime, decimals }) =>
      fc
        .tuple(
          ...numbers
            .sort((a, b) => a - b)
            .map((number) =>
              fc.record({
                number: fc.constant(number),
                slot: fc.constantFrom(SLOT.value, SLOT.value, SLOT.empty, SLOT.removed),
                value: anyValue,
                flags: fc.oneof(fc.constant(0), anyFlags),
                sampledAt: (sameTime === null
                  ? anySteps(header.gridMs)
                  : fc.constant(sameTime)
                ).map((steps) => steps * header.gridMs + 0),
              }),
            ),
        )
        .map((rows) => ({
          frame: { header, columns: columnsOf(rows) } satisfies Frame,
          phase: decimals,
        })),
    ),
)

const writer = createByteWriter()
const LONG = process.env['LONG'] === '1'
const runs = (count: number): { numRuns: number } => ({ numRuns: LONG ? count * 50 : count })

function reasonOf(bytes: Uint8Array, decimals: Uint8Array): FrameRefusal | 'ok' {
  const result = decodeFrame(bytes, decimals)
  return result.ok ? 'ok' : result.reason
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16))
}

/** Header bytes up to the row count, then what the test says. */
function frameWith(columns: string): Uint8Array {
  const whole = encodeFrame(writer, HEADER, columnsOf([]), new Uint8Array(0))
  const header = whole.subarray(0, whole.length - 1)
  return Uint8Array.from([...header, ...fromHex(columns)])
}

describe('frame codec', () => {
  it('[F1, F3, F4, F5, F6, F7] writes the worked example of the reference byte for byte', () => {
    const spec = readFileSync(new URL('SPEC.md', import.meta.url), 'utf8')
    const block = /<!-- example[^\n]*-->\s*```\n([\s\S]*?)```/.exec(spec)?.[1] ?? ''
    const hex = block.split('\n').map((line) => line.split(/ {2,}/)[0] ?? '')
    const derived = packFlags({ quality: 'good', origin: 'derived', underReview: false })
    const uncertain = packFlags({ quality: 'uncertain', origin: 'real', underReview: false })
    const columns = columnsOf([
      row(0, 9.1),
      row(1, 0, { slot: SLOT.removed, flags: derived }),
      row(2, 1 / 3, { flags: uncertain }),
    ])
    const decimals = Uint8Array.of(1, 1, 0)
    const bytes = encodeFrame(writer, HEADER, columns, decimals)
    expect(Buffer.from(bytes).toString('hex')).toBe(
      Buffer.from(fromHex(hex.join(' '))).toString('hex'),
    )
    expect(decodeFrame(bytes, decimals)).toEqual({ ok: true, frame: { header: HEADER, columns } })
  })

  it('[F9] gives back every frame bit for bit', () => {
    fc.assert(
      fc.property(anyFrame, ({ frame, phase }) => {
        const decimals = scaleOf(phase)
        const bytes = encodeFrame(writer, frame.header, frame.columns, decimals)
        const decoded = decodeFrame(bytes, decimals)
        expect(decoded.ok && decoded.frame.header).toEqual(frame.header)
        // toEqual tells -0 from 0 and compares typed arrays element by element.
        expect(decoded.ok && decoded.frame.columns).toEqual(frame.columns)
        expect(decodeHeader(bytes)).toEqual({ ok: true, header: frame.header })
      }),
      runs(400),
    )
  })

  it('[F9] packs no times whose widest offset lies beyond the end of time', () => {
    const times = [MAX_TIME_MS - 1_073_741_822, MAX_TIME_MS]
    const columns = columnsOf(times.map((sampledAt, number) => row(number, 1, { sampledAt })))
    const decimals = new Uint8Array(2)
    const bytes = encodeFrame(createByteWriter(), { ...HEADER, gridMs: 1 }, columns, decimals)
    const decoded = decodeFrame(bytes, decimals)
    expect(decoded.ok && [...decoded.frame.columns.sampledAt]).toEqual(times)
  })

  it('[F9] joins columns that were encoded before to the same bytes', () => {
    fc.assert(
      fc.property(anyFrame, ({ frame, phase }) => {
        const decimals = scaleOf(phase)
        const { header } = frame
        const columns = encodeColumns(createByteWriter(), frame.columns, decimals, header.gridMs)
        const whole = encodeFrame(writer, header, frame.columns, decimals)
        expect(joinFrame(writer, header, columns)).toEqual(whole)
      }),
      runs(50),
    )
  })

  it('[F9] takes one byte of value for small scaled numbers and nine for the rest', () => {
    const length = (value: number): number =>
      encodeFrame(writer, HEADER, columnsOf([row(0, value)]), Uint8Array.of(1)).length
    expect(length(6.2)).toBe(length(0))
    expect(length(1 / 3)).toBe(length(0) + 8)
    expect(length(-0)).toBe(length(0) + 8)
    expect(length(2 ** 52)).toBe(length(0) + 8)
  })

  it('[F7] takes the shortest of its three forms of times', () => {
    const times = (sampledAt: readonly number[]): number =>
      encodeFrame(
        writer,
        HEADER,
        columnsOf(sampledAt.map((at, number) => row(number, 0, { sampledAt: at }))),
        new Uint8Array(100),
      ).length
    const count = 64
    const same = times(Array.from({ length: count }, () => 1e12))
    const near = times(Array.from({ length: count }, (_, index) => 1e12 + (index % 4) * 250))
    const far = times(Array.from({ length: count }, (_, index) => index * 250 * 2 ** 31))
    expect(near - same).toBe(1 + (count * 2) / 8)
    expect(far - near).toBeGreaterThan(count * 4)
  })

  it('[F9] throws on what its caller must not give it', () => {
    const encode =
      (rows: readonly Row[], header: Partial<FrameHeader> = {}) =>
      () =>
        encodeFrame(
          createByteWriter(),
          { ...HEADER, ...header },
          columnsOf(rows),
          new Uint8Array(10),
        )
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(encode([row(0, value)])).toThrow(RangeError)
    }
    expect(encode([row(3, 1), row(3, 1)])).toThrow('ascend')
    expect(encode([row(3, 1), row(2, 1)])).toThrow('ascend')
    expect(encode([row(0, 1, { slot: SLOT.absent })])).toThrow(RangeError)
    expect(encode([row(0, 1, { sampledAt: 249 })])).toThrow('grid')
    expect(encode([row(0, 1, { sampledAt: NaN })])).toThrow('grid')
    expect(encode([row(0, 1, { sampledAt: MAX_TIME_MS * 2 })])).toThrow('range')
    expect(encode([], { epoch: '' })).toThrow('epoch')
    expect(encode([], { epoch: 'ABCDEF0123456789' })).toThrow('epoch')
    expect(encode([], { siteTime: -1 })).toThrow(RangeError)
    expect(encode([], { tick: NaN })).toThrow(RangeError)
  })
})

describe('hostile bytes', () => {
  const example = encodeFrame(
    writer,
    HEADER,
    columnsOf([row(0, 9.1), row(1, 0, { slot: SLOT.empty }), row(5, 1 / 3, { flags: 17 })]),
    new Uint8Array(6).fill(1),
  )
  const decimals = new Uint8Array(6).fill(1)

  it('[F1] refuses a frame cut at any byte and one with bytes left over', () => {
    for (let length = 0; length < example.length; length++) {
      const reason = reasonOf(example.subarray(0, length), decimals)
      expect(['too-short', 'count-exceeds-length']).toContain(reason)
    }
    expect(reasonOf(example, decimals)).toBe('ok')
    expect(reasonOf(Uint8Array.from([...example, 0]), decimals)).toBe('trailing-bytes')
  })

  it('[F1] refuses more than 8 MiB unread', () => {
    const long = new Uint8Array(MAX_FRAME_BYTES + 1)
    expect(reasonOf(long, decimals)).toBe('too-long')
    expect(decodeHeader(long)).toEqual({ ok: false, reason: 'too-long' })
  })

  it('[F3] refuses other formats, reserved bits and rates that are none', () => {
    const withByte = (at: number, byte: number): Uint8Array => {
      const bytes = example.slice()
      bytes[at] = byte
      return bytes
    }
    expect(reasonOf(withByte(0, 2), decimals)).toBe('unknown-format')
    expect(reasonOf(withByte(1, 0x4e), decimals)).toBe('reserved-bits')
    expect(reasonOf(withByte(1, 0x8e), decimals)).toBe('reserved-bits')
    for (const rate of [NaN, Infinity, -1]) {
      const bytes = encodeFrame(writer, { ...HEADER, rate }, columnsOf([]), decimals)
      expect(reasonOf(bytes, decimals)).toBe('bad-number')
    }
  })

  it.each<[string, string, FrameRefusal]>([
    ['[F3] a count beyond the length', '40 00 00', 'count-exceeds-length'],
    ['[F3] an enormous count', 'ff ff ff ff ff ff ff 0f 00 00', 'count-exceeds-length'],
    ['[F4] a number the schema does not know', '01 06 03 01 00 00 00', 'unknown-series'],
    ['[F4] a gap that leads beyond the schema', '02 00 05 03 03 02 00 00 00', 'unknown-series'],
    ['[F5] NaN', '01 00 02 00 00 00 00 00 00 f8 7f 01 00 00 00', 'bad-number'],
    ['[F5] infinity', '01 00 02 00 00 00 00 00 00 f0 7f 01 00 00 00', 'bad-number'],
    ['[F6] a run of none', '01 00 03 00 00 00 00', 'bad-runs'],
    ['[F6] a run too long', '01 00 03 02 00 00 00', 'bad-runs'],
    ['[F6] quality 3', '01 00 03 01 03 00 00', 'bad-flags'],
    ['[F6] a reserved flag', '01 00 03 01 20 00 00', 'bad-flags'],
    ['[F7] an unknown mode', '01 00 03 01 00 03 00', 'bad-times'],
    ['[F7] offsets of no bits', '01 00 03 01 00 02 00 00', 'bad-times'],
    ['[F7] offsets of 31 bits', '01 00 03 01 00 02 00 1f 00 00 00 00', 'bad-times'],
    ['[F7] a bit after the last offset', '01 00 03 01 00 02 00 01 02', 'bad-times'],
    ['[F7] a time out of range', '01 00 03 01 00 00 ff ff ff ff ff ff ff 0f', 'bad-number'],
    [
      '[F7] a difference out of range',
      '02 00 00 03 03 02 00 01 00 80 80 80 80 80 80 80 04',
      'bad-number',
    ],
    ['[F2] a varint longer than needed', '81 00 00 03 01 00 00 00', 'bad-number'],
    ['[F2] a varint above 2^53 - 1', 'ff ff ff ff ff ff ff 1f 00', 'bad-number'],
    ['[F2] a varint of nine bytes', '80 80 80 80 80 80 80 80 01 00', 'bad-number'],
  ])('%s is refused', (_name, columns, reason) => {
    expect(reasonOf(frameWith(columns), decimals)).toBe(reason)
  })

  it('[F8] answers any bytes with a frame or a reason, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isLikely) => {
        // A sound header in half of the runs, so that the columns are reached.
        const hostile = isLikely ? frameWith('00').subarray(0, -1) : new Uint8Array(0)
        const result = decodeFrame(Uint8Array.from([...hostile, ...bytes]), decimals)
        if (result.ok) expectSound(result.frame, decimals)
        else expect(result.reason).toMatch(/^[a-z-]+$/)
      }),
      runs(1500),
    )
  })

  it('[F8] survives flipped bits: what still decodes keeps every rule', () => {
    fc.assert(
      fc.property(
        anyFrame,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { minLength: 1, maxLength: 4 }),
        ({ frame, phase }, flips) => {
          const scale = scaleOf(phase)
          const bytes = encodeFrame(writer, frame.header, frame.columns, scale)
          for (const [at, bit] of flips) {
            const index = at % bytes.length
            bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
          }
          const result = decodeFrame(bytes, scale)
          if (result.ok) expectSound(result.frame, scale)
        },
      ),
      runs(300),
    )
  })

  it('[F8] allocates at most 11 bytes for each byte given', () => {
    const rows = 2_000
    const dense = encodeFrame(
      writer,
      HEADER,
      columnsOf(Array.from({ length: rows }, (_, number) => row(number, 0))),
      new Uint8Array(rows),
    )
    const result = decodeFrame(dense, new Uint8Array(rows))
    if (!result.ok) throw new Error(result.reason)
    expect(result.frame.columns.value.buffer.byteLength).toBeLessThanOrEqual(dense.length * 11)
    const wanted = sizesAllocated(() =>
      decodeFrame(frameWith(`${'80 '.repeat(4)}01 ${'00 '.repeat(100)}`), decimals),
    )
    expect(Math.max(0, ...wanted)).toBeLessThanOrEqual(11 * 200)
  })
})

describe('varints', () => {
  it('[F2] go round for every integer up to 2^53 - 1, in the fewest bytes', () => {
    fc.assert(
      fc.property(fc.oneof(natural, fc.nat(), fc.nat({ max: 300 })), (value) => {
        writer.varint(value)
        const bytes = writer.take()
        const reader = new ByteReader(bytes)
        expect(reader.varint()).toBe(value)
        expect(reader.remaining).toBe(0)
        expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)))
      }),
      runs(500),
    )
  })
})

/** Bytes asked of ArrayBuffer while `work` runs. */
function sizesAllocated(work: () => void): number[] {
  const sizes: number[] = []
  const original = globalThis.ArrayBuffer
  globalThis.ArrayBuffer = new Proxy(original, {
    construct(target, [size]: [number]) {
      sizes.push(size)
      return new target(size)
    },
  })
  try {
    work()
  } finally {
    globalThis.ArrayBuffer = original
  }
  return sizes
}

function expectSound({ header, columns }: Frame, decimals: Uint8Array): void {
  const { count, series, slot, value, flags, sampledAt } = columns
  expect(header.epoch).toMatch(/^[0-9a-f]{16}$/)
  for (let at = 0; at < count; at++) {
    const number = series[at] ?? NaN
    if (at > 0) expect(number).toBeGreaterThan(series[at - 1] ?? NaN)
    expect(number).toBeLessThan(decimals.length)
    expect([SLOT.value, SLOT.empty, SLOT.removed]).toContain(slot[at])
    expect(Number.isFinite(value[at])).toBe(true)
    expect(areFlagsValid(flags[at] ?? 255)).toBe(true)
    expect(Math.abs(sampledAt[at] ?? NaN)).toBeLessThanOrEqual(MAX_TIME_MS)
    expect(Math.abs((sampledAt[at] ?? NaN) % header.gridMs)).toBe(0)
  }
  // What was accepted can be written again and means the same.
  const again = decodeFrame(encodeFrame(createByteWriter(), header, columns, decimals), decimals)
  expect(again).toEqual({ ok: true, frame: { header, columns } })
}
