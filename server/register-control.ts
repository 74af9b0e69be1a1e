import path from 'node:path'
import { z } from 'zod'
import {
  CodeSchema,
  DOSSIER_CHANNELS,
  DOSSIER_EVENT_TYPES,
  type DossierEvent,
} from '../protocol/dossiers.ts'
import { LAST_INSTANT } from '../protocol/people.ts'
import type { ImportActions, RegisterFileOrder } from './adapters/cli/import-commands.ts'
import { askControl } from './adapters/control-socket/control-client.ts'
import type { ControlHandler } from './adapters/control-socket/control-server.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { readMapping } from './adapters/site-files/read-mapping.ts'
import { withStores } from './ask-server.ts'
import { readConfig, type ServerConfig } from './config.ts'
import {
  readRegister,
  registerDossiersOf,
  type RegisterApps,
  type RegisterStores,
} from './registers.ts'
import type { Site } from './core/sites/site.ts'
import { createDossierIntake } from './services/dossier-intake.ts'
import {
  importRegister,
  type DossierOutcome,
  type RegisterImport,
  type RegisterOrder,
  type TakeDossiers,
} from './services/register-import.ts'
import {
  takeFromRegister,
  type RegisterDossiers,
  type RegisterTake,
} from './services/register-intake.ts'
import type { StoreProvider } from './services/store.ts'

const TAKE = 'register.take'
const ANSWER_WITHIN_MS = 60_000
const MOST_DOSSIERS = 1_000
const MOST_EVENTS = 20

const at = z.int().min(0).max(LAST_INSTANT)
const amount = z.number().positive().max(10_000).optional()
const limit = z.strictObject({ workingDays: amount, workingHours: amount, calendarDays: amount })
const head = {
  id: CodeSchema,
  dossier: CodeSchema,
  at,
  revision: z.int().min(0).optional(),
}
const event: z.ZodType<DossierEvent> = z.discriminatedUnion('type', [
  z.strictObject({
    ...head,
    type: z.literal('received'),
    unit: CodeSchema,
    field: CodeSchema,
    procedure: z.optional(CodeSchema),
    channel: z.enum(DOSSIER_CHANNELS).optional(),
    level: z.optional(CodeSchema),
    limit: limit.optional(),
    due: at.optional(),
  }),
  z.strictObject({
    ...head,
    type: z.enum(DOSSIER_EVENT_TYPES).exclude(['received', 'extended']),
  }),
])
const takeOrder = z.strictObject({
  site: z.string(),
  dossiers: z.array(z.array(event).min(1).max(MOST_EVENTS)).max(MOST_DOSSIERS),
  isTrial: z.boolean(),
})

const WORDS: Readonly<
  Record<(RegisterTake & { readonly ok: false })['reason'], (site: string) => string>
> = {
  'no-dossiers': takesNone,
  'store-unavailable': () => 'The store cannot be reached.',
  'store-read-only': () => 'The store takes no writes just now.',
  'store-full': () => 'The store is full.',
}

/** What the command line may ask of the running server about registers. */
export function registerCommands(
  apps: RegisterApps,
  stores: RegisterStores,
): Readonly<Record<string, ControlHandler>> {
  return {
    [TAKE]: async (params) => {
      const order = takeOrder.safeParse(params)
      if (!order.success) return { ok: false, message: z.prettifyError(order.error) }
      const { site: id, dossiers: told, isTrial } = order.data
      const dossiers = registerDossiersOf(apps, stores, id)
      if (!dossiers) return { ok: false, message: `This server has no site ${id}.` }
      const taken = await takeFromRegister(dossiers, told, isTrial)
      if (taken.ok) return { ok: true, result: taken.outcomes }
      return { ok: false, message: WORDS[taken.reason](id) }
    },
  }
}

/** The dossiers of a site on its store, for when no server runs. */
async function dossiersOn(stores: StoreProvider, site: Site): Promise<RegisterDossiers> {
  const store = (await stores.site(site.id)).dossiers
  const clock = { now: Date.now, scenario: () => undefined }
  const machine = { wallNow: Date.now }
  const take = createDossierIntake({ site: () => site, store, clock, machine })
  return { site: () => site, now: Date.now, take, read: (codes) => store.read(codes) }
}

/**
 * What `import register` does: the file is read here, with the rights of whoever asks, and the running
 * server gets events; with none running they go into the store.
 */
export const importActions: ImportActions = {
  async importRegister(order) {
    const read = readConfig()
    if (!read.ok) return refused('configuration', read.problems.join('\n'))
    const ready = await readyFor(order, read.config.folders.config)
    if (!ready.ok) return ready
    const { site, calendar, reading } = ready
    const run = (take: TakeDossiers): Promise<RegisterImport> =>
      importRegister({ reading, calendar, take })
    const viaServer = await serverDoor(read.config, order)
    if (viaServer.ok) return run(viaServer.take)
    if (viaServer.message !== undefined) return refused('not-taken', viaServer.message)
    const done = await withStores(read.config, async (stores) => {
      const dossiers = await dossiersOn(stores, site)
      return { ok: true, value: await run(directDoor(dossiers, order.isTrial)) }
    })
    return done.ok ? done.value : refused('not-taken', done.message)
  },
}

type Ready =
  | {
      readonly ok: true
      readonly site: Site
      readonly calendar: RegisterOrder['calendar']
      readonly reading: RegisterOrder['reading']
    }
  | (RegisterImport & { readonly ok: false })

async function readyFor(order: RegisterFileOrder, folder: string): Promise<Ready> {
  const loaded = await loadSites(folder, [order.site], { mapsFolder: false })
  if (!loaded.ok) return refused('configuration', formatProblems(loaded.problems))
  const site = loaded.sites.get(order.site)
  if (!site) return refused('configuration', `There is no site ${order.site}.`)
  const calendar = site.dossiers?.calendar
  if (!calendar) return refused('configuration', takesNone(site.id))
  const found = await readMapping(folder, order.mapping)
  if (!found.ok) return refused('configuration', formatProblems(found.problems))
  const { file, encoding, sheet } = order
  const reading = await readRegister(site, { file, mapping: found.mapping, encoding, sheet })
  return reading.ok ? { ok: true, site, calendar, reading } : reading
}

type Door =
  | { readonly ok: true; readonly take: TakeDossiers }
  /** No message: no server runs. */
  | { readonly ok: false; readonly message?: string }

async function serverDoor(config: ServerConfig, order: RegisterFileOrder): Promise<Door> {
  const socketPath = path.join(config.dataDir, 'control.sock')
  const { site, isTrial } = order
  const ask = (dossiers: readonly (readonly DossierEvent[])[]) =>
    askControl(socketPath, TAKE, { site, dossiers, isTrial }, ANSWER_WITHIN_MS)
  const take: TakeDossiers = async (dossiers) => {
    const answer = await ask(dossiers)
    if (answer.ok) return { ok: true, outcomes: answer.result as readonly DossierOutcome[] }
    const message = 'reason' in answer ? 'The server stopped meanwhile.' : answer.message
    return { ok: false, message }
  }
  const answer = await ask([])
  if (answer.ok) return { ok: true, take }
  return 'reason' in answer ? { ok: false } : { ok: false, message: answer.message }
}

function directDoor(dossiers: RegisterDossiers, isTrial: boolean): TakeDossiers {
  return async (told) => {
    const taken = await takeFromRegister(dossiers, told, isTrial)
    return taken.ok ? taken : { ok: false, message: WORDS[taken.reason](dossiers.site().id) }
  }
}

function refused(reason: string, message: string): RegisterImport & { readonly ok: false } {
  return { ok: false, reason, message }
}

function takesNone(site: string): string {
  return `The site ${site} takes no dossiers: its site.yaml names no calendar for them.`
}
