import { createByteWriter } from '../protocol/byte-writer.ts'
import { decodeFrame } from '../protocol/decode-frame.ts'
import { encodeFrame } from '../protocol/encode-frame.ts'
import type { FrameColumns } from '../protocol/frame.ts'
import { interleave, resultOf, timeOf, type Effort, type Result } from './measure.ts'
import { columnsOf, createWalk, headerOf, jsonOf, seededRandom, type Walk } from './workload.ts'

const section = 'codec'
const SIZE_CHANGES = 900
const TIME_CHANGES = 10_000
const TICK_MS = 250
const STARTS_AT = 1_761_500_000_000

/** Bytes of a delta and the time to make and read it, against JSON of the same data. */
export async function benchCodec(effort: Effort): Promise<readonly Result[]> {
  const rounds = effort.pick(15, 3)
  return [
    size(rounds, 250, 3, 'tick’s time'),
    size(rounds, 1, 4, 'times of 1 ms'),
    ...(await times(effort)),
  ]
}

function size(rounds: number, gridMs: number, atMost: number, words: string): Result {
  const walk = createWalk()
  const random = seededRandom(11)
  const writer = createByteWriter()
  const ours: number[] = []
  const values: number[] = []
  for (let round = 0; round < rounds; round++) {
    const at = STARTS_AT + round * TICK_MS
    // With the tick's grid all samples of a tick carry its time; with 1 ms each has its own.
    const spread = gridMs === 1 ? () => random() * TICK_MS : () => 0
    const columns = columnsOf(walk, walk.step(SIZE_CHANGES), at, gridMs, spread)
    const frame = encodeFrame(writer, headerOf(round, at, gridMs), columns, walk.schema.decimals)
    ours.push(frame.length / SIZE_CHANGES)
    values.push(Buffer.byteLength(jsonOf(walk, columns)) / SIZE_CHANGES)
  }
  return resultOf({
    section,
    what: `bytes a change, ${SIZE_CHANGES} in a frame, ${words}`,
    unit: 'B',
    ours,
    reference: { name: 'batched JSON', values },
    goal: { of: 'ours', atMost },
  })
}

async function times(effort: Effort): Promise<readonly Result[]> {
  const walk = createWalk()
  const writer = createByteWriter()
  const columns = columnsOf(walk, walk.step(TIME_CHANGES), STARTS_AT, TICK_MS, () => 0)
  const header = headerOf(1, STARTS_AT, TICK_MS)
  const encode = (): Uint8Array => encodeFrame(writer, header, columns, walk.schema.decimals)
  const frame = encode()
  const objects = jsonOf(walk, columns)
  const lists = jsonLists(columns)
  const sides = {
    decode: () => void decodeFrame(frame, walk.schema.decimals),
    parseObjects: () => void JSON.parse(objects),
    parseLists: () => void JSON.parse(lists),
    encode: () => void encode(),
    stringify: () => void jsonOf(walk, columns),
  }
  const calls = effort.pick(40, 10)
  // The engine compiles hot code in steps: without this the first rounds measure the compiler.
  for (const task of Object.values(sides)) timeOf(effort.pick(200, 60), task)
  const timed = await interleave(
    effort.pick(15, 3),
    mapSides(sides, (task) => () => timeOf(calls, task)),
  )
  return timeResults(walk, timed)
}

function timeResults(
  walk: Walk,
  timed: Readonly<
    Record<'decode' | 'parseObjects' | 'parseLists' | 'encode' | 'stringify', readonly number[]>
  >,
): readonly Result[] {
  const unit = 'ms'
  const changes = TIME_CHANGES.toLocaleString('en')
  return [
    resultOf({
      section,
      what: `decode ${changes} changes`,
      unit,
      ours: timed.decode,
      reference: { name: 'JSON.parse', values: timed.parseObjects },
      goal: { of: 'ratio', atMost: 1 / 15, words: '1/15' },
      note: `the JSON has one object a change, as the HTTP API says them; ${walk.schema.series.length} series`,
    }),
    resultOf({
      section,
      what: `decode ${changes} changes, against lists of numbers`,
      unit,
      ours: timed.decode,
      reference: { name: 'JSON.parse', values: timed.parseLists },
      note: 'the leanest JSON there is: three lists, series, values, times',
    }),
    resultOf({
      section,
      what: `encode ${changes} changes`,
      unit,
      ours: timed.encode,
      reference: { name: 'JSON.stringify', values: timed.stringify },
      note: 'the reference builds its objects first, as a JSON relay has to',
    }),
  ]
}

function jsonLists({ series, value, sampledAt }: FrameColumns): string {
  return JSON.stringify([Array.from(series), Array.from(value), Array.from(sampledAt)])
}

function mapSides<Side extends string, From, To>(
  sides: Readonly<Record<Side, From>>,
  to: (from: From) => To,
): Readonly<Record<Side, To>> {
  const entries = (Object.entries(sides) as [Side, From][]).map(([side, from]) => [side, to(from)])
  return Object.fromEntries(entries) as Record<Side, To>
}
