import type { Mapping } from '../../core/register/mapping.ts'
import { openWorkbook } from './open-workbook.ts'
import { readDelimited } from './read-delimited.ts'
import { recogniseFile } from './recognise-file.ts'
import type { ReadTable } from './table.ts'
import { encodingOf } from './text-encoding.ts'

export interface TableOrder extends Pick<
  Mapping,
  'encoding' | 'delimiter' | 'sheet' | 'dateSystem'
> {
  readonly path: string
  /** Texts that must stand in the file, to tell its encoding by. */
  readonly knownTexts: readonly string[]
}

/** Opens a workbook or a delimited text, whichever it is; what is neither is refused with a `FileRefused`. */
export async function openTable(order: TableOrder): Promise<ReadTable> {
  const { path, dateSystem } = order
  const kind = await recogniseFile(path)
  const table = kind === 'workbook' ? await openWorkbook(path, order.sheet) : await openText(order)
  return dateSystem === 'of-the-file' ? table : { ...table, dateSystem }
}

async function openText({ path, encoding, delimiter, knownTexts }: TableOrder): Promise<ReadTable> {
  const found = await encodingOf(path, encoding, knownTexts)
  return {
    dateSystem: '1900',
    facts: { encoding: found },
    lines: readDelimited(path, found, delimiter),
    close() {},
  }
}
