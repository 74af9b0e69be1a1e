import { z } from 'zod'
import { rolesIn } from '../../../protocol/access.ts'
import { QUALITIES } from '../../../protocol/sample.ts'
import type {
  EnteredReading,
  EnteredReadings,
  GaugeFacts,
  ReadingAnswer,
} from '../../../protocol/readings.ts'
import { isoTime } from '../../core/dossiers/list.ts'
import type { SensorFault } from '../../core/hazards/sensor-health.ts'
import type { JournalRecord } from '../../services/journal-pages.ts'
import type { ReadingResult } from '../../services/manual-readings.ts'
import type { SiteVisit } from './admission.ts'
import type { HttpSite } from './http-parts.ts'
import { storeProblem } from './post-route.ts'
import { posterOf, type Poster } from './poster.ts'
import { HttpProblem } from './problem.ts'
import { readBody } from './read-body.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'

const READINGS = '/api/v1/sites/:site/readings'
const ENTERED = 'reading.entered'
const MOST_LISTED = 20
/** Pages of the journal that are looked through for them. */
const MOST_PAGES = 5

export const ReadingBody = z.strictObject({
  metric: z.string().min(1).max(64),
  sensor: z.string().min(1).max(64),
  value: z.number(),
  at: z.iso
    .datetime({ offset: true })
    .describe('When the gauge was read, by the clock of the site'),
})

/** Gauges that people read: what is known of one, what was entered, and entering a reading. */
export function addReadingRoutes(routes: RouteTable): void {
  routes.site('get', READINGS, 'readings.post', async (_req, res, { site }) => {
    const answer: EnteredReadings = {
      time: isoTime(site.clock.now()),
      entered: await reading(enteredOf(site)),
    }
    res.json(answer)
  })

  routes.site('get', `${READINGS}/:metric/:sensor`, 'readings.post', async (req, res, { site }) => {
    const gauge = { metric: String(req.params['metric']), sensor: String(req.params['sensor']) }
    const facts = await reading(site.readings.facts(gauge))
    if (facts === undefined) throw new HttpProblem('no-such-series', 'there is no such gauge')
    const { last, usual, faults, range } = facts
    const answer: GaugeFacts = {
      ...{ time: isoTime(site.clock.now()), ...gauge, range },
      ...(last && { last: { value: last.value, at: isoTime(last.at) } }),
      ...(usual && { usual }),
      faults: faults.map((fault) => ({ kind: fault.kind, since: isoTime(sinceOf(fault)) })),
    }
    res.json(answer)
  })

  routes.site('post', READINGS, 'readings.post', async (req, res, visit) => {
    const body = await readBody(req, res, ReadingBody)
    const taken = { ...body, at: Date.parse(body.at) }
    const { origin } = posterOf(visit)
    const result = await reading(visit.site.readings.enter(taken, origin, limitOf(visit)))
    if (!result.ok) throw refusal(result)
    const answer: ReadingAnswer = { quality: result.quality }
    await reading(note(visit, body, answer))
    res.json(answer)
  })
}

/** Officers read any gauge; reporters those of their agency. */
function limitOf(visit: SiteVisit): Poster['limit'] {
  const { principal } = visit.asker
  const roles = principal.kind === 'person' ? rolesIn(principal.grants, visit.site.site().id) : []
  return roles.includes('officer') ? undefined : posterOf(visit).limit
}

function sinceOf(fault: SensorFault): number {
  return fault.kind === 'out-of-range' ? fault.at : fault.since
}

function refusal(result: ReadingResult & { readonly ok: false }): HttpProblem {
  if (result.reason !== 'rejected') return storeProblem(result.reason)
  const { code, message } = result.rejection
  if (code === 'not-allowed') return new HttpProblem('not-allowed', message)
  return new HttpProblem('reading-refused', message, { extra: { reason: code } })
}

async function note(
  { asker, caller, site }: SiteVisit,
  { metric, sensor, value, at }: z.output<typeof ReadingBody>,
  { quality }: ReadingAnswer,
): Promise<void> {
  const { principal } = asker
  if (principal.kind !== 'person') throw new Error('readings are entered by people')
  const { id, name } = principal
  await site.note({
    action: ENTERED,
    actor: { kind: 'person', id, name },
    subject: `${metric}/${sensor}`,
    detail: { value, at, quality },
    address: caller.address,
  })
}

async function enteredOf({ journal }: HttpSite): Promise<EnteredReading[]> {
  const found: EnteredReading[] = []
  let cursor: number | undefined
  for (let page = 0; page < MOST_PAGES && found.length < MOST_LISTED; page++) {
    const limit = MOST_LISTED - found.length
    const { entries, next } = await journal.read({ actions: [ENTERED], limit, cursor })
    found.push(...entries.flatMap(readingOf))
    if (next === undefined) break
    cursor = next
  }
  return found
}

/** Nothing for an entry that says something else, e.g. of an earlier form. */
function readingOf({
  at: enteredAt,
  actor,
  subject = '',
  detail,
}: JournalRecord): EnteredReading[] {
  const [metric, sensor] = subject.split('/')
  const value = detail?.['value']
  const at = detail?.['at']
  const quality = QUALITIES.find((one) => one === detail?.['quality'])
  if (metric === undefined || sensor === undefined || quality === undefined) return []
  if (typeof value !== 'number' || typeof at !== 'string') return []
  const by = actor.name ?? actor.id ?? ''
  return [{ metric, sensor, value, at, quality, enteredAt: isoTime(enteredAt), by }]
}
