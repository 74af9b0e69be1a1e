import { z } from 'zod'
import {
  AlarmAnswerSchema,
  AlarmCommandAnswerSchema,
  AlarmDetailSchema,
  ALARM_REFUSALS,
  AlarmListSchema,
  AlarmResultSchema,
  AlarmResultsSchema,
} from '../../../protocol/alarm-answers.ts'
import { AlarmKpisSchema } from '../../../protocol/alarm-kpis.ts'
import { AlarmCommandBody, AlarmCommandsBody } from './alarm-command-body.ts'
import { ProblemSchema } from './problem.ts'

/** Bodies and answers of the routes of alarms. */
export const ALARM_SCHEMAS = {
  AlarmList: AlarmListSchema,
  AlarmAnswer: AlarmAnswerSchema,
  AlarmCommand: AlarmCommandBody,
  AlarmCommands: AlarmCommandsBody,
  AlarmCommandAnswer: AlarmCommandAnswerSchema,
  AlarmResults: AlarmResultsSchema,
  AlarmKpis: AlarmKpisSchema,
  AlarmProblem: z.looseObject({
    ...ProblemSchema.shape,
    reason: z.enum(ALARM_REFUSALS).optional(),
    by: AlarmResultSchema.shape.by,
    alarm: z.optional(AlarmDetailSchema),
    idempotencyKey: z.string().optional().describe('With which to ask again'),
    results: z.array(AlarmResultSchema).optional().describe('Of a command for several alarms'),
  }),
}
