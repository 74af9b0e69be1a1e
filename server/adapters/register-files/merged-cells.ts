import type { Readable } from 'node:stream'
import type { RegisterCell } from '../../core/register/register-cell.ts'
import { FileRefused } from './file-refused.ts'
import { MAX_MERGES } from './limits.ts'
import { broken } from './zip-parts.ts'
import { placeOf } from './cell-place.ts'

const MARK = /<(?:[\w.-]+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"/g
const KEEP_CHARACTERS = 400

/** A column of merged cells: what stands in its first row holds for those below. */
export interface MergedColumn {
  readonly column: number
  readonly firstRow: number
  readonly lastRow: number
}

/**
 * The merged cells of a sheet. They are listed below its rows, so the sheet is looked through for them
 * once before; that costs a tenth of reading it.
 */
export async function readMerged(stream: Readable): Promise<readonly MergedColumn[]> {
  try {
    return await lookThrough(stream)
  } catch (error) {
    return broken(error)
  } finally {
    stream.destroy()
  }
}

async function lookThrough(stream: Readable): Promise<readonly MergedColumn[]> {
  const merged: MergedColumn[] = []
  let text = ''
  for await (const chunk of stream) {
    text += (chunk as Buffer).toString('latin1')
    let end = 0
    for (const match of text.matchAll(MARK)) {
      end = match.index + match[0].length
      const [from, to] = [placeOf(match[1] ?? ''), placeOf(match[2] ?? '')]
      if (from && to && to.row > from.row) {
        merged.push({ column: from.column, firstRow: from.row, lastRow: to.row })
      }
      if (merged.length > MAX_MERGES) {
        throw new FileRefused('unsafe', 'the sheet has more merged cells than any register')
      }
    }
    text = text.slice(Math.max(end, text.length - KEEP_CHARACTERS))
  }
  return merged
}

/** Fills the cells that merged ones cover with what stands in the first of them. Rows must come in order. */
export interface MergedFiller {
  readonly fill: (row: number, cells: (RegisterCell | undefined)[]) => void
}

export function createMergedFiller(merged: readonly MergedColumn[]): MergedFiller {
  const waiting = merged.toSorted((a, b) => b.firstRow - a.firstRow)
  let open: { readonly span: MergedColumn; readonly cell: RegisterCell | undefined }[] = []
  return {
    fill(row, cells) {
      open = open.filter(({ span }) => span.lastRow >= row)
      for (const { span, cell } of open) cells[span.column] ??= cell
      for (let next = waiting.at(-1); next && next.firstRow <= row; next = waiting.at(-1)) {
        waiting.pop()
        if (next.firstRow === row) open.push({ span: next, cell: cells[next.column] })
      }
    },
  }
}
