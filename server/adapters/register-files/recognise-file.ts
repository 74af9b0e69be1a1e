import { open, type FileHandle } from 'node:fs/promises'
import { FileRefused } from './file-refused.ts'
import { MAX_TEXT_BYTES, MAX_WORKBOOK_BYTES } from './limits.ts'

const HEAD_BYTES = 4_096
const COMPOUND_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const DIRECTORY_BYTES = 65_536
/** Records that a spreadsheet of Excel 2 to 4 begins with. */
const OLD_SHEETS = ['0900', '0902', '0904', '0908'].map((start) => Buffer.from(start, 'hex'))

/** What kind of register a file is, by its content and not by its name. Refuses all others. */
export async function recogniseFile(path: string): Promise<'workbook' | 'text'> {
  const file = await openFile(path)
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new FileRefused('not-a-file', 'this is not a file')
    if (stats.size === 0) throw new FileRefused('empty', 'the file is empty')
    const head = await piece(file, 0, HEAD_BYTES)
    if (head.subarray(0, 8).equals(COMPOUND_MAGIC)) throw await compoundRefusal(file, head)
    if (OLD_SHEETS.some((start) => head.subarray(0, 2).equals(start))) throw oldExcel()
    const isWorkbook = head.subarray(0, 2).toString('latin1') === 'PK'
    checkSize(stats.size, isWorkbook ? MAX_WORKBOOK_BYTES : MAX_TEXT_BYTES)
    if (isWorkbook) return 'workbook'
    checkText(head)
    return 'text'
  } finally {
    await file.close()
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw new FileRefused('no-such-file', 'there is no such file')
    if (typeof code === 'string') throw new FileRefused('not-a-file', `it cannot be read (${code})`)
    throw error
  }
}

async function piece(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from)
  return buffer.subarray(0, bytesRead)
}

function checkSize(size: number, most: number): void {
  if (size <= most) return
  const message = `the file has ${megabytes(size)} MB, more than the ${megabytes(most)} MB that are read`
  throw new FileRefused('too-large', message)
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(0)
}

/** Old workbooks and ones with a password come in the same container (MS-CFB 2.2: where its directory stands). */
async function compoundRefusal(file: FileHandle, head: Buffer): Promise<FileRefused> {
  const sectorBytes = 1 << Math.min(16, Math.max(9, head.readUInt16LE(30)))
  const directory = await piece(file, (head.readUInt32LE(48) + 1) * sectorBytes, DIRECTORY_BYTES)
  if (!directory.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return oldExcel()
  const message = 'the workbook is locked with a password: save it without one'
  return new FileRefused('encrypted', message)
}

function oldExcel(): FileRefused {
  return new FileRefused(
    'old-excel',
    'the file is of an Excel before 2007 (.xls): save it as .xlsx or .csv',
  )
}

function checkText(head: Buffer): void {
  const start = head.toString('latin1').trimStart().toLowerCase()
  if (/^(<!doctype html|<html|<table|<\?xml|<meta|mime-version:)/.test(start.replace(/^ï»¿/, ''))) {
    const message = 'the file is a web page or XML with another name: save it as .xlsx or .csv'
    throw new FileRefused('other-format', message)
  }
  const isUtf16 = /^(\xFF\xFE|\xFE\xFF)/.test(head.subarray(0, 2).toString('latin1'))
  if (start.startsWith('%pdf') || (!isUtf16 && head.includes(0))) {
    throw new FileRefused(
      'other-format',
      'the file is neither a table of text nor a workbook (.xlsx)',
    )
  }
}
