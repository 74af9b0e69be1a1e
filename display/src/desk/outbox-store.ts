import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { peopleApi } from '../people/people-api.ts'
import { useSessionStore } from '../people/session-store.ts'
import { alarmApi } from './alarm-api.ts'
import { newRequestId } from './request-id.ts'
import {
  aged,
  answered,
  began,
  EMPTY_OUTBOX,
  give,
  hurried,
  MOST_ITEMS,
  mustKeep,
  nextDueAt,
  nextToSend,
  removed,
  restored,
  resumed,
  unanswered,
  type AlarmOrder,
  type OrderAnswer,
  type Outbox,
} from './alarm-outbox.ts'
import {
  browserVault,
  openOutboxStorage,
  othersWaiting,
  type OutboxStorage,
} from './outbox-storage.ts'

export type Wish = Pick<AlarmOrder, 'command' | 'items' | 'comment' | 'until' | 'owner'>

interface Owner {
  readonly site: string
  readonly person: { readonly id: string; readonly name: string }
  readonly storage: OutboxStorage
}

/** A confirmed order is told for so long; one that was refused until it was read. */
const TOLD_FOR_MS = 8_000
const LOOK_AGAIN_MS = 500

/** What the person at this desk has ordered, until the server has said what became of it. */
export const useOutboxStore = defineStore('outbox', () => {
  const session = useSessionStore()
  const box = shallowRef<Outbox>(EMPTY_OUTBOX)
  /** False once something could not be kept on this device: it would be lost with the page. */
  const isKept = ref(true)
  const isFull = ref(false)
  const others = shallowRef<readonly string[]>([])
  const entries = computed(() => box.value.entries)
  const waiting = computed(() => unanswered(box.value))
  let owner: Owner | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Kept before it is shown, and shown before it is sent. */
  function become(next: Outbox): void {
    const before = new Map(box.value.entries.map((entry) => [entry.order.id, entry]))
    for (const entry of next.entries) {
      const { id } = entry.order
      if (before.get(id) !== entry) keepOrDrop(id, entry)
      before.delete(id)
    }
    for (const id of before.keys()) owner?.storage.drop(id)
    box.value = next
    turn()
  }

  function keepOrDrop(id: string, entry: Outbox['entries'][number]): void {
    if (!mustKeep(entry)) owner?.storage.drop(id)
    else if (owner?.storage.keep(entry) === false) isKept.value = false
  }

  /** Sends what is due, else looks again when something will be. */
  function turn(): void {
    clearTimeout(timer)
    const now = Date.now()
    const next = navigator.onLine ? nextToSend(box.value, now) : undefined
    if (next && owner) void send(owner, next.order)
    else if (nextDueAt(box.value) !== undefined) {
      timer = setTimeout(() => become(aged(box.value, Date.now())), LOOK_AGAIN_MS)
    }
  }

  async function send(by: Owner, order: AlarmOrder): Promise<void> {
    box.value = began(box.value, order.id)
    const entry = box.value.entries.find((one) => one.order.id === order.id)
    if (entry) keepOrDrop(order.id, entry)
    const answer = await askAs(by, order)
    // Somebody else is at this desk by now: the order stays kept for whoever gave it.
    if (owner !== by) return
    become(answered(box.value, order.id, answer, Date.now()))
    if (answer.ok && answer.value.every(({ ok }) => ok)) {
      setTimeout(() => owner === by && dismiss(order.id), TOLD_FOR_MS)
    }
  }

  /** The browser's session may have become another person's in another tab: nothing is sent in that name. */
  async function askAs({ site, person }: Owner, order: AlarmOrder): Promise<OrderAnswer> {
    const now = await peopleApi.session()
    if (!now.ok) return now
    if (now.value.person?.id !== person.id) {
      session.take(now.value)
      return { ok: false, problem: { name: 'sign-in-required', status: 401 } }
    }
    const answer = await alarmApi.order(site, order)
    if (!answer.ok && answer.problem.name === 'sign-in-required') session.ended()
    return answer
  }

  /** Whose orders these are from now on; those that this device has kept are taken up again. */
  function open(site: string, person: Owner['person'] | undefined): void {
    const vault = browserVault()
    others.value = othersWaiting(vault, site, person?.id)
    if (person && owner?.person.id === person.id && owner.site === site) {
      return become(resumed(box.value))
    }
    close()
    if (!person) return
    const { id, name } = person
    owner = { site, person: { id, name }, storage: openOutboxStorage(vault, site, id) }
    box.value = restored(owner.storage.load())
    become(aged(box.value, Date.now()))
  }

  function close(): void {
    clearTimeout(timer)
    owner = undefined
    box.value = EMPTY_OUTBOX
    isKept.value = true
    isFull.value = false
  }

  /** Orders something for any number of alarms, in the name of whoever is signed in; answers the ids. */
  function order({ items, ...wish }: Wish): readonly string[] {
    if (!owner) return []
    const ids: string[] = []
    for (let first = 0; first < items.length; first += MOST_ITEMS) {
      const id = newRequestId()
      const part = items.slice(first, first + MOST_ITEMS)
      const next = give(box.value, {
        ...wish,
        id,
        items: part,
        by: owner.person,
        madeAt: Date.now(),
      })
      isFull.value = next === box.value
      if (isFull.value) break
      ids.push(id)
      become(next)
    }
    return ids
  }

  const dismiss = (id: string): void => become(removed(box.value, id))
  const hurry = (): void => become(hurried(box.value))

  return { box, entries, waiting, isKept, isFull, others, open, close, order, dismiss, hurry }
})
