import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { SecureContextOptions } from 'node:tls'

/** In ms: what a connection may take before its request is whole, and between requests. */
interface ServerLimits {
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  /** How often the two first are looked at: Node’s own 30 s would make them three times as long. */
  readonly connectionsCheckingInterval: number
}

const LIMITS: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
}
const MOST_HEADERS = 64
const HANDSHAKE_MS = 5_000

/** A certificate and its key in PEM. */
interface Pair {
  readonly cert: string
  readonly key: string
}

/** An HTTP server on which nobody can hold a connection with a request that never ends. */
export function createLimitedServer(limits = LIMITS): Server {
  return bounded(createServer({ ...limits }))
}

/** The same over TLS; what speaks plain HTTP to it is cut off without an answer. */
export function createLimitedTlsServer(pair: Pair, limits = LIMITS): TlsServer {
  const options = { ...limits, ...contextOf(pair), handshakeTimeout: HANDSHAKE_MS }
  return bounded(createTlsServer(options))
}

/** From now on new connections see this certificate; those that are open keep theirs. */
export function changeCertificate(server: TlsServer, pair: Pair): void {
  server.setSecureContext(contextOf(pair))
}

function contextOf({ cert, key }: Pair): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2' }
}

function bounded<S extends Server | TlsServer>(server: S): S {
  server.maxHeadersCount = MOST_HEADERS
  return server
}
