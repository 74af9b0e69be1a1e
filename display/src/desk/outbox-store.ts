import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { peopleApi } from '../people/people-api.ts'
import { useSessionStore } from '../people/session-store.ts'
import { alarmApi } from './alarm-api.ts'
import { EMPTY_OUTBOX, unanswered, type Outbox } from './alarm-outbox.ts'
import { OutboxRunner, type OutboxPerson, type OutboxPorts, type Wish } from './outbox-runner.ts'
import { newRequestId } from './request-id.ts'
import { browserVault, openOutboxStorage, othersWaiting } from './outbox-storage.ts'

/** What the person at this desk has ordered, until the server has said what became of it. */
export const useOutboxStore = defineStore('outbox', () => {
  const box = shallowRef<Outbox>(EMPTY_OUTBOX)
  /** False once something could not be kept on this device: it would be lost with the page. */
  const isKept = ref(true)
  /** The last order was not taken: too many wait. */
  const isFull = ref(false)
  /** Names of those whose orders wait on this device for them to sign in. */
  const others = shallowRef<readonly string[]>([])
  const runner = new OutboxRunner({
    ...browserPorts(useSessionStore()),
    changed: (next) => (box.value = next),
    notKept: () => (isKept.value = false),
  })

  function open(site: string, person: OutboxPerson | undefined): void {
    others.value = othersWaiting(browserVault(), site, person?.id)
    runner.open(site, person)
  }

  /** The server has not answered as it should: from then on it is said what waits. */
  const isOffline = ref(!navigator.onLine)
  const waiting = computed(() => unanswered(box.value))
  const isLate = computed(() => {
    return waiting.value.length > 0 && (isOffline.value || waiting.value.some((one) => one.problem))
  })

  function look(): void {
    isOffline.value = !navigator.onLine
    runner.hurry()
  }

  function close(): void {
    isKept.value = true
    isFull.value = false
    runner.close()
  }

  return {
    ...{ isKept, isFull, others, waiting, isLate, open, close, look },
    entries: computed(() => box.value.entries),
    order: (wish: Wish) => (isFull.value = !runner.order(wish)),
    remove: (id: string) => runner.remove(id),
  }
})

type SessionStore = ReturnType<typeof useSessionStore>

function browserPorts(session: SessionStore): Omit<OutboxPorts, 'changed' | 'notKept'> {
  return {
    newId: newRequestId,
    now: () => Date.now(),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
    isOnline: () => navigator.onLine,
    async whoIsHere() {
      const answer = await peopleApi.session()
      if (!answer.ok) return { problem: answer.problem }
      const { person } = answer.value
      if (person?.id !== session.person?.id) session.take(answer.value)
      return { person }
    },
    async send(site, order) {
      const answer = await alarmApi.order(site, order)
      if (!answer.ok && answer.problem.name === 'sign-in-required') session.ended()
      return answer
    },
    storage: (site, person) => openOutboxStorage(browserVault(), site, person),
  }
}
