import type { Alarm } from './alarm.ts'
import type { AlarmChange, AlarmEvent, AlarmSiteEvent } from './events.ts'

/** What one event does to what hides an alarm: a name for what hides it, and whether that begins or ends. */
interface Step {
  readonly by: string
  readonly begins: boolean
}

const SHELF = '#shelf'
const OUT_OF_SERVICE = '#out-of-service'

/**
 * What hides alarms in a stretch of their journal: while something does, nobody is called by them. What
 * began before the stretch is known by its end, or by how the alarms stand behind it (`now`).
 */
export class Hiding {
  readonly #by = new Map<string, Set<string>>()

  constructor(events: readonly AlarmSiteEvent[], now: readonly Alarm[] = []) {
    const told = new Set<string>()
    for (const event of events) {
      const step = 'kind' in event ? undefined : stepOf(event.change)
      if (!step || 'kind' in event) continue
      const key = `${event.alarm} ${step.by}`
      if (!told.has(key) && !step.begins) this.#of(event.alarm).add(step.by)
      told.add(key)
    }
    for (const { id, shelf, outOfService, suppressedBy } of now) {
      const still = [...suppressedBy, ...(shelf ? [SHELF] : [])]
      if (outOfService) still.push(OUT_OF_SERVICE)
      for (const by of still) if (!told.has(`${id} ${by}`)) this.#of(id).add(by)
    }
  }

  isHidden(alarm: string): boolean {
    return (this.#by.get(alarm)?.size ?? 0) > 0
  }

  /** Takes the next event in; true where the alarm is seen again by it, and what it has open asks anew. */
  take({ alarm, change }: AlarmEvent): boolean {
    const step = stepOf(change)
    if (!step) return false
    const by = this.#of(alarm)
    if (step.begins) by.add(step.by)
    else by.delete(step.by)
    return !step.begins && by.size === 0
  }

  #of(alarm: string): Set<string> {
    const by = this.#by.get(alarm) ?? new Set<string>()
    this.#by.set(alarm, by)
    return by
  }
}

function stepOf(change: AlarmChange): Step | undefined {
  const { kind } = change
  if (kind === 'suppressed' || kind === 'unsuppressed') {
    return { by: change.by, begins: kind === 'suppressed' }
  }
  if (kind === 'shelved' || kind === 'unshelved') return { by: SHELF, begins: kind === 'shelved' }
  if (kind === 'taken-out-of-service' || kind === 'returned-to-service') {
    return { by: OUT_OF_SERVICE, begins: kind === 'taken-out-of-service' }
  }
  return undefined
}
