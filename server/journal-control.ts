import { z } from 'zod'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { JournalOrder, JournalReport } from './adapters/cli/journal-commands.ts'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { askServer } from './ask-server.ts'
import { createJournal, type Journal } from './services/journal.ts'
import type { JournalStore } from './services/journal-store.ts'
import { sha256 } from './services/sha256.ts'

/** A journal of years is read from its beginning. */
const ANSWER_WITHIN_MS = 600_000

const verifyOrder = z.strictObject({
  site: z.string().optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  noted: z.strictObject({ seq: z.int().positive(), hash: z.string() }).optional(),
})

type Verifiable = Pick<Journal, 'verify'>

/** What the command line may ask of the running server about journals. */
export function journalCommands(
  installation: Verifiable,
  sites: ReadonlyMap<string, { readonly journal: Verifiable }>,
): Readonly<Record<string, ControlHandler>> {
  return {
    'journal.verify': async (params) => {
      const order = verifyOrder.safeParse(params)
      if (!order.success) return { ok: false, message: z.prettifyError(order.error) }
      const { site, noted, ...range } = order.data
      if (site !== undefined) {
        const app = sites.get(site)
        if (!app) return { ok: false, message: `This server has no site ${site}.` }
        const verdict = await app.journal.verify({ ...range, noted })
        return { ok: true, result: [{ site, ...verdict }] }
      }
      const reports: JournalReport[] = [await installation.verify({ ...range, noted })]
      for (const [id, { journal }] of sites) {
        reports.push({ site: id, ...(await journal.verify(range)) })
      }
      return { ok: true, result: reports }
    },
  }
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
      const sites = new Map<string, { readonly journal: Journal }>()
      for (const id of configured.keys())
        sites.set(id, { journal: journalOn((await stores.site(id)).journal) })
      return journalCommands(installation, sites)
    },
  })
}

export function journalOn(store: JournalStore): Journal {
  return createJournal({ store, now: Date.now, hash: sha256 })
}
