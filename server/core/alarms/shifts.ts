import type { WatchEvent } from './events.ts'

/** One officer's time on watch, as the journal has it. Times are site time, ms since 1970. */
export interface ShiftRecord {
  /** Numbers of the journal's entries that it began and ended with. */
  readonly shift: number
  readonly endedBy?: number
  readonly officer: { readonly id: string; readonly name: string }
  readonly from: number
  readonly until?: number
  readonly to?: number
  readonly end?: ShiftEnd
  readonly relievedBy?: { readonly id: string; readonly name: string }
  readonly note?: string
}

/** `unknown`: nothing says how; the alarms were emptied meanwhile. */
export type ShiftEnd = 'handed-over' | 'taken-over' | 'ended' | 'unknown'

/** The shifts among events of the watch, oldest first; `running` is the one in force, the last one else ended without a word. */
export function shiftsIn(
  events: readonly { readonly seq: number; readonly event: WatchEvent }[],
  running: number | undefined,
): readonly ShiftRecord[] {
  const ended: ShiftRecord[] = []
  let current: ShiftRecord | undefined
  let isOffered = false
  for (const { seq, event } of events) {
    const { change, actor, at } = event
    const officer = { id: actor.id, name: actor.name }
    switch (change.kind) {
      case 'offered':
      case 'kept':
        isOffered = change.kind === 'offered'
        current = current && withNote(current, 'note' in change ? change.note : undefined)
        continue
      case 'ended':
        if (current) {
          ended.push({ ...withNote(current, change.note), to: at, endedBy: seq, end: 'ended' })
        }
        current = undefined
        break
      case 'taken':
        if (current?.officer.id === actor.id) {
          current = withUntil(withNote(current, undefined), change.until)
          break
        }
        if (current) {
          const end = isOffered ? 'handed-over' : 'taken-over'
          ended.push({ ...current, to: at, endedBy: seq, end, relievedBy: officer })
        }
        current = withUntil({ shift: seq, officer, from: at }, change.until)
    }
    isOffered = false
  }
  if (!current) return ended
  return [...ended, current.shift === running ? current : { ...current, end: 'unknown' }]
}

function withNote(shift: ShiftRecord, note: string | undefined): ShiftRecord {
  const { note: before, ...others } = shift
  if (note === before) return shift
  return note === undefined ? others : { ...others, note }
}

function withUntil(shift: ShiftRecord, until: number | undefined): ShiftRecord {
  const { until: before, ...others } = shift
  if (until === before) return shift
  return until === undefined ? others : { ...others, until }
}
