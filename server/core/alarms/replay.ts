import type { AlarmCommandName, AlarmState } from '../../../protocol/alarms.ts'
import type { Quality } from '../../../protocol/sample.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { stateOfAlarm } from './alarm-state.ts'
import { emptyAlarm, type Alarm } from './alarm.ts'
import { applyEvent } from './apply-event.ts'
import type { AlarmCommand, CommandConflict } from './command.ts'
import type { ConditionInput, ConditionState, Look } from './condition.ts'
import { decideCommand } from './decide-command.ts'
import { decideCondition, decideSuppression, decideTime, nextTime } from './decide-server.ts'
import { SERVER_ACTOR, type AlarmActor, type AlarmChange } from './events.ts'
import { stateChange, toJournal } from './journal-entry.ts'
import type { Rule } from './rule.ts'

/** Something that happens to one alarm in a sequence that is played. `at`: ms since 1970, never going back. */
export type ReplayEvent = { readonly at: number } & (
  | { readonly kind: 'sample'; readonly value: number | null; readonly quality: Quality }
  | { readonly kind: 'tick' }
  | ReplayCommand
  | { readonly kind: 'suppress' | 'unsuppress'; readonly by: string }
)

/**
 * Without `occurrence` it acts on what an officer sees: `acknowledge` on every open occurrence that
 * asks, everything else on the newest. A shelf without `until` lasts the rule's longest.
 */
export interface ReplayCommand {
  readonly kind: 'command'
  readonly name: AlarmCommandName
  readonly officer: string
  readonly occurrence?: number | undefined
  readonly comment?: string | undefined
  readonly until?: number | undefined
  readonly owner?: string | undefined
}

/** What came of an event: an entry of the journal, or that a command was refused. */
export type ReplayLine =
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  | {
      readonly kind: 'refused'
      readonly at: number
      readonly command: AlarmCommand
      readonly conflict: CommandConflict
    }

/**
 * Plays a sequence through the machine: one alarm of one rule, of which nobody knows anything yet.
 * What time brings comes when it is due, also between two events; a sample of that very moment is
 * looked at first, for it says what is so then.
 */
export class AlarmReplay {
  readonly #rule: Rule
  readonly #look: Look
  readonly #site: string
  readonly #lines: ReplayLine[] = []
  #alarm: Alarm
  #condition: ConditionState | undefined
  #lookAt: number | undefined
  #hiddenBy: readonly string[] = []
  #now = 0

  constructor(rule: Rule, look: Look, site: string) {
    this.#rule = rule
    this.#look = look
    this.#site = site
    this.#alarm = emptyAlarm({ rule: rule.id, subject: undefined })
  }

  get alarm(): Alarm {
    return this.#alarm
  }

  /** All that came of the events so far, in order. */
  get lines(): readonly ReplayLine[] {
    return this.#lines
  }

  /** Plays one event and answers the alarm's state after it. Throws RangeError for one of an earlier time than the last. */
  play(event: ReplayEvent): AlarmState {
    const { at } = event
    if (at < this.#now) throw new RangeError('an event happens before the one in front of it')
    this.#passTime(at, event.kind !== 'sample')
    this.#now = at
    switch (event.kind) {
      case 'sample': {
        const { value, quality } = event
        this.#see({ kind: 'sample', sampledAt: at, value, quality })
        break
      }
      case 'tick':
        this.#see({ kind: 'tick' })
        break
      case 'command':
        this.#command(event)
        break
      case 'suppress':
        this.#hide([...this.#hiddenBy.filter((by) => by !== event.by), event.by])
        break
      case 'unsuppress':
        this.#hide(this.#hiddenBy.filter((by) => by !== event.by))
        break
    }
    this.#passTime(at, true)
    return stateOfAlarm(this.#alarm)
  }

  #passTime(until: number, isIncluded: boolean): void {
    for (;;) {
      const due = Math.min(this.#lookAt ?? Infinity, nextTime(this.#alarm, this.#rule) ?? Infinity)
      if (due > until || (due === until && !isIncluded) || due === Infinity) return
      this.#now = Math.max(this.#now, due)
      const isLookDue = this.#lookAt !== undefined && this.#lookAt <= this.#now
      if (isLookDue) this.#see({ kind: 'tick' })
      const changes = decideTime(this.#alarm, this.#rule, this.#now)
      if (!isLookDue && changes.length === 0) throw new Error('what was due did not come')
      for (const change of changes) this.#happen(change)
    }
  }

  #see(input: ConditionInput): void {
    const { state, dueAt } = this.#look(this.#rule, this.#condition, input, this.#now)
    this.#condition = state
    if (dueAt !== undefined && dueAt <= this.#now) {
      throw new Error('a condition that was looked at now wants to be looked at before')
    }
    this.#lookAt = dueAt
    this.#follow()
  }

  #follow(): void {
    if (!this.#condition) return
    const facts = { hiddenBy: this.#hiddenBy, isSimulated: false }
    const changes = decideCondition(this.#alarm, this.#rule, this.#condition.result, facts)
    for (const change of changes) this.#happen(change)
  }

  #hide(hiddenBy: readonly string[]): void {
    this.#hiddenBy = hiddenBy
    for (const change of decideSuppression(this.#alarm, hiddenBy)) this.#happen(change)
  }

  #command(event: ReplayCommand): void {
    const { name, officer, comment, owner } = event
    const until = event.until ?? (name === 'shelve' ? this.#now + this.#rule.maxShelfMs : undefined)
    for (const occurrence of occurrencesOf(this.#alarm, event)) {
      const command: AlarmCommand = {
        name,
        alarm: this.#alarm.id,
        occurrence,
        actor: { kind: 'person', id: officer, name: officer },
        ...(comment !== undefined && { comment }),
        ...(owner !== undefined && { owner }),
        ...(until !== undefined && { until }),
      }
      const decision = decideCommand(this.#alarm, command, this.#rule, this.#now)
      if (decision.ok) this.#happen(decision.change, command.actor)
      else {
        const { conflict } = decision
        this.#lines.push({ kind: 'refused', at: this.#now, command, conflict })
      }
    }
    // Back in service, it is raised for what holds now, not for what comes next.
    this.#follow()
  }

  #happen(change: AlarmChange, actor: AlarmActor = SERVER_ACTOR): void {
    const before = this.#alarm
    const { id: alarm, rule, subject } = before
    const event = { alarm, rule, subject, at: this.#now, actor, change }
    this.#alarm = applyEvent(before, event)
    const told = toJournal(event, this.#site, stateChange(before, this.#alarm, change))
    this.#lines.push({ kind: 'entry', entry: { ...told, at: this.#now } })
  }
}

function occurrencesOf(alarm: Alarm, { name, occurrence }: ReplayCommand): readonly number[] {
  if (occurrence !== undefined) return [occurrence]
  const asking = alarm.open.filter(({ acknowledged }) => !acknowledged)
  if (name === 'acknowledge' && asking.length > 0) return asking.map(({ number }) => number)
  return [alarm.open.at(-1)?.number ?? alarm.lastOccurrence]
}
