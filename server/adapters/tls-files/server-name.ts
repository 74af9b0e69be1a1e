import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/** A name or address that a server is asked for by. */
export interface ServerName {
  readonly type: 'dns' | 'ip'
  readonly value: string
}

const DNS_NAME =
  /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/

/** As certificates write it (international names in ASCII); undefined for what is neither. */
export function serverName(text: string): ServerName | undefined {
  const bare = text.trim().replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) !== 0) return { type: 'ip', value: bare }
  const isWildcard = bare.startsWith('*.')
  const ascii = domainToASCII(isWildcard ? bare.slice(2) : bare)
  const value = isWildcard ? `*.${ascii}` : ascii
  return value.length <= 253 && DNS_NAME.test(value) ? { type: 'dns', value } : undefined
}
