import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import iconv from 'iconv-lite'
import type { RegisterEncoding } from '../../../protocol/registers.ts'
import type { Mapping } from '../../core/register/mapping.ts'
import { FileRefused } from './file-refused.ts'

const SAMPLE_BYTES = 512 * 1024
const CHUNK_BYTES = 64 * 1024

type OneByte = Extract<RegisterEncoding, 'tcvn3' | 'viscii' | 'windows-1258'>

const ICONV_NAMES: Readonly<Record<OneByte, string>> = {
  tcvn3: 'tcvn',
  viscii: 'viscii',
  'windows-1258': 'windows1258',
}

const MARKS: readonly (readonly [RegisterEncoding, Buffer])[] = [
  ['utf-8', Buffer.from('efbbbf', 'hex')],
  ['utf-16le', Buffer.from('fffe', 'hex')],
  ['utf-16be', Buffer.from('feff', 'hex')],
]

/**
 * The encoding of a text file. A byte order mark decides; else what the mapping declares; else UTF-8 if all
 * of the file is that; else the one of the old encodings in which most of the `knownTexts` (headers and
 * words that must stand in the file) are found with their accents. Where that is none, or two, it is not
 * guessed.
 */
export async function encodingOf(
  path: string,
  declared: Mapping['encoding'],
  knownTexts: readonly string[],
): Promise<RegisterEncoding> {
  const sample = await beginningOf(path)
  const [marked] = MARKS.find(([, mark]) => sample.subarray(0, mark.length).equals(mark)) ?? []
  if (marked !== undefined) return marked
  if (declared !== 'auto') return declared
  if (await isUtf8(path)) return 'utf-8'
  const texts = knownTexts.map(plain).filter((text) => /[^\0-\x7F]/.test(text))
  const rated = Object.entries(ICONV_NAMES)
    .map(([encoding, name]) => {
      const decoded = plain(iconv.decode(sample, name))
      return { encoding, found: texts.filter((text) => decoded.includes(text)).length }
    })
    .toSorted((a, b) => b.found - a.found)
  const [best, next] = rated
  if (best && isOneByte(best.encoding) && best.found > (next?.found ?? 0)) return best.encoding
  throw new FileRefused(
    'unknown-encoding',
    'the text is not UTF-8, and its encoding cannot be told: name it (tcvn3, viscii or windows-1258)',
  )
}

function isOneByte(encoding: string): encoding is OneByte {
  return Object.hasOwn(ICONV_NAMES, encoding)
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ')
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function isUtf8(path: string): Promise<boolean> {
  try {
    const pieces = decodeFile(path, 'utf-8')
    while (!(await pieces.next()).done);
    return true
  } catch (error) {
    if (error instanceof FileRefused) return false
    throw error
  }
}

/** The text of a file in pieces, without its byte order mark. Not composed: a letter and its tone may be in two pieces. */
export async function* decodeFile(
  path: string,
  encoding: RegisterEncoding,
): AsyncGenerator<string, void, undefined> {
  const decoder = decoderOf(encoding)
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    yield decoder.more(chunk as Buffer)
  }
  yield decoder.end()
}

interface Decoder {
  readonly more: (chunk: Buffer) => string
  readonly end: () => string
}

function decoderOf(encoding: RegisterEncoding): Decoder {
  switch (encoding) {
    case 'utf-8':
    case 'utf-16le':
    case 'utf-16be':
      return unicodeDecoder(encoding)
    case 'tcvn3':
    case 'viscii':
    case 'windows-1258': {
      const decoder = iconv.getDecoder(ICONV_NAMES[encoding])
      return { more: (chunk) => decoder.write(chunk), end: () => decoder.end() ?? '' }
    }
  }
}

function unicodeDecoder(encoding: string): Decoder {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw new FileRefused(
        'unknown-encoding',
        `the text is not ${encoding.toUpperCase()} throughout`,
      )
    }
  }
  return { more: decode, end: () => decode() }
}
