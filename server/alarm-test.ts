import { z } from 'zod'
import type { AlarmTestActions } from './adapters/cli/alarm-test-command.ts'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { readText } from './adapters/site-files/read-text.ts'
import { askServer } from './ask-server.ts'
import { schemaOf } from './core/feed/schema-shape.ts'
import type { Site } from './core/sites/site.ts'
import { MAX_TRIAL_MS, tryRule, type TrialOutcome } from './services/alarm-trial.ts'
import { createHistoryReader, type HistoryReader } from './services/history-reader.ts'
import type { SiteStore } from './services/store.ts'

const TEST = 'alarms.test'
/** A year of many sensors is read from its beginning. */
const ANSWER_WITHIN_MS = 600_000
const DAY_MS = 86_400_000

const testOrder = z.strictObject({
  site: z.string(),
  rule: z.string(),
  from: z.number(),
  to: z.number(),
  trial: z.strictObject({ file: z.string(), text: z.string() }).optional(),
})

interface Tested {
  readonly site: () => Site
  readonly clock: { readonly now: () => number }
  readonly history: HistoryReader
}

/** What the command line may ask of the running server about alarm rules; `folder` is that of the configuration. */
export function alarmTestCommands(
  apps: ReadonlyMap<string, Tested>,
  folder: string,
): Readonly<Record<string, ControlHandler>> {
  return {
    [TEST]: async (params) => {
      const order = testOrder.safeParse(params)
      if (!order.success) return { ok: false, message: z.prettifyError(order.error) }
      const { site: id, trial, ...asked } = order.data
      const app = apps.get(id)
      if (!app) return { ok: false, message: `This server has no site ${id}.` }
      const loaded = trial ? await siteWith(folder, id, trial) : app.site()
      if (typeof loaded === 'string') return { ok: false, message: loaded }
      const outcome = await tryRule(
        { site: loaded, now: app.clock.now(), history: app.history.forMany() },
        asked,
      )
      if (outcome.ok) return { ok: true, result: outcome.report }
      return { ok: false, message: wordsOf(outcome.reason, asked.rule) }
    },
  }
}

/** The site as its files are now, with rules that are tried; or what is wrong with them. */
async function siteWith(
  folder: string,
  id: string,
  trialAlarms: { readonly file: string; readonly text: string },
): Promise<Site | string> {
  const loaded = await loadSites(folder, [id], { mapsFolder: false, trialAlarms })
  if (!loaded.ok) return formatProblems(loaded.problems)
  return loaded.sites.get(id) ?? `There is no site ${id}.`
}

function wordsOf(reason: (TrialOutcome & { readonly ok: false })['reason'], rule: string): string {
  switch (reason) {
    case 'no-such-rule':
      return `The site has no rule ${rule}.`
    case 'no-subjects':
      return `At the end of that span the rule ${rule} has nothing to look at.`
    case 'bad-span':
      return `--to must be after --from by at most ${MAX_TRIAL_MS / DAY_MS} days, and --from in the past.`
  }
}

/**
 * What `alarms test` does: a file is read here, with the rights of whoever asks; the history is read by
 * the running server, or from the store with none running.
 */
export const alarmTestActions: AlarmTestActions = {
  async testAlarmRule({ file, ...order }) {
    const text = file === undefined ? undefined : await readText(file)
    if (text?.ok === false) return { ok: false, message: formatProblems([text.problem]) }
    const trial = text && { file, text: text.text }
    return askServer({
      command: TEST,
      params: { ...order, ...(trial && { trial }) },
      site: order.site,
      answerWithinMs: ANSWER_WITHIN_MS,
      async commandsOn(stores, sites, { folders }) {
        const apps = new Map<string, Tested>()
        for (const [id, site] of sites) {
          const history = await historyOn(await stores.site(id))
          apps.set(id, { site: () => site, clock: { now: Date.now }, history })
        }
        return alarmTestCommands(apps, folders.config)
      },
    })
  },
}

/** The history of a store that no server follows. */
async function historyOn(store: SiteStore): Promise<HistoryReader> {
  const epoch = (await store.inspect()).record?.epoch ?? ''
  const schema = schemaOf(await store.readSchema())
  const feed = { epoch: () => epoch, schema: () => schema }
  return createHistoryReader({ store, feed, sleep: () => Promise.resolve() })
}
