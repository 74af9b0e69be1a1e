/**
 * True for the host of a URL in lower case that is this machine or an address of a private network (RFC
 * 1918, RFC 4193, link-local). Other names are not looked up: what they mean can change.
 */
export function isOwnNetwork(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  if (hostname.startsWith('[')) {
    return /^\[(::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/.test(hostname)
  }
  const parts = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(hostname)
  if (!parts) return false
  const [first, second] = [Number(parts[1]), Number(parts[2])]
  return (
    first === 127 ||
    first === 10 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254)
  )
}
