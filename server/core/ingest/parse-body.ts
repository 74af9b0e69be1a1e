import { quoted, type IncomingSample, type Rejection } from './incoming-sample.ts'
import type { AsciiBytes, WordTable } from './word-table.ts'
import { createSampleReader } from './read-sample.ts'
import { scanJsonSamples, scanNdjsonSamples } from './scan-samples.ts'

/** Samples that one request may hold. */
export const MAX_SAMPLES = 20_000

export type ParsedBody =
  | {
      readonly ok: true
      readonly samples: readonly IncomingSample[]
      /** Where each sample stood in the request, from 0; undefined = in order without gaps. */
      readonly positions: readonly number[] | undefined
      readonly rejected: readonly Rejection[]
    }
  | {
      readonly ok: false
      readonly reason: 'not-utf8' | 'not-json' | 'wrong-shape' | 'too-many'
      readonly message: string
    }

/** A body as it came, and as text: undefined when it is not UTF-8. */
export interface RawBody extends AsciiBytes {
  readonly text: () => string | undefined
}

/** Reads a body `{"samples": […]}`. A bad item is rejected by its position and loses nothing else. */
export function parseJsonBody(body: RawBody, words: WordTable): ParsedBody {
  const scanned = scanJsonSamples(body, words, MAX_SAMPLES)
  return scanned === undefined ? thoroughly(body.text(), parseAnyJson) : allGood(scanned)
}

function parseAnyJson(text: string): ParsedBody {
  const parsed = parseJson(text)
  if (!parsed.ok) return { ok: false, reason: 'not-json', message: parsed.message }
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrongShape('the body must be an object {"samples": […]}')
  }
  const foreign = Object.keys(value).find((field) => field !== 'samples')
  if (foreign !== undefined) return wrongShape(`unknown field ${quoted(foreign)}`)
  const { samples }: { readonly samples?: unknown } = value
  if (!Array.isArray(samples)) return wrongShape('samples must be a list')
  if (samples.length > MAX_SAMPLES) return tooMany()
  return readItems(samples)
}

/** Reads newline-delimited JSON, one sample a line, blank lines skipped. Positions are line numbers from 0; messages name the line from 1. */
export function parseNdjsonBody(body: RawBody, words: WordTable): ParsedBody {
  const scanned = scanNdjsonSamples(body, words, MAX_SAMPLES)
  return scanned === undefined ? thoroughly(body.text(), parseAnyNdjson) : allGood(scanned)
}

function thoroughly(text: string | undefined, parse: (text: string) => ParsedBody): ParsedBody {
  if (text === undefined) return { ok: false, reason: 'not-utf8', message: 'not UTF-8' }
  return parse(text)
}

function parseAnyNdjson(text: string): ParsedBody {
  const lines = text.split('\n')
  const filled: { readonly line: number; readonly text: string }[] = []
  for (let line = 0; line < lines.length; line++) {
    const trimmed = lines[line]?.trim() ?? ''
    if (trimmed !== '') filled.push({ line, text: trimmed })
    if (filled.length > MAX_SAMPLES) return tooMany()
  }
  return readLineByLine(filled)
}

interface FilledLine {
  readonly line: number
  readonly text: string
}

function allGood(samples: readonly IncomingSample[]): ParsedBody {
  return { ok: true, samples, positions: undefined, rejected: [] }
}

function readLineByLine(lines: readonly FilledLine[]): ParsedBody {
  const read = createSampleReader()
  const samples: IncomingSample[] = []
  const positions: number[] = []
  const rejected: Rejection[] = []
  for (const { line, text } of lines) {
    const parsed = parseJson(text)
    const sample = parsed.ok ? read(parsed.value) : parsed.message
    if (typeof sample === 'string') {
      const message = `line ${line + 1}: ${sample}`
      rejected.push({ index: line, code: 'malformed', message })
    } else {
      samples.push(sample)
      positions.push(line)
    }
  }
  return { ok: true, samples, positions, rejected }
}

function readItems(items: readonly unknown[]): ParsedBody {
  const read = createSampleReader()
  const samples: IncomingSample[] = []
  const rejected: Rejection[] = []
  let positions: number[] | undefined
  for (let index = 0; index < items.length; index++) {
    const sample = read(items[index])
    if (typeof sample === 'string') {
      positions ??= Array.from({ length: index }, (_, position) => position)
      rejected.push({ index, code: 'malformed', message: sample })
    } else {
      samples.push(sample)
      positions?.push(index)
    }
  }
  return { ok: true, samples, positions, rejected }
}

function parseJson(
  text: string,
):
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string } {
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, message: 'not valid JSON' }
  }
}

function wrongShape(message: string): ParsedBody {
  return { ok: false, reason: 'wrong-shape', message }
}

function tooMany(): ParsedBody {
  return {
    ok: false,
    reason: 'too-many',
    message: `a request may hold at most ${MAX_SAMPLES} samples`,
  }
}
