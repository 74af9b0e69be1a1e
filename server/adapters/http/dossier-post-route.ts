import { isUtf8 } from 'node:buffer'
import {
  parsePostedJson,
  parsePostedNdjson,
  type PostedDossiers,
} from '../../core/dossiers/parse-posted.ts'
import { quoted } from '../../core/ingest/incoming-sample.ts'
import { dossierProblem } from './dossier-problem.ts'
import type { HttpSite } from './http-parts.ts'
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
import type { Poster } from './poster.ts'
import { HttpProblem } from './problem.ts'

/** `POST /api/v1/sites/{site}/dossiers`. */
export function addDossierPostRoutes(post: AddPostRoute): void {
  post('/api/v1/sites/:site/dossiers', 'dossiers.post', answerTo)
}

async function answerTo({ req, site, poster, format, body }: Post): Promise<KeptAnswer> {
  if (!site.site().dossiers) throw dossierProblem('no-dossiers')
  refuseOthers(site, poster)
  if (!isUtf8(body)) throw unreadable({ reason: 'not-utf8', message: '' })
  const text = body.toString('utf8')
  const posted = format === JSON_TYPE ? parsePostedJson(text) : parsePostedNdjson(text)
  if (!posted.ok) throw unreadable(posted)
  const { events, positions, rejected: atReading, reportedUntil } = posted
  const order = { events, origin: poster.origin, units: unitsOf(site, poster, posted) }
  const take = await site.dossiers.take({ ...order, reportedUntil, limit: poster.limit?.units })
  if (!take.ok) {
    throw take.reason === 'no-dossiers' ? dossierProblem(take.reason) : storeProblem(take.reason)
  }
  const { accepted, known, rejected: later } = take
  const rejected = inPlace({ atReading, later, positions }, format)
  return intakeAnswer(req, { accepted, known, rejected }, 'event')
}

/** Who is limited to figures posts dossiers only where one of those counts them. */
export function refuseOthers(site: HttpSite, { kind, limit }: Poster): void {
  const own = limit?.metrics
  if (own === undefined) return
  const counting = site.site().metrics.filter(({ counts }) => counts !== undefined)
  if (counting.some(({ id }) => own.has(id))) return
  if (kind === 'key') {
    throw new HttpProblem('scope-missing', 'the key is limited to figures that count no dossiers')
  }
  throw new HttpProblem('not-allowed', 'your agency answers for no figure that counts dossiers')
}

/** The units that are reported as a whole: those named, else those that the poster is limited to. */
function unitsOf(
  site: HttpSite,
  { limit }: Poster,
  { units }: PostedDossiers & { readonly ok: true },
): readonly string[] | undefined {
  if (units === undefined) return limit?.units && [...limit.units]
  const known = new Set(site.site().units.map(({ code }) => code))
  for (const [index, code] of units.entries()) {
    const field = `units.${index}`
    if (!known.has(code)) {
      const detail = `${field}: the site has no unit ${quoted(code)}`
      throw new HttpProblem('wrong-shape', detail, { extra: { field } })
    }
    if (limit?.units?.has(code) === false) {
      throw new HttpProblem('scope-missing', `${field}: the key is limited to other units`)
    }
  }
  return units
}
