import { z } from 'zod'
import {
  MOST_RISK_LEVEL,
  NATURAL_HAZARDS,
  NO_RISK_LEVEL,
  type AnnouncedAnswer,
  type AnnouncedLevel,
} from '../../../protocol/announced.ts'
import { LINE_OF_TEXT } from '../../../protocol/people.ts'
import { isoTime } from '../../core/dossiers/list.ts'
import type { SiteVisit } from './admission.ts'
import type { HttpSite } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import { readBody } from './read-body.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'

const ANNOUNCED = '/api/v1/sites/:site/announced'

export const AnnounceBody = z.strictObject({
  hazard: z.enum(NATURAL_HAZARDS),
  level: z
    .int()
    .min(NO_RISK_LEVEL)
    .max(MOST_RISK_LEVEL)
    .describe('Of disaster risk; 0 = the announcement no longer holds'),
  bulletinAt: z.iso.datetime({ offset: true }).describe('When the bulletin was issued'),
  source: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(LINE_OF_TEXT, 'one line of text')
    .optional()
    .describe('Who announced it'),
})

/** Levels of disaster risk as authorities announce them: what holds, and what officers enter. */
export function addAnnouncedRoutes(routes: RouteTable): void {
  routes.site('get', ANNOUNCED, 'wall.view', (_req, res, { site }) => {
    res.json(answerOf(site))
  })

  routes.site('post', ANNOUNCED, 'announced.post', async (req, res, visit) => {
    const { bulletinAt, ...body } = await readBody(req, res, AnnounceBody)
    const announcement = { ...body, bulletinAt: Date.parse(bulletinAt) }
    const before = visit.site.announcements.current()
    const outcome = await reading(visit.site.announcements.enter(announcement))
    if (!outcome.ok) throw refusal(outcome)
    if (visit.site.announcements.current() !== before) {
      await reading(note(visit, announcement, bulletinAt))
    }
    res.json(answerOf(visit.site))
  })
}

function answerOf({ announcements, clock }: HttpSite): AnnouncedAnswer {
  return {
    time: isoTime(clock.now()),
    announced: announcements.current().map(({ hazard, level, bulletinAt, source }) => ({
      ...{ hazard, level, bulletinAt: isoTime(bulletinAt) },
      ...(source !== undefined && { source }),
    })),
  }
}

function refusal(
  outcome:
    | { readonly reason: 'older-bulletin'; readonly held: AnnouncedLevel }
    | { readonly reason: 'in-the-future' },
): HttpProblem {
  if (outcome.reason === 'in-the-future') {
    return new HttpProblem('wrong-shape', 'bulletinAt: later than the time of the site', {
      extra: { field: 'bulletinAt' },
    })
  }
  const at = isoTime(outcome.held.bulletinAt)
  return new HttpProblem('older-bulletin', `the bulletin of ${at} holds`, {
    extra: { bulletinAt: at },
  })
}

/** Noted after it holds: what cannot be noted then is told, and is there to be entered again. */
async function note(
  { asker, caller, site }: SiteVisit,
  { hazard, level, source }: Omit<AnnouncedLevel, 'bulletinAt'>,
  bulletinAt: string,
): Promise<void> {
  const { principal } = asker
  if (principal.kind !== 'person') throw new Error('bulletins are entered by people')
  const { id, name } = principal
  await site.note({
    action: 'announced.entered',
    actor: { kind: 'person', id, name },
    subject: hazard,
    detail: { level, bulletinAt, ...(source !== undefined && { source }) },
    address: caller.address,
  })
}
