import type { Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { SaxesParser } from 'saxes'
import { FileRefused } from './file-refused.ts'
import { MAX_XML_DEPTH, MAX_XML_PIECE } from './limits.ts'
import { broken } from './zip-parts.ts'

export interface XmlHandlers {
  /** Names come without their prefix. */
  readonly open: (name: string, attributes: Attributes) => void
  readonly close: (name: string) => void
  readonly text?: (text: string) => void
}

export type Attributes = Readonly<Record<string, string>>

const MAX_PROLOG = 16 * 1024

/**
 * Reads a part of a workbook as a stream of tags, and after each piece of it hands on what the handlers
 * have gathered (`take`). There are no document types and thus no entities in a workbook, so none are taken.
 */
export async function* readXml<T>(
  part: string,
  stream: Readable,
  handlers: XmlHandlers,
  take: () => T,
): AsyncGenerator<T, void, undefined> {
  const parser = openParser(part, handlers)
  const guard = createGuard(part)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of stream) {
      const text = decodeWith(decoder, part, chunk as Buffer)
      guard(text)
      parser.write(text)
      yield take()
    }
    parser.write(decodeWith(decoder, part)).close()
    yield take()
  } catch (error) {
    broken(error)
  } finally {
    stream.destroy()
  }
}

/** Reads a small part to its end. */
export async function readSmallXml(
  part: string,
  stream: Readable,
  handlers: XmlHandlers,
): Promise<void> {
  const pieces = readXml(part, stream, handlers, () => undefined)
  while (!(await pieces.next()).done);
}

function openParser(part: string, { open, close, text }: XmlHandlers) {
  const parser = new SaxesParser({ position: false, xmlns: false })
  let depth = 0
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    if (depth > MAX_XML_DEPTH) {
      throw new FileRefused('unsafe', `${part} nests deeper than any workbook`)
    }
    open(withoutPrefix(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth -= 1
    close(withoutPrefix(name))
  })
  if (text) {
    parser.on('text', text)
    parser.on('cdata', text)
  }
  parser.on('error', (error) => {
    throw new FileRefused('broken', `${part} is not well-formed (${error.message})`)
  })
  return parser
}

/** Looks at the text before the parser gathers it: a document type, or a piece without an end. */
function createGuard(part: string): (text: string) => void {
  let prolog: string | undefined = ''
  let pieceLength = 0
  return (text) => {
    if (prolog !== undefined) {
      prolog += text.slice(0, MAX_PROLOG)
      if (prolog.includes('<!DOCTYPE')) {
        throw new FileRefused('unsafe', `${part} declares a document type, as no workbook does`)
      }
      if (prolog.length >= MAX_PROLOG) prolog = undefined
    }
    const last = Math.max(text.lastIndexOf('>'), text.lastIndexOf('<'))
    pieceLength = last < 0 ? pieceLength + text.length : text.length - last
    if (pieceLength > MAX_XML_PIECE) {
      throw new FileRefused('unsafe', `${part} holds a piece that is longer than any cell`)
    }
  }
}

function decodeWith(decoder: TextDecoder, part: string, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new FileRefused('broken', `${part} is not UTF-8`)
  }
}

function withoutPrefix(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

/** An attribute by its local name, whatever prefix the writer chose. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const plain = attributes[name]
  if (plain !== undefined) return plain
  return Object.entries(attributes).find(([key]) => key.endsWith(`:${name}`))?.[1]
}
