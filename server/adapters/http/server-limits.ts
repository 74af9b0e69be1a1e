import type { RequestHandler } from 'express'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import { HttpProblem } from './problem.ts'

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

/**
 * An HTTP server on which nobody can hold a connection with a request that never ends, and that reads
 * every header: left to itself, Node reads so many and drops the rest, and with it what a proxy has put
 * behind the asker's own (who asks, and from where). Their bytes are bounded anyway.
 */
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
  server.maxHeadersCount = 0
  return server
}

/** More headers than anybody sends are there to hide something between them. */
export const refuseManyHeaders: RequestHandler = (req, _res, next) => {
  if (req.rawHeaders.length > 2 * MOST_HEADERS) {
    throw new HttpProblem('too-many-headers', `at most ${MOST_HEADERS} headers are read`)
  }
  next()
}
