import { z } from 'zod'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { JournalOrder, JournalReport } from './adapters/cli/journal-commands.ts'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { askServer } from './ask-server.ts'
import { createJournal, type Journal } from './services/journal.ts'
import type { JournalStore } from './services/journal-store.ts'
import type { JournalRange } from './services/journal-verify.ts'
import { sha256 } from './services/sha256.ts'

/** A journal of years is read from its beginning. */
const ANSWER_WITHIN_MS = 600_000

const verifyOrder = z.strictObject({
  site: z.string().optional(),
  alarms: z.literal(true).optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  noted: z.strictObject({ seq: z.int().positive(), hash: z.string() }).optional(),
})

type Verifiable = Pick<Journal, 'verify'>

interface JournalsOfSite {
  readonly journal: Verifiable
  readonly alarms: { readonly journal: Verifiable }
}

/** What the command line may ask of the running server about journals. */
export function journalCommands(
  installation: Verifiable,
  sites: ReadonlyMap<string, JournalsOfSite>,
): Readonly<Record<string, ControlHandler>> {
  return {
    'journal.verify': async (params) => {
      const order = verifyOrder.safeParse(params)
      if (!order.success) return { ok: false, message: z.prettifyError(order.error) }
      const { site, alarms: isAlarmsOnly = false, noted, ...range } = order.data
      if (site === undefined) {
        const reports: JournalReport[] = isAlarmsOnly
          ? []
          : [await installation.verify({ ...range, noted })]
        for (const [id, journals] of sites) {
          reports.push(...(await verifySite(id, journals, { range, isAlarmsOnly })))
        }
        return { ok: true, result: reports }
      }
      const journals = sites.get(site)
      if (!journals) return { ok: false, message: `This server has no site ${site}.` }
      const result = await verifySite(site, journals, { range, isAlarmsOnly, noted })
      return { ok: true, result }
    },
  }
}

/** A head that was noted is of the first journal that is asked for. */
async function verifySite(
  site: string,
  { journal, alarms }: JournalsOfSite,
  of: {
    readonly range: JournalRange
    readonly isAlarmsOnly: boolean
    readonly noted?: JournalRange['noted']
  },
): Promise<readonly JournalReport[]> {
  const { range, isAlarmsOnly, noted } = of
  const verifyAlarms = async (more: JournalRange): Promise<JournalReport> => {
    const verdict = await alarms.journal.verify({ ...range, ...more })
    return { site, isOfAlarms: true, ...verdict }
  }
  if (isAlarmsOnly) return [await verifyAlarms({ noted })]
  const own = await journal.verify({ ...range, noted })
  return [{ site, ...own }, await verifyAlarms({})]
}

/** What `journal verify` does. */
export function verifyJournals(order: JournalOrder): Promise<Answer<readonly JournalReport[]>> {
  return askServer({
    command: 'journal.verify',
    params: order,
    site: order.site,
    answerWithinMs: ANSWER_WITHIN_MS,
    async commandsOn(stores, configured) {
      const installation = journalOn((await stores.shared()).journal)
      const sites = new Map<string, JournalsOfSite>()
      for (const id of configured.keys()) {
        const alarms = { journal: journalOn((await stores.alarms(id)).journal) }
        sites.set(id, { journal: journalOn((await stores.site(id)).journal), alarms })
      }
      return journalCommands(installation, sites)
    },
  })
}

export function journalOn(store: JournalStore): Journal {
  return createJournal({ store, now: Date.now, hash: sha256 })
}
