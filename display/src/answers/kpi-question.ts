import { AlarmKpisSchema, type AlarmKpiAnswer } from '../../../protocol/alarm-kpis.ts'
import type { Question } from './question.ts'

/** Of the last day, by the server's own clock. */
export const KPI_QUESTION: Question<AlarmKpiAnswer> = Object.freeze({
  path: '/alarm-kpis',
  schema: AlarmKpisSchema,
})
