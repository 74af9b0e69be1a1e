import type { AppendResult, InputEntry, NewEntry, StoreInput } from '../services/store.ts'

/** A site's input stream in memory: `push` is what a producer does, `dead` what came to nothing. */
export interface FakeInput extends StoreInput {
  readonly push: (fields: Readonly<Record<string, string>>, id?: string) => string
  readonly waiting: () => readonly InputEntry[]
  /** Of those the ones that nobody has read yet. */
  readonly undelivered: () => readonly InputEntry[]
  readonly dead: { readonly id: string; readonly reason: string }[]
}

export function createFakeInput(append: (entry: NewEntry) => AppendResult): FakeInput {
  let waiting: InputEntry[] = []
  let arrived: (() => void)[] = []
  let sequence = 0
  /** Read and not yet moved: nobody gets them again, unless the move fails. */
  const delivered = new Set<string>()
  const dead: { readonly id: string; readonly reason: string }[] = []

  return {
    dead,
    waiting: () => waiting,
    waitingCount: async () => waiting.length,
    undelivered: () => waiting.filter((one) => !delivered.has(one.id)),
    push(fields, id = `1700000000000-${sequence++}`) {
      waiting.push({ id, fields })
      const wake = arrived
      arrived = []
      for (const one of wake) one()
      return id
    },
    async read({ limit, waitMs }) {
      const isNew = (one: InputEntry): boolean => !delivered.has(one.id)
      if (!waiting.some(isNew) && waitMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs)
          arrived.push(() => {
            clearTimeout(timer)
            resolve()
          })
        })
      }
      const entries = waiting.filter(isNew).slice(0, limit)
      for (const { id } of entries) delivered.add(id)
      return entries
    },
    async move({ ids, entry, dead: refused }) {
      const present = new Set(waiting.map((one) => one.id))
      if (!ids.every((id) => present.has(id))) return { ok: false, reason: 'already-moved' }
      const result = entry ? append(entry) : { ok: true as const }
      for (const id of ids) delivered.delete(id)
      if (!result.ok) return result
      dead.push(...refused)
      const gone = new Set(ids)
      waiting = waiting.filter((one) => !gone.has(one.id))
      return result
    },
  }
}
