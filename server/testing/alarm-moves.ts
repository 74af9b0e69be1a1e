import fc from 'fast-check'
import { ALARM_COMMANDS, type AlarmCommandName } from '../../protocol/alarms.ts'
import { emptyAlarm, type Alarm, type AlarmSubject } from '../core/alarms/alarm.ts'
import { applyEvent } from '../core/alarms/apply-event.ts'
import type { AlarmCommand, ConflictReason } from '../core/alarms/command.ts'
import type { ConditionResult } from '../core/alarms/condition.ts'
import { decideCommand } from '../core/alarms/decide-command.ts'
import { decideCondition, decideSuppression, decideTime } from '../core/alarms/decide-server.ts'
import {
  SERVER_ACTOR,
  type AlarmActor,
  type AlarmChange,
  type AlarmEvent,
  type Reached,
} from '../core/alarms/events.ts'
import {
  DEFAULT_CHATTERING,
  DEFAULT_MAX_SHELF_MS,
  DEFAULT_TIMING,
  type Rule,
} from '../core/alarms/rule.ts'

export const LAN: AlarmActor = { kind: 'person', id: 'lan', name: 'Nguyễn Thị Lan' }
/** More than any alarm has occurrences and steps of escalation. */
const MAX_ROUNDS = 100

export const MINH: AlarmActor = { kind: 'person', id: 'minh', name: 'Trần Minh' }

export function buildRule(parts: Partial<Rule> = {}): Rule {
  return {
    ...DEFAULT_TIMING,
    id: 'water-high',
    condition: { kind: 'high', limit: 50, severity: 'high' },
    chattering: DEFAULT_CHATTERING,
    escalation: [],
    maxShelfMs: DEFAULT_MAX_SHELF_MS,
    isHiddenInFlood: false,
    ...parts,
  }
}

/** What the server's look can say, each worse than the one before. */
export const LEVELS: readonly Reached[] = [
  { severity: 'low', level: 'BĐ1', rank: 0, value: 5, limit: 4 },
  { severity: 'high', level: 'BĐ2', rank: 1, value: 7, limit: 6 },
  { severity: 'high', level: 'BĐ3', rank: 2, value: 9, limit: 8 },
  { severity: 'critical', level: 'BĐ4', rank: 3, value: 11, limit: 10 },
]

export function resultOf(level?: number, marks: Partial<ConditionResult> = {}): ConditionResult {
  const active = level === undefined ? undefined : LEVELS[level]
  return { ...(active && { active }), isBlind: false, isChattering: false, ...marks }
}

/** Something that happens around an alarm: to its condition, by a person, by design, or by time. */
export type Move =
  | { readonly kind: 'condition'; readonly result: ConditionResult }
  | {
      readonly kind: 'command'
      readonly name: AlarmCommandName
      /** How far before the newest occurrence; below 0 one that is not there yet. */
      readonly back: number
      readonly actor: AlarmActor
      readonly untilMs: number
      readonly comment: string
    }
  | { readonly kind: 'hidden'; readonly by: readonly string[] }
  | { readonly kind: 'time'; readonly ms: number }

const level = fc.constantFrom(undefined, undefined, undefined, ...LEVELS.keys())
const rarely = fc.nat({ max: 5 }).map((dice) => dice === 0)

export const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('condition' as const),
      result: fc
        .tuple(level, rarely, rarely)
        .map(([at, isBlind, isChattering]) => resultOf(at, { isBlind, isChattering })),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      name: fc.constantFrom(...ALARM_COMMANDS),
      back: fc.integer({ min: -1, max: 8 }),
      actor: fc.constantFrom(LAN, MINH),
      untilMs: fc.integer({ min: -1, max: 30_000 }),
      comment: fc.string({ minLength: 1, maxLength: 20 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('hidden' as const),
      by: fc.subarray(['flood', 'parent:power', 'maintenance:pump-check']),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.integer({ min: 0, max: 20_000 }),
    }),
  },
)

/** An alarm with what the server knows of it, moved as the services move it: decide, note, apply. */
export class AlarmGame {
  readonly rule: Rule
  readonly journal: AlarmEvent[] = []
  /** What became of the last move, where it was a command that was refused. */
  refused: ConflictReason | undefined
  alarm: Alarm
  result: ConditionResult = resultOf()
  now = 1_000
  readonly #subject: AlarmSubject
  readonly #onEvent: (before: Alarm, event: AlarmEvent, after: Alarm) => void
  #hiddenBy: readonly string[] = []

  constructor(
    rule: Rule = buildRule(),
    onEvent: (before: Alarm, event: AlarmEvent, after: Alarm) => void = () => undefined,
  ) {
    this.rule = rule
    this.#onEvent = onEvent
    this.#subject = { kind: 'unit', id: '20506' }
    this.alarm = emptyAlarm({ rule: rule.id, metric: 'water.level', subject: this.#subject })
  }

  move(move: Move): this {
    this.refused = undefined
    switch (move.kind) {
      case 'condition':
        this.result = move.result
        break
      case 'command': {
        const { name, actor, back, untilMs, comment } = move
        const occurrence = Math.max(0, this.alarm.lastOccurrence - back)
        const until = this.now + untilMs
        this.command({ name, actor, occurrence, until, comment, owner: 'Đội 2' })
        break
      }
      case 'hidden':
        this.#hiddenBy = move.by
        break
      case 'time':
        this.now += move.ms
        break
    }
    this.#settle()
    return this
  }

  condition(at?: number, marks?: Partial<ConditionResult>): this {
    return this.move({ kind: 'condition', result: resultOf(at, marks) })
  }

  hide(...by: readonly string[]): this {
    return this.move({ kind: 'hidden', by })
  }

  pass(ms: number): this {
    return this.move({ kind: 'time', ms })
  }

  /** Of the newest occurrence and by Lan, unless said otherwise. A refusal is in `refused`. */
  command(given: Partial<AlarmCommand> & Pick<AlarmCommand, 'name'>): this {
    const command: AlarmCommand = {
      alarm: this.alarm.id,
      occurrence: this.alarm.open.at(-1)?.number ?? this.alarm.lastOccurrence,
      actor: LAN,
      comment: 'đã gọi trạm',
      until: this.now + 10_000,
      owner: 'Đội 2',
      ...given,
    }
    const decision = decideCommand(this.alarm, command, this.rule, this.now)
    this.refused = decision.ok ? undefined : decision.conflict.reason
    if (decision.ok) this.#happen(decision.change, command.actor, `c${this.journal.length}`)
    this.#settle()
    return this
  }

  /** As the service does after everything, until nothing more follows. */
  #settle(): void {
    const facts = { hiddenBy: this.#hiddenBy, isSimulated: false }
    for (const change of decideCondition(this.alarm, this.rule, this.result, facts)) {
      this.#happen(change)
    }
    for (const change of decideSuppression(this.alarm, this.#hiddenBy)) this.#happen(change)
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const changes = decideTime(this.alarm, this.rule, this.now)
      if (changes.length === 0) return
      for (const change of changes) this.#happen(change)
    }
    throw new Error('time brings the same again and again')
  }

  #happen(change: AlarmChange, actor: AlarmActor = SERVER_ACTOR, command?: string): void {
    const before = this.alarm
    const event: AlarmEvent = {
      alarm: before.id,
      rule: this.rule.id,
      metric: 'water.level',
      subject: this.#subject,
      at: this.now,
      actor,
      change,
      ...(command !== undefined && { command }),
    }
    this.journal.push(event)
    this.alarm = applyEvent(before, event)
    this.#onEvent(before, event, this.alarm)
  }
}
