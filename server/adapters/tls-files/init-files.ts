import { createPrivateKey, X509Certificate } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeAuthority, makeServerCertificate, type KeyedCertificate } from './make-certificates.ts'
import { serverName, type ServerName } from './server-name.ts'

export interface InitOrder {
  readonly folder: string
  /** Names and addresses by which the server is asked for. */
  readonly names: readonly string[]
  /** What devices list a new authority by. */
  readonly authorityName: string
  /** Makes the server's certificate anew; the authority stays, for devices know it. */
  readonly isForced: boolean
  readonly now: number
}

export interface InitFiles {
  readonly authority: string
  readonly authorityKey: string
  readonly certificate: string
  readonly key: string
}

export type InitResult =
  | {
      readonly ok: true
      readonly files: InitFiles
      readonly names: readonly string[]
      readonly isAuthorityNew: boolean
      /** ms since 1970. */
      readonly expiresAt: number
      readonly authorityExpiresAt: number
    }
  | { readonly ok: false; readonly message: string }

/** Makes a server certificate in a folder, and the authority that signs it where there is none yet. */
export async function initTlsFiles(order: InitOrder): Promise<InitResult> {
  const { folder, isForced, now } = order
  const files = filesIn(folder)
  const names = namesOf(order.names)
  if (!names.ok) return names
  const isThere = (await exists(files.certificate)) || (await exists(files.key))
  if (isThere && !isForced) {
    return refused(`${files.certificate} is there already; --force makes a new one in its place`)
  }
  const held = await heldAuthority(files, now)
  if (!held.ok) return held
  const authority = held.authority ?? (await makeAuthority(order.authorityName, now))
  const server = await makeServerCertificate(authority, names.names, now)
  await mkdir(folder, { recursive: true })
  if (!held.authority) {
    await put(files.authorityKey, authority.key, SECRET)
    await put(files.authority, authority.cert, PUBLIC)
  }
  await put(files.key, server.key, SECRET)
  await put(files.certificate, server.cert, PUBLIC)
  return {
    ok: true,
    files,
    names: names.names.map(({ value }) => value),
    isAuthorityNew: held.authority === undefined,
    expiresAt: endOf(server.cert),
    authorityExpiresAt: endOf(authority.cert),
  }
}

const SECRET = 0o600
const PUBLIC = 0o644

/** Devices open an authority by its ending: .crt is the one that all of them know. */
function filesIn(folder: string): InitFiles {
  return {
    authority: path.join(folder, 'ioc-wall-ca.crt'),
    authorityKey: path.join(folder, 'ioc-wall-ca.key'),
    certificate: path.join(folder, 'server.crt'),
    key: path.join(folder, 'server.key'),
  }
}

function refused(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message }
}

type Names = { readonly ok: true; readonly names: readonly [ServerName, ...ServerName[]] }

function namesOf(texts: readonly string[]): Names | ReturnType<typeof refused> {
  const names = new Map<string, ServerName>()
  for (const text of texts) {
    const name = serverName(text)
    if (name === undefined) {
      return refused(`${text} is no name and no address of a server (without scheme and port)`)
    }
    names.set(name.value, name)
  }
  const [first, ...others] = names.values()
  return first ? { ok: true, names: [first, ...others] } : refused('the server needs a name')
}

type Held = { readonly ok: true; readonly authority: KeyedCertificate | undefined }

/** The authority of before, which must still be able to sign. */
async function heldAuthority(
  { authority, authorityKey }: InitFiles,
  now: number,
): Promise<Held | ReturnType<typeof refused>> {
  const [cert, key] = [await textOf(authority), await textOf(authorityKey)]
  if (cert === undefined && key === undefined) return { ok: true, authority: undefined }
  if (cert === undefined || key === undefined) {
    const [there, missing] =
      cert === undefined ? [authorityKey, authority] : [authority, authorityKey]
    return refused(`${there} is there without ${missing}: bring it back, or move the first away`)
  }
  const fault = faultOf(cert, key, now)
  if (fault === undefined) return { ok: true, authority: { cert, key } }
  return refused(`${authority} ${fault}: move it and ${authorityKey} away to begin anew`)
}

function faultOf(cert: string, key: string, now: number): string | undefined {
  try {
    const certificate = new X509Certificate(cert)
    if (!certificate.ca) return 'is no certificate authority'
    if (!certificate.checkPrivateKey(createPrivateKey(key)))
      return 'and its key do not belong together'
    return now >= Date.parse(certificate.validTo) ? 'has expired' : undefined
  } catch {
    return 'or its key is damaged'
  }
}

function endOf(cert: string): number {
  return Date.parse(new X509Certificate(cert).validTo)
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all, and a secret is nobody else's from its first byte on. */
async function put(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.new`
  await rm(temporary, { force: true })
  await writeFile(temporary, text, { mode })
  await rename(temporary, file)
}
