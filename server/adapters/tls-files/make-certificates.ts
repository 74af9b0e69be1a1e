// Before the certificate library, which does not load without it.
import 'reflect-metadata'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { createPrivateKey, webcrypto } from 'node:crypto'
import type { ServerName } from './server-name.ts'

/** A certificate with its private key, both in PEM. */
export interface KeyedCertificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000
/** Clocks of devices differ a little, and one that is behind must not refuse what was just made. */
const BACKDATE_MS = 3_600_000
const AUTHORITY_MS = 10 * 365 * DAY_MS
/** Apple's devices take no longer one, be it of an own authority. */
const SERVER_MS = 824 * DAY_MS
const SERIAL_BYTES = 16

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const

/** A certificate authority that may sign servers, but no further authority. `name` is what devices list it by. */
export async function makeAuthority(name: string, now: number): Promise<KeyedCertificate> {
  const keys = await newKeys()
  const cert = await X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [name] }],
      serialNumber: newSerial(),
      notBefore: new Date(now - BACKDATE_MS),
      notAfter: new Date(now + AUTHORITY_MS),
      keys,
      signingAlgorithm: SIGNING,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { cert: pemOf(cert), key: await keyText(keys.privateKey) }
}

/** A certificate for a server of these names, not good for longer than its authority. */
export async function makeServerCertificate(
  authority: KeyedCertificate,
  names: readonly [ServerName, ...ServerName[]],
  now: number,
): Promise<KeyedCertificate> {
  const issuer = new X509Certificate(authority.cert)
  const keys = await newKeys()
  const end = Math.min(now + SERVER_MS, issuer.notAfter.getTime())
  const cert = await X509CertificateGenerator.create(
    {
      subject: [{ CN: [names[0].value.slice(0, MOST_COMMON_NAME)] }],
      issuer: issuer.subject,
      serialNumber: newSerial(),
      notBefore: new Date(now - BACKDATE_MS),
      notAfter: new Date(end),
      publicKey: keys.publicKey,
      signingKey: await signingKey(authority.key),
      signingAlgorithm: SIGNING,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(names.map(({ type, value }) => ({ type, value }))),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { cert: pemOf(cert), key: await keyText(keys.privateKey) }
}

const MOST_COMMON_NAME = 64

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
}

/** Random, so that no two certificates of an authority share one; its first bit makes it positive. */
function newSerial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(SERIAL_BYTES))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}

async function keyText(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
  const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return pem.export({ format: 'pem', type: 'pkcs8' }).toString()
}

function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' })
  return webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), EC, false, ['sign'])
}

function pemOf(cert: X509Certificate): string {
  return `${cert.toString('pem')}\n`
}
