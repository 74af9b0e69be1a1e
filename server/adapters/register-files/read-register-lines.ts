import { createRegisterReader } from '../../core/register/read-register.ts'
import { FileRefused } from './file-refused.ts'
import { openTable } from './read-table-file.ts'
import type { ReaderLine, ReaderOrder } from './reader-message.ts'

/** Reads a register from its file to what its rows say. The last line is its end, or why it was refused. */
export async function* readRegisterLines(
  order: ReaderOrder,
): AsyncGenerator<ReaderLine, void, undefined> {
  try {
    yield* linesOf(order)
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    yield { refused: { reason: error.reason, message: error.message } }
  }
}

async function* linesOf({
  path,
  mapping,
  words,
}: ReaderOrder): AsyncGenerator<ReaderLine, void, undefined> {
  const { columns, statuses, channels, levels, encoding, delimiter, sheet, dateSystem } = mapping
  const knownTexts = [
    ...Object.values(columns).flatMap((texts) => texts ?? []),
    ...[statuses, channels, levels].flatMap((known) => Object.keys(known)),
    ...words.units.flatMap(({ names }) => names),
    ...words.fields.flatMap(({ names }) => names),
  ]
  const settings = { encoding, delimiter, dateSystem, ...(sheet !== undefined && { sheet }) }
  const table = await openTable({ path, knownTexts, ...settings })
  try {
    const reader = createRegisterReader({ mapping, words, dateSystem: table.dateSystem })
    for await (const lines of table.lines) {
      const rows = reader.take(lines)
      if (rows === 'no-header') break
      if (rows.length > 0) yield { rows }
    }
    const last = reader.end()
    if (!last.ok) throw noHeader(last.missing)
    if (last.rows.length > 0) yield { rows: last.rows }
    yield { end: { ...last.end, facts: table.facts } }
  } finally {
    table.close()
  }
}

function noHeader(missing: readonly string[]): FileRefused {
  const names = missing.map((name) => `"${name}"`).join(' and ')
  return new FileRefused('no-header', `none of its first rows is a header with ${names}`)
}
