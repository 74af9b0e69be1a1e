import type { Request, Response } from 'express'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { MAX_HANDOVER_NOTE } from '../../../protocol/alarms.ts'
import { LINE_OF_TEXT } from '../../../protocol/people.ts'
import type { WatchCommand, WatchConflict } from '../../core/alarms/watch.ts'
import { sha256 } from '../../services/sha256.ts'
import type { WatchAnswer } from '../../services/watch-desk.ts'
import type { SiteVisit } from './admission.ts'
import { watchAnswer } from './alarm-answers.ts'
import { unknownOutcome } from './alarm-problem.ts'
import { assertAlarmsKnown } from './alarms-known.ts'
import { badParameter } from './parameters.ts'
import { idempotencyKeyOf, storeProblem } from './post-route.ts'
import { HttpProblem } from './problem.ts'
import { readBody } from './read-body.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'
import { shiftList, shiftReport } from './shift-answers.ts'

const SHIFTS = '/api/v1/sites/:site/shifts'

const note = z.string().trim().min(1).max(MAX_HANDOVER_NOTE).regex(LINE_OF_TEXT, 'one line of text')

export const TakeWatchBody = z.strictObject({
  seen: z
    .string()
    .max(100)
    .describe(
      'Who was on watch when it was asked for, by id; empty = nobody. Another one by now: 409',
    ),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Site time at which it is meant to end, within a day'),
})
export const HandoverBody = z.strictObject({
  note: note.optional().describe('What whoever follows must know'),
})

/** Who is on watch: taking it, handing it over, ending it; and what happened in a shift. */
export function addShiftRoutes(routes: RouteTable): void {
  routes.site('get', SHIFTS, 'alarms.journal', async (_req, res, { site }) => {
    assertAlarmsKnown(site)
    const shifts = await reading(site.alarms.shifts.list())
    res.json(shiftList(site.clock.now(), site.alarms.follower.book().watch.value, shifts))
  })

  routes.site('get', `${SHIFTS}/:shift`, 'alarms.journal', async (req, res, { site }) => {
    assertAlarmsKnown(site)
    const text = String(req.params['shift'])
    if (!/^[1-9]\d{0,15}$/.test(text)) throw badParameter('shift', 'the number of a shift')
    const account = await reading(site.alarms.shifts.report(Number(text)))
    if (!account) throw new HttpProblem('not-found', 'no shift of late began with that entry')
    res.json(shiftReport(site.clock.now(), account))
  })

  routes.site('post', SHIFTS, 'shifts.change', async (req, res, visit) => {
    const key = keyOf(req)
    const { seen, until } = await readBody(req, res, TakeWatchBody)
    const planned = until === undefined ? {} : { until: Date.parse(until) }
    await order(res, visit, key, { name: 'take', seen, ...planned })
  })
  routes.site('post', `${SHIFTS}/handover`, 'shifts.change', async (req, res, visit) => {
    const key = keyOf(req)
    const body = await readBody(req, res, HandoverBody)
    await order(res, visit, key, { name: 'hand-over', ...noteOf(body) })
  })
  routes.site('post', `${SHIFTS}/keep`, 'shifts.change', async (req, res, visit) => {
    const key = keyOf(req)
    await readBody(req, res, z.strictObject({}))
    await order(res, visit, key, { name: 'keep' })
  })
  routes.site('post', `${SHIFTS}/end`, 'shifts.change', async (req, res, visit) => {
    const key = keyOf(req)
    const body = await readBody(req, res, HandoverBody)
    await order(res, visit, key, { name: 'end', ...noteOf(body) })
  })
}

const keyOf = (req: Request): string => idempotencyKeyOf(req) ?? randomUUID()

function noteOf(body: z.output<typeof HandoverBody>): { readonly note?: string } {
  return body.note === undefined ? {} : { note: body.note }
}

async function order(
  res: Response,
  { asker, site }: SiteVisit,
  idempotencyKey: string,
  command: WatchCommand,
): Promise<void> {
  const { principal } = asker
  if (principal.kind !== 'person') throw new Error('only a person can be on watch')
  const { kind, id, name } = principal
  const answer = await site.alarms.watchDesk.order({
    id: `${kind} ${id} watch ${idempotencyKey}`,
    fingerprint: sha256(JSON.stringify(command)),
    actor: { kind, id, name },
    command,
  })
  if (!answer.ok) throw watchProblem(answer, idempotencyKey)
  const { watch, seq, isRepeated: repeated } = answer
  res.json({ watch: watchAnswer(watch), seq, repeated })
}

function watchProblem(
  answer: WatchAnswer & { readonly ok: false },
  idempotencyKey: string,
): HttpProblem {
  switch (answer.reason) {
    case 'conflict': {
      const { conflict: reason, watch } = answer
      const extra = { reason, watch: watchAnswer(watch) }
      if (reason !== 'bad-until') return new HttpProblem('watch-conflict', WORDS[reason], { extra })
      const detail = 'until: in the future, and within a day'
      return new HttpProblem('wrong-shape', detail, { extra: { field: 'until', ...extra } })
    }
    case 'other-command':
      return new HttpProblem('idempotency-key-reused', 'the same key came with something else')
    case 'read-only':
      return storeProblem('store-read-only')
    case 'full':
      return storeProblem('store-full')
    case 'unknown':
      return unknownOutcome(idempotencyKey)
  }
}

const WORDS: Readonly<Record<Exclude<WatchConflict, 'bad-until'>, string>> = {
  already: 'it is so already',
  'moved-on': 'somebody else has taken it meanwhile',
  'not-yours': 'somebody else is on watch, or nobody',
}
