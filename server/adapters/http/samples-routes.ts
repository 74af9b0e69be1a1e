import { isUtf8 } from 'node:buffer'
import express, { type Request, type Response } from 'express'
import type { Origin } from '../../../protocol/sample.ts'
import { postLimitOf, type PostLimit } from '../../core/access/post-limit.ts'
import type { Rejection } from '../../core/ingest/incoming-sample.ts'
import { parseJsonBody, parseNdjsonBody, type ParsedBody } from '../../core/ingest/parse-body.ts'
import { WordTable } from '../../core/ingest/word-table.ts'
import type { IngestResult } from '../../services/ingest-port.ts'
import type { SiteVisit } from './admission.ts'
import { contentTypeOf } from './content-type.ts'
import type { HttpParts, HttpSite } from './http-parts.ts'
import { createIdempotencyCache, type KeptAnswer } from './idempotency.ts'
import { HttpProblem, problemBody } from './problem.ts'
import type { RouteTable } from './route-table.ts'

const MAX_BODY_BYTES = 2 * 1024 * 1024
const JSON_TYPE = 'application/json'
const NDJSON_TYPE = 'application/x-ndjson'
const PROBLEM_TYPE = 'application/problem+json'

type Format = typeof JSON_TYPE | typeof NDJSON_TYPE

/** `POST /api/v1/sites/{site}/samples`. */
export function addSamplesRoutes(routes: RouteTable, parts: HttpParts): void {
  const idempotency = createIdempotencyCache(parts.monotonicNow)
  const words = new WordTable()

  routes.site('post', '/api/v1/sites/:site/samples', 'samples.post', async (req, res, visit) => {
    const poster = posterOf(visit)
    const format = formatOf(req)
    const name = idempotencyKeyOf(req)
    const body = await readBody(req, res)
    const work = (): Promise<KeptAnswer> =>
      answerTo(req, visit.site, poster, format, parse(format, body, words))
    const scope = [visit.site.site().id, poster.id, format, name].join(' ')
    const answer = name === undefined ? await work() : await idempotency.once(scope, body, work)
    if (answer === undefined) {
      throw new HttpProblem('idempotency-key-reused', 'the same key came with another body before')
    }
    res.status(answer.status).type(answer.contentType).send(answer.text)
  })
}

/** Who posts: its id keeps idempotency keys of different posters apart. */
interface Poster {
  readonly id: string
  readonly origin: Origin
  readonly limit: PostLimit | undefined
}

function posterOf({ asker, site }: SiteVisit): Poster {
  const { principal } = asker
  const { id, metrics } = site.site()
  switch (principal.kind) {
    case 'key': {
      const limit = principal.limits && postLimitOf(principal, id, metrics)
      return { id: `key ${principal.id}`, origin: principal.isDemo ? 'simulated' : 'real', limit }
    }
    case 'person': {
      const limit = postLimitOf(principal, id, metrics)
      const origin = principal.isDemo ? 'simulated' : 'manual'
      return { id: `person ${principal.id}`, origin, limit }
    }
    case 'nobody':
      throw new Error('nobody was let in to post samples')
  }
}

function formatOf(req: Request): Format {
  const { type, isUtf8: isUtf8Text } = contentTypeOf(req)
  const format = [JSON_TYPE, NDJSON_TYPE].find((one) => one === type)
  if (format === undefined || !isUtf8Text) {
    throw new HttpProblem('wrong-content-type', `send ${JSON_TYPE} or ${NDJSON_TYPE}, in UTF-8`)
  }
  return format as Format
}

function idempotencyKeyOf(req: Request): string | undefined {
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

async function answerTo(
  req: Request,
  site: HttpSite,
  poster: Poster,
  format: Format,
  parsed: ParsedBody,
): Promise<KeptAnswer> {
  if (!parsed.ok) throw unreadable(parsed)
  const result = await site.ingest.take(parsed.samples, poster.origin, poster.limit)
  if (!result.ok) throw storeProblem(result)
  const rejected = allRejected(parsed, result.rejected, format)
  if (result.accepted > 0 || rejected.length === 0) {
    const text = JSON.stringify({ accepted: result.accepted, rejected })
    return { status: 202, contentType: JSON_TYPE, text }
  }
  const none = new HttpProblem('nothing-accepted', 'every sample was refused, see rejected', {
    extra: { accepted: 0, rejected },
  })
  const problem = problemBody(req, none)
  return { status: problem.status, contentType: PROBLEM_TYPE, text: JSON.stringify(problem.body) }
}

function parse(format: Format, bytes: Buffer, words: WordTable): ParsedBody {
  const body = {
    bytes,
    ascii: (start: number, end: number) => bytes.toString('latin1', start, end),
    text: () => (isUtf8(bytes) ? bytes.toString('utf8') : undefined),
  }
  return format === JSON_TYPE ? parseJsonBody(body, words) : parseNdjsonBody(body, words)
}

function unreadable(body: ParsedBody & { readonly ok: false }): HttpProblem {
  switch (body.reason) {
    case 'not-utf8':
      return new HttpProblem('malformed-request', 'the body is not UTF-8')
    case 'not-json':
      return new HttpProblem('malformed-request', 'the body is not valid JSON')
    case 'wrong-shape':
      return new HttpProblem('wrong-shape', body.message)
    case 'too-many':
      return new HttpProblem('body-too-large', body.message)
  }
}

function storeProblem(result: IngestResult & { readonly ok: false }): HttpProblem {
  const headers = { 'Retry-After': '1' }
  switch (result.reason) {
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

/** Positions in the request, whatever was left out before the samples were looked at together. */
function allRejected(
  parsed: ParsedBody & { readonly ok: true },
  later: readonly Rejection[],
  format: Format,
): readonly Rejection[] {
  const placed = later.map(({ index, code, message }) => {
    const position = parsed.positions?.[index] ?? index
    const where = format === NDJSON_TYPE ? `line ${position + 1}: ` : ''
    return { index: position, code, message: where + message }
  })
  return [...parsed.rejected, ...placed].toSorted((a, b) => a.index - b.index)
}
