import { computed, shallowRef, type ComputedRef } from 'vue'
import type { AlarmCommandName, AlarmRow } from '../../../protocol/alarms.ts'
import { keyOf } from '../alarms/alarm-order.ts'
import { useDeskMessages } from '../i18n/desk/desk-messages.ts'
import { canDo, newestOfEach, seenOf } from './alarm-acts.ts'
import type { Wish } from './outbox-runner.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useSelection } from './use-selection.ts'

type Wanted = Pick<Wish, 'comment' | 'until' | 'owner'>

/** A command that wants to know more, or to be confirmed, before it is given. */
export interface AskedCommand {
  readonly command: AlarmCommandName
  readonly rows: readonly AlarmRow[]
  /** Undefined where it is about one alarm that is looked at. */
  readonly selectedCount: number | undefined
}

/** Nothing of these is hard to take back, or needs words. */
const AT_ONCE: readonly AlarmCommandName[] = ['acknowledge', 'unshelve']
/** What these do, they do to the alarm as a whole. */
const OF_ALARM: readonly AlarmCommandName[] = [
  'shelve',
  'unshelve',
  'out-of-service',
  'return-to-service',
]

/** Commands on the way from a button to the outbox, and what is selected for them. */
export function useAlarmOrders(shown: ComputedRef<readonly AlarmRow[]>) {
  const outbox = useOutboxStore()
  const messages = useDeskMessages()
  const selection = useSelection(shown)
  const asked = shallowRef<AskedCommand>()
  /** How an order about a row stands, in words, by the row's key. */
  const pending = computed((): ReadonlyMap<string, string> => {
    const { now, notYet } = messages.value.alarms.outbox
    const text = outbox.isLate ? notYet : now
    const told = new Map<string, string>()
    for (const { order } of outbox.waiting) {
      for (const { id, occurrence } of order.items) told.set(keyOf({ alarm: id, occurrence }), text)
    }
    return told
  })

  function callOff(): void {
    asked.value = undefined
  }

  function give(wanted: Wanted): void {
    const wish = asked.value
    asked.value = undefined
    if (!wish || wish.rows.length === 0) return
    send(wish.command, wish.rows, wanted)
    if (wish.selectedCount !== undefined) selection.toggle()
  }

  function send(command: AlarmCommandName, rows: readonly AlarmRow[], wanted: Wanted): void {
    outbox.order({ ...wanted, command, items: rows.map((row) => seenOf(row, command)) })
  }

  /** Gives a command for what is looked at, or asks first. */
  function begin(command: AlarmCommandName, rows: readonly AlarmRow[], wanted: Wanted): void {
    if (AT_ONCE.includes(command)) send(command, rows, wanted)
    else asked.value = { command, rows, selectedCount: undefined }
  }

  /** Asks about a command for all that is selected and that it fits. */
  function beginSelected(command: AlarmCommandName): void {
    const rows = selection.rows.value.filter((row) => canDo(row, command))
    const each = OF_ALARM.includes(command) ? newestOfEach(rows) : rows
    asked.value = { command, rows: each, selectedCount: selection.rows.value.length }
  }

  return { ...{ selection, pending, asked, begin, beginSelected, give }, callOff }
}
