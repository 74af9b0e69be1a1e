import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { Watch } from '../../../protocol/alarms.ts'
import { useSessionStore } from '../people/session-store.ts'
import { useAct, type Act } from '../people/use-act.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { shiftApi, type WatchOrder } from './shift-api.ts'

/** How the watch concerns whoever looks: nobody has it, I do, somebody else does; undefined = not known yet. */
export type WatchPart = 'nobody' | 'mine' | 'theirs' | undefined

export interface WatchView {
  readonly watch: ComputedRef<Watch | undefined>
  readonly part: ComputedRef<WatchPart>
  readonly mayChange: ComputedRef<boolean>
  readonly act: Act
  /** What became of the last order. */
  readonly outcome: Ref<'done' | 'conflict' | 'unsure' | undefined>
  readonly order: (order: WatchOrder) => Promise<void>
}

/** Who is on watch, as the feed tells it, and what the person at this desk can do about it. */
export function useWatch(site: () => string): WatchView {
  const session = useSessionStore()
  const alarms = useAlarmStore()
  const act = useAct()
  const outcome = ref<'done' | 'conflict' | 'unsure'>()
  const watch = computed(() => alarms.watch)
  const part = computed((): WatchPart => {
    if (!watch.value) return undefined
    const { officer } = watch.value
    if (!officer) return 'nobody'
    return officer.id === session.person?.id ? 'mine' : 'theirs'
  })

  async function order(wanted: WatchOrder): Promise<void> {
    outcome.value = undefined
    const answer = await act.run(() => shiftApi.order(site(), wanted))
    if (answer.ok) outcome.value = 'done'
    else if (answer.problem.status === 409) outcome.value = 'conflict'
    else if ((answer.problem.status ?? 500) >= 500) outcome.value = 'unsure'
    // What has words of its own here needs no others.
    if (outcome.value !== undefined) act.problem.value = undefined
  }

  return {
    watch,
    part,
    mayChange: computed(() => session.may('shifts.change', site())),
    act,
    outcome,
    order,
  }
}
