import type { Invitation, Person } from '../../protocol/people.ts'
import type { Grant } from '../../protocol/access.ts'
import { ask, type Answer } from './ask.ts'
import { until } from './until.ts'
import type { WallServer } from './wall-server.ts'

/** Where a request comes from: this machine, or elsewhere through a proxy. */
export type From = 'here' | { readonly address: string }

export interface SignedIn {
  readonly id: string
  readonly password: string
  readonly secret: string
  /** What the browser is known by. */
  readonly device: string
  /** To be sent with every request. */
  readonly headers: Readonly<Record<string, string>>
}

export const PASSWORD = 'sông thu bồn lúc nửa đêm'
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** Headers that say so. From elsewhere means plain http, on which browsers keep no `__Host-` cookies. */
export function comingFrom(from: From): Readonly<Record<string, string>> {
  return from === 'here' ? {} : { 'X-Forwarded-For': from.address }
}

export function cookieOf(from: From, secret: string, device?: string): string {
  const prefix = from === 'here' ? '__Host-' : ''
  const known = device === undefined ? '' : `; ${prefix}iocwall-device=${device}`
  return `${prefix}iocwall=${secret}${known}`
}

/** Posts JSON below /api/v1. */
export function post(
  { origin }: WallServer,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const text = JSON.stringify(body)
  const question = { method: 'POST', path: `/api/v1${path}`, body: text }
  return ask(origin, { ...question, headers: { ...JSON_TYPE, ...headers } })
}

/** Makes the first administrator through the link that the server printed. */
export async function setUp(server: WallServer, from: From, name = 'Quản trị'): Promise<SignedIn> {
  return accept(server, from, await setupToken(server), { user: 'root', name })
}

export async function setupToken(server: WallServer): Promise<string> {
  const find = (): string | undefined => /\/setup#([\w-]{43})/.exec(server.log())?.[1]
  await until('a link is printed', 10_000, () => find() !== undefined)
  return find() ?? ''
}

/** Makes an account, whose password is not set yet. */
export async function invite(
  server: WallServer,
  by: SignedIn,
  order: { readonly id: string; readonly name: string; readonly grants: readonly Grant[] },
): Promise<{ readonly person: Person; readonly invitation: Invitation }> {
  const answer = await post(server, '/people', order, by.headers)
  if (answer.status !== 201) throw new Error(`not made: ${answer.status} ${answer.text}`)
  return JSON.parse(answer.text) as { person: Person; invitation: Invitation }
}

/** Sets a password through a link, which signs in. */
export async function accept(
  server: WallServer,
  from: From,
  token: string,
  more: { readonly user: string; readonly name?: string },
): Promise<SignedIn> {
  const body = more.name === undefined ? {} : more
  const answer = await post(
    server,
    '/invitations/accept',
    { token, password: PASSWORD, ...body },
    comingFrom(from),
  )
  return signedIn(answer, from, more.user, PASSWORD)
}

export async function signIn(
  server: WallServer,
  from: From,
  user: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<SignedIn> {
  const all = { ...comingFrom(from), ...headers }
  const answer = await post(server, '/session', { user, password: PASSWORD }, all)
  return signedIn(answer, from, user, PASSWORD)
}

function signedIn(answer: Answer, from: From, id: string, password: string): SignedIn {
  if (answer.status !== 200) throw new Error(`not let in: ${answer.status} ${answer.text}`)
  const secret = cookieIn(answer, 'iocwall')
  const device = cookieIn(answer, 'iocwall-device')
  if (secret === undefined || device === undefined) throw new Error('no cookie was set')
  const headers = { ...comingFrom(from), Cookie: cookieOf(from, secret, device) }
  return { id, password, secret, device, headers }
}

function cookieIn({ headers }: Answer, name: string): string | undefined {
  const found = headers['set-cookie']?.flatMap(
    (line) => new RegExp(`^(?:__Host-)?${name}=([\\w-]+);`).exec(line)?.[1] ?? [],
  )
  return found?.[0]
}
