import * as z from 'zod/mini'
import { AlarmResultsSchema } from '../../../protocol/alarm-answers.ts'
import { ALARM_COMMANDS, SEVERITIES } from '../../../protocol/alarms.ts'
import { MOST_ITEMS, MOST_ORDERS, type OutboxEntry } from './alarm-outbox.ts'

const PREFIX = 'iocwall.order'
/** What several tabs may have left together. */
const MOST_READ = 4 * MOST_ORDERS

const count = z.int().check(z.nonnegative())
const OrderSchema = z.strictObject({
  id: z.string().check(z.minLength(16)),
  command: z.enum(ALARM_COMMANDS),
  items: z
    .array(
      z.strictObject({
        id: z.string(),
        occurrence: count,
        severity: z.optional(z.enum(SEVERITIES)),
        askedAt: z.optional(z.string()),
      }),
    )
    .check(z.minLength(1), z.maxLength(MOST_ITEMS)),
  comment: z.optional(z.string()),
  until: z.optional(z.string()),
  owner: z.optional(z.string()),
  by: z.strictObject({ id: z.string(), name: z.string() }),
  madeAt: z.number(),
})
/** A problem is told by its words; they may be those of a newer program. */
const KeptSchema = z.strictObject({
  order: OrderSchema,
  phase: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['waiting', 'sending', 'expired']) }),
    z.strictObject({ kind: z.literal('answered'), results: AlarmResultsSchema.shape.results }),
    z.strictObject({ kind: z.literal('refused'), status: z.optional(z.number()) }),
  ]),
  tries: count,
})
type Kept = z.infer<typeof KeptSchema>

type Vault = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** What one person has ordered at one site, kept on this device: an item for each order, so that no tab overwrites another's. */
export interface OutboxStorage {
  readonly load: () => readonly OutboxEntry[]
  /** False where the device keeps nothing: full, or forbidden. */
  readonly keep: (entry: OutboxEntry) => boolean
  readonly drop: (orderId: string) => void
}

export function openOutboxStorage(
  vault: Vault | undefined,
  site: string,
  person: string,
): OutboxStorage {
  const folder = [PREFIX, site, person].map(encodeURIComponent).join('/')
  return {
    load: () => readAll(vault, `${folder}/`).map(({ kept }) => entryOf(kept)),
    keep(entry) {
      try {
        vault?.setItem(
          `${folder}/${encodeURIComponent(entry.order.id)}`,
          JSON.stringify(keptOf(entry)),
        )
        return vault !== undefined
      } catch {
        return false
      }
    },
    drop: (orderId) => vault?.removeItem(`${folder}/${encodeURIComponent(orderId)}`),
  }
}

/** Who else has left unanswered orders for a site on this device: names, each once. */
export function othersWaiting(
  vault: Vault | undefined,
  site: string,
  person: string | undefined,
): readonly string[] {
  const all = readAll(vault, `${[PREFIX, site].map(encodeURIComponent).join('/')}/`)
  const waiting = all.filter(({ kept: { order, phase } }) => {
    return order.by.id !== person && (phase.kind === 'waiting' || phase.kind === 'sending')
  })
  return [...new Set(waiting.map(({ kept }) => kept.order.by.name))]
}

/** The browser's own; undefined where it has none for this page. */
export function browserVault(): Vault | undefined {
  try {
    return window.localStorage
  } catch {
    return undefined
  }
}

function readAll(vault: Vault | undefined, folder: string): readonly { readonly kept: Kept }[] {
  const names = Array.from({ length: vault?.length ?? 0 }, (_, at) => vault?.key(at) ?? '')
  return names
    .filter((name) => name.startsWith(folder))
    .slice(0, MOST_READ)
    .flatMap((name) => {
      const kept = read(vault?.getItem(name))
      return kept ? [{ kept }] : []
    })
}

function read(text: string | null | undefined): Kept | undefined {
  try {
    return KeptSchema.safeParse(JSON.parse(text ?? '')).data
  } catch {
    return undefined
  }
}

function keptOf({ order, phase, tries }: OutboxEntry): Kept {
  if (phase.kind === 'answered') {
    return { order: unfrozen(order), phase: { ...phase, results: [...phase.results] }, tries }
  }
  if (phase.kind === 'refused') {
    const { status } = phase.problem
    return {
      order: unfrozen(order),
      phase: { kind: 'refused', ...(status !== undefined && { status }) },
      tries,
    }
  }
  return { order: unfrozen(order), phase, tries }
}

function unfrozen(order: OutboxEntry['order']): Kept['order'] {
  return { ...order, items: [...order.items] }
}

function entryOf({ order, phase, tries }: Kept): OutboxEntry {
  if (phase.kind !== 'refused') return { order, phase, tries, dueAt: 0 }
  const { status } = phase
  const name = status === 403 ? 'not-allowed' : 'wrong-shape'
  const problem = { name, ...(status !== undefined && { status }) } as const
  return { order, phase: { kind: 'refused', problem }, tries, dueAt: 0 }
}
