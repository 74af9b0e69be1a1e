import type { Problem } from '../people/ask.ts'
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
  withOwnDone,
  type AlarmOrder,
  type OrderAnswer,
  type Outbox,
} from './alarm-outbox.ts'
import type { OutboxStorage } from './outbox-storage.ts'

export type Wish = Pick<AlarmOrder, 'command' | 'items' | 'comment' | 'until' | 'owner'>

export interface OutboxPerson {
  readonly id: string
  readonly name: string
}

export interface OutboxPorts {
  readonly now: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
  /** False where there is no network at all. */
  readonly isOnline: () => boolean
  readonly newId: () => string
  /** Whose session the browser has: another tab may have changed it. */
  readonly whoIsHere: () => Promise<
    { readonly person: OutboxPerson | undefined } | { readonly problem: Problem }
  >
  readonly send: (site: string, order: AlarmOrder) => Promise<OrderAnswer>
  readonly storage: (site: string, person: string) => OutboxStorage
  readonly changed: (box: Outbox) => void
  /** Something could not be kept: it would be lost with the page. */
  readonly notKept: () => void
}

interface Owner {
  readonly site: string
  readonly person: OutboxPerson
  readonly storage: OutboxStorage
}

/** A confirmed order is told for so long; one that was refused until it was read. */
const TOLD_FOR_MS = 6_000
const LOOK_AGAIN_MS = 500

/** Sends what somebody orders, keeps it until it is answered, and asks again under the same id where nobody knows. */
export class OutboxRunner {
  readonly #ports: OutboxPorts
  #box: Outbox = EMPTY_OUTBOX
  #owner: Owner | undefined
  #callOff: () => void = () => undefined

  constructor(ports: OutboxPorts) {
    this.#ports = ports
  }

  /** Whose orders these are from now on; those that this device has kept are taken up again. */
  open(site: string, person: OutboxPerson | undefined): void {
    const owner = this.#owner
    if (person && owner?.person.id === person.id && owner.site === site) {
      this.#become(resumed(this.#box))
      return
    }
    this.close()
    if (!person) return
    const { id, name } = person
    const storage = this.#ports.storage(site, id)
    this.#owner = { site, person: { id, name }, storage }
    this.#box = restored(storage.load())
    this.#become(aged(this.#box, this.#ports.now()))
  }

  /** Nothing more is sent; what is kept stays kept. */
  close(): void {
    this.#callOff()
    this.#owner = undefined
    this.#box = EMPTY_OUTBOX
    this.#ports.changed(this.#box)
  }

  /** Orders something for any number of alarms; false where there was no room for all of it. */
  order({ items, ...wish }: Wish): boolean {
    const by = this.#owner?.person
    if (!by) return false
    for (let first = 0; first < items.length; first += MOST_ITEMS) {
      const part = items.slice(first, first + MOST_ITEMS)
      const made = { id: this.#ports.newId(), by, madeAt: this.#ports.now() }
      const next = give(this.#box, { ...wish, ...made, items: part })
      if (next === this.#box) return false
      this.#become(next)
    }
    return true
  }

  /** Read, or called off. */
  remove(id: string): void {
    this.#become(removed(this.#box, id))
  }

  hurry(): void {
    this.#become(hurried(this.#box))
  }

  /** Kept before it is shown, and shown before it is sent. */
  #become(next: Outbox): void {
    const before = new Map(this.#box.entries.map((entry) => [entry.order.id, entry]))
    for (const entry of next.entries) {
      const { id } = entry.order
      if (before.get(id) !== entry) this.#keepOrDrop(entry)
      before.delete(id)
    }
    for (const id of before.keys()) this.#owner?.storage.drop(id)
    this.#box = next
    this.#ports.changed(next)
    this.#turn()
  }

  #keepOrDrop(entry: Outbox['entries'][number]): void {
    const storage = this.#owner?.storage
    if (!mustKeep(entry)) storage?.drop(entry.order.id)
    else if (storage?.keep(entry) === false) this.#ports.notKept()
  }

  /** Sends what is due, else looks again when something may be. */
  #turn(): void {
    this.#callOff()
    const { now, after, isOnline } = this.#ports
    const next = isOnline() ? nextToSend(this.#box, now()) : undefined
    if (next && this.#owner) {
      this.#become(began(this.#box, next.order.id))
      void this.#send(this.#owner, next.order)
    } else if (nextDueAt(this.#box) !== undefined) {
      this.#callOff = after(LOOK_AGAIN_MS, () => this.#become(aged(this.#box, now())))
    }
  }

  async #send(by: Owner, order: AlarmOrder): Promise<void> {
    const answer = withOwnDone(order, await this.#ask(by, order))
    // Somebody else is at this desk by now: the order stays kept for whoever gave it.
    if (this.#owner !== by) return
    this.#become(answered(this.#box, order.id, answer, this.#ports.now()))
    if (!answer.ok || answer.value.some(({ ok }) => !ok)) return
    this.#ports.after(TOLD_FOR_MS, () => {
      if (this.#owner === by) this.remove(order.id)
    })
  }

  /** Nothing is sent in the name of somebody else who has signed in meanwhile. */
  async #ask({ site, person }: Owner, order: AlarmOrder): Promise<OrderAnswer> {
    const here = await this.#ports.whoIsHere()
    if ('problem' in here) return { ok: false, problem: here.problem }
    if (here.person?.id === person.id) return this.#ports.send(site, order)
    return { ok: false, problem: { name: 'sign-in-required', status: 401 } }
  }
}
