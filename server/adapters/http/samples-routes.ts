import { isUtf8 } from 'node:buffer'
import { parseJsonBody, parseNdjsonBody, type ParsedBody } from '../../core/ingest/parse-body.ts'
import { WordTable } from '../../core/ingest/word-table.ts'
import type { KeptAnswer } from './idempotency.ts'
import {
  inPlace,
  intakeAnswer,
  JSON_TYPE,
  storeProblem,
  unreadable,
  type AddPostRoute,
  type Post,
} from './post-route.ts'

/** `POST /api/v1/sites/{site}/samples`. */
export function addSamplesRoutes(post: AddPostRoute): void {
  const words = new WordTable()
  post('/api/v1/sites/:site/samples', 'samples.post', (posted) =>
    answerTo(posted, parse(posted, words)),
  )
}

async function answerTo(
  { req, site, poster, format }: Post,
  parsed: ParsedBody,
): Promise<KeptAnswer> {
  if (!parsed.ok) throw unreadable(parsed)
  const result = await site.ingest.take(parsed.samples, poster.origin, poster.limit)
  if (!result.ok) throw storeProblem(result.reason)
  const { rejected: atReading, positions } = parsed
  const rejected = inPlace({ atReading, later: result.rejected, positions }, format)
  return intakeAnswer(req, { accepted: result.accepted, rejected }, 'sample')
}

function parse({ format, body: bytes }: Post, words: WordTable): ParsedBody {
  const body = {
    bytes,
    ascii: (start: number, end: number) => bytes.toString('latin1', start, end),
    text: () => (isUtf8(bytes) ? bytes.toString('utf8') : undefined),
  }
  return format === JSON_TYPE ? parseJsonBody(body, words) : parseNdjsonBody(body, words)
}
