/**
 * Whether a page of this origin may open the wall's socket: only exact entries of the list. A request
 * without an Origin header is no browser page (browsers always send one with a WebSocket) and is let through.
 */
export function isOriginAllowed(origin: string | undefined, allowed: ReadonlySet<string>): boolean {
  return origin === undefined || allowed.has(origin)
}

/** Origins under which a server on this address is reached: the public ones and, for a loopback host, the loopback names. */
export function allowedOrigins(options: {
  readonly publicOrigins: readonly string[]
  readonly host: string
  readonly port: number
  readonly isTls: boolean
}): ReadonlySet<string> {
  const scheme = options.isTls ? 'https' : 'http'
  const loopback = ['localhost', '127.0.0.1', '[::1]']
  const hosts = LOOPBACK_HOSTS.has(options.host) ? loopback : [...loopback, options.host]
  const own = hosts.map((host) => `${scheme}://${host}:${options.port}`)
  return new Set([...options.publicOrigins, ...own])
}

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '::1'])

/** True for the host of an address that no other machine can answer. */
export function isLoopbackName(host: string): boolean {
  return LOOPBACK_HOSTS.has(host.replace(/^\[(.*)\]$/, '$1'))
}

/** Names that no name server answers for, with or without a port. */
const LOCAL_HOST = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d+)?$/i
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/** True where the request names this machine: browsers treat such a page as secure even without TLS. */
export function isLocalHost(headers: Headers): boolean {
  return LOCAL_HOST.test(String(headers['host'] ?? ''))
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * True when a request was made on this machine, and for this machine by name: a page elsewhere can
 * have its own name point here, and its visitor's browser then asks for it. A proxy on this machine
 * makes everybody's requests, so a forwarded one counts only by the address that a trusted proxy gives.
 * `client` is that address, `headers` have lower-case names.
 */
export function isLocalRequest(
  client: string | undefined,
  headers: Headers,
  trustedProxies: number,
): boolean {
  if (!isLoopback(client) || !isLocalHost(headers)) return false
  return trustedProxies > 0 || !FORWARDING_HEADERS.some((name) => name in headers)
}

/** The address of who asks: behind so many trusted proxies the one that the outermost of them was asked from. */
export function clientAddress(
  peer: string | undefined,
  headers: Headers,
  trustedProxies: number,
): string | undefined {
  if (trustedProxies === 0) return peer
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  const chain = forwarded.map((one) => one.trim()).filter((one) => one !== '')
  return chain[Math.max(0, chain.length - trustedProxies)] ?? peer
}

/** True for an address of this machine, IPv4-mapped ones included. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain)
}
