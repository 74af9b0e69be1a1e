import * as z from 'zod/mini'
import { AlarmResultsSchema, type AlarmResult } from '../../../protocol/alarm-answers.ts'
import { JournalRowSchema } from '../../../protocol/people.ts'
import { ask, type Answer, type Request } from '../people/ask.ts'
import type { AlarmOrder } from './alarm-outbox.ts'

const AlarmJournalSchema = z.strictObject({
  entries: z.array(JournalRowSchema),
  next: z.optional(z.string()),
  actions: z.array(z.string()),
})
export type AlarmJournal = z.infer<typeof AlarmJournalSchema>

const ORDER_WITHIN_MS = 10_000
const JOURNAL_ROWS = 100

/** The questions of the desk of alarms. */
function createAlarmApi(request: Request) {
  const at = (site: string, path: string): string => `/sites/${encodeURIComponent(site)}/${path}`
  return {
    /** What became of each item, in their order. Durable when it is answered. */
    async order(site: string, order: AlarmOrder): Promise<Answer<readonly AlarmResult[]>> {
      const { command, items, comment, until, owner } = order
      const answer = await ask(
        request,
        {
          method: 'POST',
          path: at(site, 'alarm-commands'),
          body: { command, items, comment, until, owner },
          idempotencyKey: order.id,
          withinMs: ORDER_WITHIN_MS,
        },
        AlarmResultsSchema,
      )
      if (!answer.ok) return answer
      const { results } = answer.value
      const isWhole =
        results.length === items.length &&
        results.every(({ id, occurrence }, index) => {
          return id === items[index]?.id && occurrence === items[index].occurrence
        })
      if (!isWhole) return { ok: false, problem: { name: 'malformed', status: 200 } }
      return { ok: true, value: results }
    },

    /** The newest entries of one alarm, newest first. */
    journal: (site: string, alarm: string): Promise<Answer<AlarmJournal>> =>
      ask(
        request,
        {
          method: 'GET',
          path: at(site, `alarms/${encodeURIComponent(alarm)}/journal?limit=${JOURNAL_ROWS}`),
        },
        AlarmJournalSchema,
      ),
  }
}

/** The one of this page. */
export const alarmApi = createAlarmApi((address, init) => fetch(address, init))
