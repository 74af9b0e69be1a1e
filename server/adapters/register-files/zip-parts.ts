import type { Readable } from 'node:stream'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { FileRefused } from './file-refused.ts'
import { MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_COUNTS_FROM_BYTES } from './limits.ts'

const STORED = 0
const DEFLATED = 8

/** The parts of a zipped file, of which nothing was unpacked before its own directory allowed it. */
export interface ZipParts {
  readonly names: ReadonlySet<string>
  readonly has: (name: string) => boolean
  /** Unpacks a part that is said to have at most so many bytes; more than it is said to have end it. */
  readonly open: (name: string, mostBytes: number) => Promise<Readable>
  readonly close: () => void
}

/** Opens a zip and judges it by its central directory: how many parts, how large, shrunk by how much. */
export async function openZip(path: string): Promise<ZipParts> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true }).catch(broken)
  const entries = await entriesOf(zip).catch((error: unknown) => {
    zip.close()
    return broken(error)
  })
  return {
    names: new Set(entries.keys()),
    has: (name) => entries.has(name),
    async open(name, mostBytes) {
      const entry = entries.get(name)
      if (!entry) throw new FileRefused('broken', `the workbook has no part ${name}`)
      if (entry.uncompressedSize > mostBytes) throw tooLarge(name)
      return zip.openReadStreamPromise(entry).catch(broken)
    },
    close: () => zip.close(),
  }
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) {
    throw new FileRefused('unsafe', `the file has ${zip.entryCount} parts; no workbook has so many`)
  }
  const entries = new Map<string, Entry>()
  let unpackedBytes = 0
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize, compressedSize, compressionMethod } = entry
    unpackedBytes += uncompressedSize
    const isLarge = uncompressedSize > RATIO_COUNTS_FROM_BYTES
    if (isLarge && uncompressedSize > compressedSize * MAX_RATIO) throw bomb(fileName)
    if (unpackedBytes > MAX_UNPACKED_BYTES) throw bomb(fileName)
    if (entry.isEncrypted()) {
      throw new FileRefused('encrypted', 'the file is locked with a password: save it without one')
    }
    if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
      throw new FileRefused('broken', `the part ${fileName} is packed in a way that is not read`)
    }
    if (entries.has(fileName))
      throw new FileRefused('unsafe', `the part ${fileName} is there twice`)
    entries.set(fileName, entry)
  }
  return entries
}

function bomb(name: string): FileRefused {
  const message = `the part ${name.slice(0, 80)} would unpack to many times its size, as no register does`
  return new FileRefused('unsafe', message)
}

function tooLarge(name: string): FileRefused {
  return new FileRefused('too-large', `the part ${name} is larger than any that is read`)
}

/** What the zip reader throws is about the file. */
export function broken(error: unknown): never {
  if (error instanceof FileRefused || !(error instanceof Error)) throw error
  const isBomb = error.message.includes('too many bytes')
  throw isBomb
    ? new FileRefused('unsafe', 'a part of the file is larger than the file says')
    : new FileRefused('broken', `the workbook is damaged or was cut off (${error.message})`)
}
