import { z } from 'zod'
import { DrillSchema } from '../../../protocol/drill.ts'
import {
  ShiftListSchema,
  ShiftReportSchema,
  WatchCommandAnswerSchema,
  WatchSchema,
} from '../../../protocol/shifts.ts'
import {
  answer,
  ANY_ROUTE,
  BAD_PARAMETER,
  idempotencyParameter,
  jsonBody,
  KEYED,
  pathParameter,
  problem,
  siteParameter,
  textHeader,
} from './openapi-parts.ts'
import { ProblemSchema } from './problem.ts'
import { HandoverBody, TakeWatchBody } from './shift-routes.ts'

export const SHIFT_SCHEMAS = {
  ShiftList: ShiftListSchema,
  ShiftReport: ShiftReportSchema,
  TakeWatch: TakeWatchBody,
  Handover: HandoverBody,
  Nothing: z.strictObject({}),
  WatchCommandAnswer: WatchCommandAnswerSchema,
  Drill: DrillSchema,
  WatchProblem: z.looseObject({
    ...ProblemSchema.shape,
    reason: z.enum(['already', 'moved-on', 'not-yours', 'bad-until']).optional(),
    watch: z.optional(WatchSchema),
    idempotencyKey: z.string().optional().describe('With which to ask again'),
  }),
}

function command(id: string, summary: string, body: string): object {
  return {
    operationId: id,
    tags: ['shifts'],
    summary,
    description: 'For officers who are signed in. Durable when it is answered.',
    security: [{ session: [] }],
    parameters: [siteParameter, idempotencyParameter],
    requestBody: jsonBody(body),
    responses: {
      ...KEYED,
      '200': answer('Done, and durable', 'WatchCommandAnswer'),
      '400': problem('Not JSON, not UTF-8, or no Idempotency-Key of this form'),
      '409': problem(
        'The watch is not as it was looked at: `reason`, and `watch` as it is',
        'WatchProblem',
      ),
      '413': problem('The body is too large'),
      '415': problem('Not application/json'),
      '422': problem('The body has the wrong shape; `field` says where', 'WatchProblem'),
      '503': problem(
        'outcome-unknown: it may have taken effect, ask again with the `idempotencyKey` that the problem names; store-unavailable: it had none',
        'WatchProblem',
        { 'Retry-After': textHeader },
      ),
      '507': problem('The store is full; it had no effect', 'WatchProblem'),
      ...ANY_ROUTE,
    },
  }
}

function read(id: string, summary: string, schema: string, parameters: readonly object[]): object {
  return {
    operationId: id,
    tags: ['shifts'],
    summary,
    description: 'For officers, editors and administrators, and with an officer key.',
    security: [{ officerKey: [] }, { session: [] }],
    parameters: [siteParameter, ...parameters],
    responses: { ...KEYED, ...BAD_PARAMETER, '200': answer(summary, schema), ...ANY_ROUTE },
  }
}

const SHIFTS = '/api/v1/sites/{site}/shifts'

export const SHIFT_OPERATIONS = {
  [SHIFTS]: {
    get: read('listShifts', 'Who is on watch, and who was', 'ShiftList', []),
    post: command('takeWatch', 'Take the watch, or prolong the own one', 'TakeWatch'),
  },
  '/api/v1/sites/{site}/drill': {
    get: read(
      'getDrill',
      'How the alarms of a scenario were answered, in real time; 404 where none is played',
      'Drill',
      [],
    ),
  },
  [`${SHIFTS}/{shift}`]: {
    get: read('getShift', 'What happened in a shift', 'ShiftReport', [
      pathParameter('shift', 'Number of the entry of the alarms’ journal that it began with'),
    ]),
  },
  [`${SHIFTS}/handover`]: {
    post: command('offerWatch', 'Ask to be relieved, with a note for whoever follows', 'Handover'),
  },
  [`${SHIFTS}/keep`]: { post: command('keepWatch', 'Take that back', 'Nothing') },
  [`${SHIFTS}/end`]: {
    post: command('endWatch', 'End the own watch, with nobody following', 'Handover'),
  },
}
