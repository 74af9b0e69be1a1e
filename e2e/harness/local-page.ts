import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import {
  makeAuthority,
  makeServerCertificate,
} from '../../server/adapters/tls-files/make-certificates.ts'

/** A server of pages that are not the wall's, on https as allowed origins are; chromium must take its certificate. */
export interface LocalPages {
  readonly port: number
  /** Paths that were asked for, with the host that was asked. */
  readonly asked: readonly string[]
  readonly stop: () => Promise<void>
}

/** For `launchChromium`: the certificate is nobody's. */
export const TAKE_ANY_CERTIFICATE = '--ignore-certificate-errors'

export async function startLocalPages(answer: RequestListener): Promise<LocalPages> {
  const asked: string[] = []
  const now = Date.now()
  const names = [{ type: 'ip', value: '127.0.0.1' }] as const
  const pair = await makeServerCertificate(await makeAuthority('nobody', now), names, now)
  const server = createServer({ ...pair }, (request, response) => {
    asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
