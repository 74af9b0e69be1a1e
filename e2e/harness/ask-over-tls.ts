import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'

export interface TlsQuestion {
  /** Who must have signed the server's certificate, in PEM. */
  readonly authority: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface TlsAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Of the certificate that was shown. */
  readonly serial: string
}

/** One request on a connection of its own, as a program would make it that trusts this authority alone. */
export function askOverTls(url: string, question: TlsQuestion): Promise<TlsAnswer> {
  const { authority, method = 'GET', headers = {}, body } = question
  return new Promise((resolve, reject) => {
    const options = { method, headers, ca: authority, agent: false } as const
    const asking = request(url, options, (response) => {
      const socket = response.socket as TLSSocket
      const { serialNumber: serial } = socket.getPeerCertificate()
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (more: string) => (text += more))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, serial }),
      )
    })
    asking.on('error', reject)
    asking.end(body)
  })
}
