/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export type Hash = (text: string) => string

/** One link of a journal as it is kept. */
export interface ChainLink {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number
  /** ms since 1970; never smaller than that of the link before. */
  readonly at: number
  /** Covers `body`, `seq` and the hash before it, so nothing can be changed, left out or put in between unseen. */
  readonly hash: string
  /** JSON, exactly as it was hashed; its `at` is that of the link. */
  readonly body: string
}

/** The last link; seq 0 and an empty hash when there is none. */
export type ChainHead = Pick<ChainLink, 'seq' | 'at' | 'hash'>

export const EMPTY_CHAIN: ChainHead = Object.freeze({ seq: 0, at: 0, hash: '' })

/** The hash of a link: of the hash before it, its number and its body, one per line (a body of JSON has one line). */
export function linkHash(before: string, seq: number, body: string, hash: Hash): string {
  return hash(`${before}\n${seq}\n${body}`)
}

/**
 * The links that continue a chain with these entries, in this order. Where a clock is behind the
 * last link, the entry takes that link's time.
 */
export function nextLinks<T extends { readonly at: number }>(
  head: ChainHead,
  entries: readonly T[],
  bodyOf: (entry: T) => string,
  hash: Hash,
): readonly ChainLink[] {
  const links: ChainLink[] = []
  let last = head
  for (const entry of entries) {
    const at = Math.max(last.at, entry.at)
    const seq = last.seq + 1
    const body = bodyOf({ ...entry, at })
    const link = { seq, at, hash: linkHash(last.hash, seq, body, hash), body }
    links.push(link)
    last = link
  }
  return links
}

/**
 * `gap`: the link with this number is not there. `order`: it stands twice, or after a later one.
 * `hash`: its number, its body or what came before was changed. `body`: no JSON object with a time.
 * `time`: earlier than the link before, or not the one in its body.
 */
export type ChainFault = 'gap' | 'order' | 'hash' | 'body' | 'time'

export interface ChainBreak {
  readonly seq: number
  readonly fault: ChainFault
}

/** How far a chain has been followed. */
export interface ChainCheck {
  /** The last sound link, or what the check started behind. */
  readonly last: ChainHead
  readonly soundCount: number
  /** `at` of the first link that was looked at. */
  readonly firstAt?: number
  /** The first broken link; nothing behind it is looked at. */
  readonly broken?: ChainBreak
}

/** A check of everything behind a link, which is itself taken as it is. */
export function checkBehind(last: ChainHead): ChainCheck {
  return { last, soundCount: 0 }
}

/** Follows the chain over the next links, in the order in which they are kept. A broken check stays as it is. */
export function verifyChain(
  check: ChainCheck,
  links: readonly ChainLink[],
  hash: Hash,
): ChainCheck {
  if (check.broken || links.length === 0) return check
  let { last, soundCount } = check
  const firstAt = check.firstAt ?? links[0]?.at ?? 0
  for (const link of links) {
    const broken = breakOf(link, last, hash)
    if (broken) return { last, soundCount, firstAt, broken }
    last = { seq: link.seq, at: link.at, hash: link.hash }
    soundCount++
  }
  return { last, soundCount, firstAt }
}

function breakOf(link: ChainLink, last: ChainHead, hash: Hash): ChainBreak | undefined {
  const wanted = last.seq + 1
  if (link.seq > wanted) return { seq: wanted, fault: 'gap' }
  const { seq } = link
  if (seq !== wanted) return { seq, fault: 'order' }
  if (linkHash(last.hash, seq, link.body, hash) !== link.hash) return { seq, fault: 'hash' }
  const at = timeIn(link.body)
  if (at === undefined) return { seq, fault: 'body' }
  if (at !== link.at || at < last.at) return { seq, fault: 'time' }
  return undefined
}

function timeIn(body: string): number | undefined {
  const read = readJson(body)
  if (typeof read !== 'object' || read === null || !('at' in read)) return undefined
  return typeof read.at === 'number' ? read.at : undefined
}

/** `undefined` for what is not JSON; JSON itself has no such value. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
