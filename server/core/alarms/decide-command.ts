import { isWorse } from '../../../protocol/alarms.ts'
import { stateOfOccurrence } from './alarm-state.ts'
import type { Alarm, Occurrence } from './alarm.ts'
import type { AlarmCommand, CommandConflict, ConflictReason } from './command.ts'
import type { AlarmChange } from './events.ts'
import { DEFAULT_MAX_SHELF_MS, type Rule } from './rule.ts'

export type CommandDecision =
  | { readonly ok: true; readonly change: AlarmChange }
  | { readonly ok: false; readonly conflict: CommandConflict }

/**
 * What a command makes of the alarm as it is now (site time `at`), or why it has no effect. It acts on
 * the occurrence that it names and on no other.
 */
export function decideCommand(
  alarm: Alarm | undefined,
  command: AlarmCommand,
  rule: Pick<Rule, 'maxShelfMs'> | undefined,
  at: number,
): CommandDecision {
  if (!alarm) return refuse('no-such-alarm')
  switch (command.name) {
    case 'shelve':
      return shelve(alarm, command, rule, at)
    case 'unshelve':
      if (!alarm.shelf) return refuse('not-shelved')
      return accept({ kind: 'unshelved', cause: 'command', ...commentOf(command) })
    case 'out-of-service':
      if (alarm.outOfService) return refuse('already', alarm.outOfService)
      return hide(alarm, command, { kind: 'taken-out-of-service', ...commentOf(command) })
    case 'return-to-service':
      if (!alarm.outOfService) return refuse('not-out-of-service')
      return accept({ kind: 'returned-to-service', ...commentOf(command) })
    case 'acknowledge':
    case 'unacknowledge':
    case 'reset':
    case 'comment':
    case 'assign':
      return onOccurrence(alarm, { ...command, name: command.name })
  }
}

function shelve(
  alarm: Alarm,
  command: AlarmCommand,
  rule: Pick<Rule, 'maxShelfMs'> | undefined,
  at: number,
): CommandDecision {
  if (alarm.shelf) return refuse('already', alarm.shelf)
  const { until } = command
  const most = at + (rule?.maxShelfMs ?? DEFAULT_MAX_SHELF_MS)
  if (until === undefined || !(until > at && until <= most)) return refuse('bad-until')
  return hide(alarm, command, { kind: 'shelved', until, ...commentOf(command) })
}

/** Hiding what was raised since the officer looked would hide what nobody has seen. */
function hide(alarm: Alarm, { occurrence }: AlarmCommand, change: AlarmChange): CommandDecision {
  if (occurrence > alarm.lastOccurrence) return refuse('no-such-occurrence')
  const newest = alarm.open.at(-1)
  if (newest && newest.number > occurrence) return refuse('newer-occurrence')
  return accept(change)
}

/** A command whose effect is on the occurrence alone. */
type OccurrenceCommand = AlarmCommand & {
  readonly name: 'acknowledge' | 'unacknowledge' | 'reset' | 'comment' | 'assign'
}

function onOccurrence(alarm: Alarm, command: OccurrenceCommand): CommandDecision {
  const { occurrence } = command
  const open = alarm.open.find(({ number }) => number === occurrence)
  if (open) return onOpen(open, command)
  if (occurrence < 1 || occurrence > alarm.lastOccurrence) return refuse('no-such-occurrence')
  const closed = alarm.closed.find(({ number }) => number === occurrence)
  return refuse('closed', closed?.acknowledged)
}

function onOpen(open: Occurrence, command: OccurrenceCommand): CommandDecision {
  const named = { occurrence: open.number, ...commentOf(command) }
  switch (command.name) {
    case 'acknowledge':
      if (open.acknowledged) return refuse('already', open.acknowledged)
      if (command.severity && isWorse(open.severity, command.severity)) return refuse('worse-now')
      if (open.askedAt !== (command.askedAt ?? open.askedAt)) return refuse('asked-again')
      return accept({ kind: 'acknowledged', ...named })
    case 'unacknowledge':
      if (!open.acknowledged) return refuse('not-acknowledged')
      return accept({ kind: 'unacknowledged', ...named })
    case 'reset':
      return reset(open, named)
    case 'assign':
      if (command.owner === undefined) throw new RangeError('an assignment names an owner')
      return accept({ kind: 'assigned', owner: command.owner, ...named })
    case 'comment':
      if (command.comment === undefined) throw new RangeError('a comment has a text')
      return accept({ kind: 'commented', occurrence: open.number, comment: command.comment })
  }
}

function reset(
  open: Occurrence,
  named: { readonly occurrence: number; readonly comment?: string },
): CommandDecision {
  if (!open.isLatched) return refuse('not-latched')
  if (open.clearedAt === undefined) return refuse('still-active')
  if (stateOfOccurrence(open) !== 'latched-acknowledged') return refuse('not-acknowledged')
  return accept({ kind: 'reset', ...named })
}

function commentOf({ comment }: AlarmCommand): { readonly comment?: string } {
  return comment === undefined ? {} : { comment }
}

function accept(change: AlarmChange): CommandDecision {
  return { ok: true, change }
}

function refuse(reason: ConflictReason, by?: CommandConflict['by']): CommandDecision {
  if (!by) return { ok: false, conflict: { reason } }
  return { ok: false, conflict: { reason, by: { id: by.id, name: by.name, at: by.at } } }
}
