import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { PairOutcome } from '../../services/certificate-keeper.ts'

export interface PairFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** Reads a certificate and its key; what is wrong is said with the variable and the file that it is in. */
export async function readPair({ certFile, keyFile }: PairFiles): Promise<PairOutcome> {
  const inCert = `TLS_CERT (${certFile})`
  const inKey = `TLS_KEY (${keyFile})`
  try {
    const [cert, key] = await Promise.all([readText(certFile, inCert), readText(keyFile, inKey)])
    const certificate = certificateOf(cert, inCert)
    if (!certificate.checkPrivateKey(keyOf(key, inKey))) {
      throw new UnusablePair(
        `${inKey}: the key does not belong to the first certificate in ${certFile}`,
      )
    }
    requireUsable(cert, key, inCert)
    const validFrom = Date.parse(certificate.validFrom)
    return { ok: true, pair: { cert, key, validFrom, validTo: Date.parse(certificate.validTo) } }
  } catch (error) {
    if (error instanceof UnusablePair) return { ok: false, message: error.message }
    throw error
  }
}

class UnusablePair extends Error {
  override readonly name = 'UnusablePair'
}

async function readText(file: string, place: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UnusablePair(`${place}: cannot be read: ${wordsOf(error)}`)
  }
}

function certificateOf(text: string, place: string): X509Certificate {
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UnusablePair(`${place}: is not a certificate in PEM (-----BEGIN CERTIFICATE-----)`)
  }
  try {
    return new X509Certificate(text)
  } catch (error) {
    throw new UnusablePair(`${place}: the certificate is damaged: ${wordsOf(error)}`)
  }
}

function keyOf(text: string, place: string): KeyObject {
  if (!/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/.test(text)) {
    throw new UnusablePair(`${place}: is not a private key in PEM (-----BEGIN PRIVATE KEY-----)`)
  }
  if (/-----BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED/.test(text)) {
    throw new UnusablePair(`${place}: the key is protected by a passphrase; give it without one`)
  }
  try {
    return createPrivateKey(text)
  } catch (error) {
    throw new UnusablePair(`${place}: the key is damaged: ${wordsOf(error)}`)
  }
}

/** OpenSSL has rules of its own, such as how short a key may be. */
function requireUsable(cert: string, key: string, place: string): void {
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw new UnusablePair(`${place}: cannot be used: ${wordsOf(error)}`)
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
