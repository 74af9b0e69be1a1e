/** What a violation of the page's policy says of one address that a panel shows. */
export type Refusal =
  /** The address led to another origin, which nobody allowed. */
  | 'led-elsewhere'
  /** The page's policy is older than the configuration that allowed the address. */
  | 'old-policy'

/** Undefined where the violation is of something else. A redirected request is reported by the address it began with. */
export function refusalOf(
  {
    blockedURI,
    originalPolicy,
  }: Pick<SecurityPolicyViolationEvent, 'blockedURI' | 'originalPolicy'>,
  address: string,
): Refusal | undefined {
  const wanted = parsed(address)
  const blocked = parsed(blockedURI)
  if (!wanted || !blocked || withoutHash(wanted) !== withoutHash(blocked)) return undefined
  return originalPolicy.split(/[\s;]+/).includes(wanted.origin) ? 'led-elsewhere' : 'old-policy'
}

function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}

function withoutHash(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length)
}

/** What taking up a new policy needs of the page. */
export interface PolicyPorts {
  /** What an earlier reload was for, kept over it. */
  readonly tried: () => string | null
  readonly rememberTry: (what: string) => void
  readonly reload: () => void
}

/** A page gets its policy when it is loaded, and a wall has nobody to load it again: it does so itself, once for each. */
export function takeUpPolicy(address: string, revision: string, ports: PolicyPorts): void {
  const what = `${revision} ${address}`
  if (ports.tried() === what) return
  ports.rememberTry(what)
  ports.reload()
}

const TRIED = 'iocwall.tried-policy'

export const browserPolicyPorts: PolicyPorts = {
  tried: () => sessionStorage.getItem(TRIED),
  rememberTry: (what) => sessionStorage.setItem(TRIED, what),
  reload: () => location.reload(),
}
