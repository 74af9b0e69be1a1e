import { readFile, stat } from 'node:fs/promises'

export interface FetchLimits {
  readonly maxBytes: number
  /** For the whole transfer. */
  readonly timeoutMs: number
}

export type FetchedMap =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

/** More than a country's communes in full detail; a wall draws less than a megabyte. */
const LIMITS: FetchLimits = { maxBytes: 32 * 1024 * 1024, timeoutMs: 60_000 }
const MOST_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Expected, and said to a person as it stands. */
class Refusal extends Error {}

/** The text of a map file, from a path or an http(s) address, never more than the limit. */
export async function fetchMap(source: string, limits: FetchLimits = LIMITS): Promise<FetchedMap> {
  try {
    const isAddress = /^https?:\/\//i.test(source)
    const bytes = isAddress ? await fromAddress(source, limits) : await fromFile(source, limits)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { ok: true, text }
  } catch (error) {
    return { ok: false, message: wordsOf(error, limits) }
  }
}

async function fromFile(path: string, { maxBytes }: FetchLimits): Promise<Uint8Array> {
  const found = await stat(path)
  if (found.isDirectory()) throw new Refusal('this is a folder')
  if (found.size > maxBytes) throw tooLarge(maxBytes)
  return readFile(path)
}

async function fromAddress(
  address: string,
  { maxBytes, timeoutMs }: FetchLimits,
): Promise<Uint8Array> {
  const response = await follow(new URL(address), AbortSignal.timeout(timeoutMs))
  if (!response.ok) throw new Refusal(`the server answered ${response.status}`)
  const type = response.headers.get('content-type') ?? ''
  if (/^text\/html\b/i.test(type)) {
    throw new Refusal('the server sent a web page, not a map: use the address of the file itself')
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    // Leaving the loop ends the transfer.
    if (length > maxBytes) throw tooLarge(maxBytes)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Whoever names an address trusts its host, not whomever that host points to. */
async function follow(from: URL, signal: AbortSignal): Promise<Response> {
  let address = from
  for (let followed = 0; followed <= MOST_REDIRECTS; followed++) {
    const response = await fetch(address, { signal, redirect: 'manual' })
    const location = response.headers.get('location')
    if (!REDIRECTS.has(response.status) || location === null) return response
    await response.body?.cancel()
    const next = new URL(location, address)
    const isSameHost = next.hostname === from.hostname && /^https?:$/.test(next.protocol)
    if (!isSameHost) {
      throw new Refusal(`the server redirects to ${next.origin}: name that address if you trust it`)
    }
    address = next
  }
  throw new Refusal(`the server redirects more than ${MOST_REDIRECTS} times`)
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(`the file is over the limit of ${maxBytes / 1024 / 1024} MiB`)
}

function wordsOf(error: unknown, { timeoutMs }: FetchLimits): string {
  if (error instanceof Refusal) return error.message
  const { name, code, cause, message }: Record<string, unknown> = Object(error)
  if (name === 'TimeoutError') return `no whole file within ${timeoutMs / 1000} s`
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'the file is not UTF-8'
  const { message: why }: { message?: unknown } = Object(cause)
  return [message, why].filter((part) => typeof part === 'string').join(': ')
}
