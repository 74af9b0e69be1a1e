import { createServer, type Server } from 'node:http'

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

/** An HTTP server on which nobody can hold a connection with a request that never ends. */
export function createLimitedServer(limits = LIMITS): Server {
  const server = createServer({ ...limits })
  server.maxHeadersCount = MOST_HEADERS
  return server
}
