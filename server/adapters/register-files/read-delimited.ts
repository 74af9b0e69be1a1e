import { Readable } from 'node:stream'
import { CsvError, parse, type Parser } from 'csv-parse'
import type { RegisterCell, RegisterLine } from '../../core/register/register-cell.ts'
import type { RegisterEncoding } from '../../../protocol/registers.ts'
import type { Mapping } from '../../core/register/mapping.ts'
import { delimiterOf } from './delimiter.ts'
import { FileRefused } from './file-refused.ts'
import { MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS } from './limits.ts'
import { decodeFile } from './text-encoding.ts'

const SAMPLE_CHARACTERS = 128 * 1024
const MAX_RECORD_CHARACTERS = 512 * 1024
const LINES_AT_ONCE = 500

/** The lines of a delimited text file (RFC 4180, any of its usual delimiters), some at a time. */
export async function* readDelimited(
  path: string,
  encoding: RegisterEncoding,
  declared: Mapping['delimiter'],
): AsyncGenerator<readonly RegisterLine[], void, undefined> {
  const pieces = decodeFile(path, encoding)
  let sample = ''
  for (let more = await pieces.next(); !more.done; more = await pieces.next()) {
    sample += more.value
    if (sample.length >= SAMPLE_CHARACTERS) break
  }
  const source = Readable.from(joined(sample, pieces), { objectMode: true })
  const parser = openParser(delimiterOf(sample, declared))
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    yield* linesOf(parser)
  } catch (error) {
    throw error instanceof CsvError ? refusalOf(error) : error
  } finally {
    source.destroy()
    parser.destroy()
  }
}

function openParser(delimiter: string): Parser {
  return parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: MAX_RECORD_CHARACTERS,
  })
}

async function* joined(
  sample: string,
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<string, void, undefined> {
  if (sample !== '') yield sample
  yield* rest
}

async function* linesOf(parser: Parser): AsyncGenerator<readonly RegisterLine[], void, undefined> {
  let lines: RegisterLine[] = []
  let [row, filled] = [0, 0]
  for await (const record of parser as AsyncIterable<readonly string[]>) {
    row += 1
    const cells = cellsOf(record, row)
    if (cells.length > 0) filled += 1
    if (filled > MAX_ROWS) {
      throw new FileRefused('too-many-rows', `the file has more than ${MAX_ROWS} rows`)
    }
    lines.push({ row, cells })
    if (lines.length === LINES_AT_ONCE) {
      yield lines
      lines = []
    }
  }
  yield lines
}

function cellsOf(record: readonly string[], row: number): readonly (RegisterCell | undefined)[] {
  const width = record.findLastIndex((text) => text !== '') + 1
  if (width > MAX_COLUMNS) {
    const message = `row ${row} has more than ${MAX_COLUMNS} columns`
    throw new FileRefused('too-many-columns', message)
  }
  return record.slice(0, width).map((text) => (text === '' ? undefined : textCell(text)))
}

/** Composed, for the old encodings write tones as letters of their own. */
export function textCell(text: string): RegisterCell {
  const isCut = text.length > MAX_CELL_CHARACTERS
  const short = isCut ? text.slice(0, MAX_CELL_CHARACTERS) : text
  return { kind: 'text', text: short.normalize('NFC'), ...(isCut && { isCut }) }
}

function refusalOf(error: CsvError): FileRefused {
  const row =
    'records' in error && typeof error.records === 'number' ? error.records + 1 : undefined
  const place = row === undefined ? '' : ` after row ${row}`
  return error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? new FileRefused('broken', `a quoted cell${place} has no end`)
    : new FileRefused('broken', `the table is out of form${place}`)
}
