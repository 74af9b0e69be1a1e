import express, { type Request, type Response } from 'express'
import type { Action } from '../../../protocol/access.ts'
import { contentTypeOf } from './content-type.ts'
import type { HttpSite } from './http-parts.ts'
import type { IdempotencyCache, KeptAnswer } from './idempotency.ts'
import { posterOf, type Poster } from './poster.ts'
import { HttpProblem, problemBody } from './problem.ts'
import type { RouteTable } from './route-table.ts'

const MAX_BODY_BYTES = 2 * 1024 * 1024
const PROBLEM_TYPE = 'application/problem+json'
export const JSON_TYPE = 'application/json'
const NDJSON_TYPE = 'application/x-ndjson'

type Format = typeof JSON_TYPE | typeof NDJSON_TYPE

/** What somebody posts to a site, read but not looked into. */
export interface Post {
  readonly req: Request
  readonly site: HttpSite
  readonly poster: Poster
  readonly format: Format
  readonly body: Buffer
}

/** Adds a route that takes JSON and NDJSON: the same idempotency key with the same body gets the same answer. */
export type AddPostRoute = (
  path: string,
  action: Action,
  answerTo: (post: Post) => Promise<KeptAnswer>,
) => void

export function createPostRoutes(routes: RouteTable, idempotency: IdempotencyCache): AddPostRoute {
  return (path, action, answerTo) => {
    routes.site('post', path, action, async (req, res, visit) => {
      const { site } = visit
      const poster = posterOf(visit)
      const format = formatOf(req)
      const name = idempotencyKeyOf(req)
      const body = await readBody(req, res)
      const work = (): Promise<KeptAnswer> => answerTo({ req, site, poster, format, body })
      const scope = [action, site.site().id, poster.id, format, name].join(' ')
      const answer = name === undefined ? await work() : await idempotency.once(scope, body, work)
      if (answer === undefined) {
        throw new HttpProblem(
          'idempotency-key-reused',
          'the same key came with another body before',
        )
      }
      res.status(answer.status).type(answer.contentType).send(answer.text)
    })
  }
}

function formatOf(req: Request): Format {
  const { type, isUtf8: isUtf8Text } = contentTypeOf(req)
  const format = ([JSON_TYPE, NDJSON_TYPE] as const).find((one) => one === type)
  if (format === undefined || !isUtf8Text) {
    throw new HttpProblem('wrong-content-type', `send ${JSON_TYPE} or ${NDJSON_TYPE}, in UTF-8`)
  }
  return format
}

/** Undefined = there is none. */
export function idempotencyKeyOf(req: Request): string | undefined {
  const name = req.get('Idempotency-Key')
  if (name === undefined) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(name)) {
    throw new HttpProblem('malformed-request', 'an Idempotency-Key has 1 to 255 visible characters')
  }
  return name
}

const readRaw = express.raw({ type: () => true, limit: MAX_BODY_BYTES })

async function readBody(req: Request, res: Response): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    readRaw(req, res, (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error as Error)
    })
  })
  const body: unknown = req.body
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** Why a body cannot be looked into at all. */
export interface UnreadableBody {
  readonly reason: 'not-utf8' | 'not-json' | 'wrong-shape' | 'too-many'
  readonly message: string
}

export function unreadable({ reason, message }: UnreadableBody): HttpProblem {
  switch (reason) {
    case 'not-utf8':
      return new HttpProblem('malformed-request', 'the body is not UTF-8')
    case 'not-json':
      return new HttpProblem('malformed-request', 'the body is not valid JSON')
    case 'wrong-shape':
      return new HttpProblem('wrong-shape', message)
    case 'too-many':
      return new HttpProblem('body-too-large', message)
  }
}

type StoreReason = 'store-unavailable' | 'store-full' | 'store-read-only' | 'epoch-changed'

export function storeProblem(reason: StoreReason): HttpProblem {
  const headers = { 'Retry-After': '1' }
  switch (reason) {
    case 'store-full':
      return new HttpProblem('store-full', 'nothing was taken; send it again when there is room')
    case 'store-read-only':
      return new HttpProblem('store-unavailable', 'the store is read-only; nothing was taken', {
        headers,
      })
    case 'store-unavailable':
      return new HttpProblem(
        'store-unavailable',
        'the store did not answer; send all of it again, what was taken replaces itself',
        { headers },
      )
    case 'epoch-changed':
      return new HttpProblem('store-unavailable', 'the store starts anew; send all of it again', {
        headers,
      })
  }
}

interface Refused {
  /** Position in the request, from 0. */
  readonly index: number
  readonly code: string
  readonly message: string
}

/** What of a request was found wrong, by its position there: as it was read, and in what of it could be read. */
export interface Findings {
  readonly atReading: readonly Refused[]
  /** Their indexes are positions among what could be read. */
  readonly later: readonly Refused[]
  /** Positions in the request of what could be read; undefined = in order without gaps. */
  readonly positions: readonly number[] | undefined
}

/** All of it in the order of the request; with NDJSON, messages name the line. */
export function inPlace(
  { atReading, later, positions }: Findings,
  format: Format,
): readonly Refused[] {
  const placed = later.map(({ index, code, message }) => {
    const position = positions?.[index] ?? index
    const where = format === NDJSON_TYPE ? `line ${position + 1}: ` : ''
    return { index: position, code, message: where + message }
  })
  return [...atReading, ...placed].toSorted((a, b) => a.index - b.index)
}

interface Intake {
  readonly accepted: number
  readonly rejected: readonly Refused[]
}

/** 202 when anything was taken, or there was nothing to take; else a problem that says what was wrong. */
export function intakeAnswer<Taken extends Intake>(
  req: Request,
  taken: Taken,
  what: string,
): KeptAnswer {
  if (taken.accepted > 0 || taken.rejected.length === 0) {
    return { status: 202, contentType: JSON_TYPE, text: JSON.stringify(taken) }
  }
  const detail = `every ${what} was refused, see rejected`
  const none = new HttpProblem('nothing-accepted', detail, { extra: taken })
  const problem = problemBody(req, none)
  return { status: problem.status, contentType: PROBLEM_TYPE, text: JSON.stringify(problem.body) }
}
