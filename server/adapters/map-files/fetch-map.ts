import { readFile, stat } from 'node:fs/promises'
import { MAX_MAP_BYTES } from './read-map.ts'

const FETCH_TIMEOUT_MS = 60_000

export type FetchedMap =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

/** The text of a map file, from a path or an http(s) address, never more than the limit. */
export async function fetchMap(source: string): Promise<FetchedMap> {
  try {
    const bytes = /^https?:\/\//i.test(source) ? await fromAddress(source) : await fromFile(source)
    if (bytes === undefined) return { ok: false, message: tooLarge() }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { ok: true, text }
  } catch (error) {
    return { ok: false, message: wordsOf(error) }
  }
}

async function fromFile(path: string): Promise<Uint8Array | undefined> {
  const { size } = await stat(path)
  return size > MAX_MAP_BYTES ? undefined : readFile(path)
}

async function fromAddress(address: string): Promise<Uint8Array | undefined> {
  const response = await fetch(address, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    // Leaving the loop ends the transfer.
    if (length > MAX_MAP_BYTES) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function tooLarge(): string {
  return `the file is over the limit of ${MAX_MAP_BYTES / 1024 / 1024} MiB`
}

function wordsOf(error: unknown): string {
  const { code, cause, message }: { code?: unknown; cause?: unknown; message?: unknown } =
    Object(error)
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'this is a folder'
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'the file is not UTF-8'
  const { message: why }: { message?: unknown } = Object(cause)
  return [message, why].filter((part) => typeof part === 'string').join(': ')
}
