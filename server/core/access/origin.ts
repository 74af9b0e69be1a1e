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

/** True for an address of this machine, IPv4-mapped ones included. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain)
}
