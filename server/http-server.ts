import type { Server } from 'node:http'
import type { Logger } from 'pino'
import {
  changeCertificate,
  createLimitedServer,
  createLimitedTlsServer,
} from './adapters/http/server-limits.ts'
import { readPair } from './adapters/tls-files/read-pair.ts'
import { watchFiles } from './adapters/tls-files/watch-files.ts'
import type { ServerConfig } from './config.ts'
import { createCertificateKeeper, inForce } from './services/certificate-keeper.ts'
import { StoreRefused } from './services/store.ts'

export interface OpenedHttpServer {
  readonly httpServer: Server
  /** Takes renewed certificates as their files change; the answer ends it. */
  readonly keepCertificate: () => Promise<() => Promise<void>>
}

/** The server that everything listens on: https where a certificate is set. Throws `StoreRefused` where that is unusable. */
export async function openHttpServer(
  { tls }: Pick<ServerConfig, 'tls'>,
  now: () => number,
  log: Logger,
): Promise<OpenedHttpServer> {
  if (tls === undefined) {
    return { httpServer: createLimitedServer(), keepCertificate: async () => async () => {} }
  }
  const read = (): ReturnType<typeof readPair> => readPair(tls)
  const first = inForce(await read(), now())
  if (!first.ok) throw new StoreRefused(`TLS: ${first.message}`)
  const httpServer = createLimitedTlsServer(first.pair)
  const keeper = createCertificateKeeper({
    held: first.pair,
    read,
    use: (pair) => changeCertificate(httpServer, pair),
    now,
    log,
  })
  const look = (): Promise<void> =>
    keeper.look().catch((err: unknown) => log.error({ err }, 'the certificate was not looked at'))
  return {
    httpServer,
    async keepCertificate() {
      await look()
      return watchFiles([tls.certFile, tls.keyFile], look)
    },
  }
}
