import type { Server } from 'node:http'

/** Bounds on what a connection may cost before a request is whole. */
export function limitServer(server: Server): void {
  server.headersTimeout = 10_000
  server.requestTimeout = 15_000
  server.keepAliveTimeout = 20_000
  server.maxHeadersCount = 64
}
