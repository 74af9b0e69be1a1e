import type * as z from 'zod/mini'
import { FILE_REFUSALS, type FileRefusal } from '../../../protocol/registers.ts'
import { PASSWORD_REFUSALS, type PasswordRefusal } from '../../../protocol/people.ts'

/** What the server may answer in place of what was asked for; the pages have words for each. */
const PROBLEMS = [
  'sign-in-refused',
  'sign-in-required',
  'key-required',
  'confirmation-required',
  'not-allowed',
  'cross-site',
  'not-manageable',
  'last-administrator',
  'name-taken',
  'no-password-here',
  'password-refused',
  'no-such-invitation',
  'no-such-site',
  'no-dossiers',
  'no-such-dossier',
  'no-such-alarm',
  'outcome-unknown',
  'not-found',
  'wrong-shape',
  'bad-parameter',
  'body-too-large',
  'older-bulletin',
  'reading-refused',
  'import-running',
  'register-refused',
  'too-many-attempts',
  'too-many-requests',
  'loading',
  'store-unavailable',
  'store-full',
  'busy',
] as const

/** Beside the server's own: nobody answers, what is answered is not understood, or has no words here. */
export type ProblemName = (typeof PROBLEMS)[number] | 'unreachable' | 'malformed' | 'other'

export interface Problem {
  readonly name: ProblemName
  /** Of HTTP; absent where nobody answered. */
  readonly status?: number
  /** Where the server said how long to wait. */
  readonly retryAfterMs?: number
  /** Why a password was refused. */
  readonly refusal?: PasswordRefusal
  /** Why a file was not read as a register. */
  readonly why?: FileRefusal
}

export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem }

export type Request = (address: string, init: RequestInit) => Promise<Response>

export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`. */
  readonly path: string
  readonly body?: object
  /** In place of a body. */
  readonly file?: Blob
  /** Under which the same request has one effect, however often it comes. */
  readonly idempotencyKey?: string
  readonly withinMs?: number
}

const WITHIN_MS = 20_000
const MOST_WAIT_S = 86_400

/** Asks the server in the name of whoever is signed in. Never throws. */
export async function ask<Value>(
  request: Request,
  { method, path, body, file, idempotencyKey, withinMs = WITHIN_MS }: Question,
  schema: z.ZodMiniType<Value>,
): Promise<Answer<Value>> {
  let response: Response
  let data: unknown
  try {
    response = await request(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(withinMs),
      headers: {
        Accept: 'application/json',
        ...(body && { 'Content-Type': 'application/json' }),
        ...(file && { 'Content-Type': 'application/octet-stream' }),
        ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(file && { body: file }),
    })
    data = response.status === 204 ? undefined : await readJson(response)
  } catch {
    return { ok: false, problem: { name: 'unreachable' } }
  }
  if (!response.ok) return { ok: false, problem: problemOf(response, data) }
  const read = schema.safeParse(data)
  return read.success
    ? { ok: true, value: read.data }
    : { ok: false, problem: { name: 'malformed', status: response.status } }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemOf({ status, headers }: Response, data: unknown): Problem {
  const { type, reason }: { readonly type?: unknown; readonly reason?: unknown } = Object(data)
  const said = typeof type === 'string' ? type.replace(/^urn:ioc-wall:problem:/, '') : ''
  const known = PROBLEMS.find((name) => name === said)
  // A proxy in between answers in its own words.
  const name = known ?? (status >= 502 && status <= 504 ? 'unreachable' : 'other')
  const refusal = PASSWORD_REFUSALS.find((one) => one === reason)
  const why = FILE_REFUSALS.find((one) => one === reason)
  const seconds = Number(headers.get('Retry-After') ?? Number.NaN)
  return {
    ...{ name, status },
    ...(Number.isFinite(seconds) && {
      retryAfterMs: Math.min(Math.max(0, seconds), MOST_WAIT_S) * 1_000,
    }),
    ...(refusal !== undefined && { refusal }),
    ...(why !== undefined && { why }),
  }
}
