import type { AppendResult, InputEntry, NewEntry, StoreInput } from '../services/store.ts'

/** A site's input stream in memory: `push` is what a producer does, `dead` what came to nothing. */
export interface FakeInput extends StoreInput {
  readonly push: (fields: Readonly<Record<string, string>>, id?: string) => string
  readonly waiting: () => readonly InputEntry[]
  readonly dead: { readonly id: string; readonly reason: string }[]
}

export function createFakeInput(append: (entry: NewEntry) => AppendResult): FakeInput {
  let waiting: InputEntry[] = []
  let arrived: (() => void)[] = []
  let sequence = 0
  const dead: { readonly id: string; readonly reason: string }[] = []

  return {
    dead,
    waiting: () => waiting,
    push(fields, id = `1700000000000-${sequence++}`) {
      waiting.push({ id, fields })
      const wake = arrived
      arrived = []
      for (const one of wake) one()
      return id
    },
    async read({ limit, waitMs }) {
      if (waiting.length === 0 && waitMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs)
          arrived.push(() => {
            clearTimeout(timer)
            resolve()
          })
        })
      }
      return waiting.slice(0, limit)
    },
    async move({ ids, entry, dead: refused }) {
      const present = new Set(waiting.map((one) => one.id))
      if (!ids.every((id) => present.has(id))) return { ok: false, reason: 'already-moved' }
      const result = entry ? append(entry) : { ok: true as const }
      if (!result.ok) return result
      dead.push(...refused)
      const gone = new Set(ids)
      waiting = waiting.filter((one) => !gone.has(one.id))
      return result
    },
  }
}
