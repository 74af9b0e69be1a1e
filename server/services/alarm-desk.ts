import type { Alarm } from '../core/alarms/alarm.ts'
import { applyEvent } from '../core/alarms/apply-event.ts'
import type { AlarmBook } from '../core/alarms/book.ts'
import type { AlarmCommand, CommandConflict } from '../core/alarms/command.ts'
import { decideCommand } from '../core/alarms/decide-command.ts'
import type { AlarmEvent } from '../core/alarms/events.ts'
import type { Rule } from '../core/alarms/rule.ts'
import type { AlarmStore, KeptCommand } from './alarm-store.ts'
import type { AlarmDraft, AlarmWriter, AlarmWritten } from './alarm-writer.ts'
import { StoreUnavailable } from './store.ts'

/** A command with the id under which it has one effect, however often it comes. */
export interface OrderedCommand {
  readonly id: string
  /** What it asks for, as a hash. */
  readonly fingerprint: string
  readonly command: AlarmCommand
}

export type CommandAnswer =
  /** Durable. `isRepeated`: by an earlier request of the same id. */
  | { readonly ok: true; readonly alarm: Alarm; readonly seq: number; readonly isRepeated: boolean }
  | { readonly ok: false; readonly reason: 'conflict'; readonly conflict: CommandConflict }
  /** The id stands for another command. */
  | { readonly ok: false; readonly reason: 'other-command' }
  | { readonly ok: false; readonly reason: 'read-only' | 'full' }
  /** It may have taken effect or not: to be asked again with the same id. */
  | { readonly ok: false; readonly reason: 'unknown' }

export interface AlarmDesk {
  /** Carries commands out, each by itself and in this order; answers when all is durable, within about a second. */
  readonly order: (commands: readonly OrderedCommand[]) => Promise<readonly CommandAnswer[]>
}

export interface AlarmDeskParts {
  readonly store: Pick<AlarmStore, 'readCommand'>
  readonly writer: AlarmWriter
  /** Resolves true when everything was read that was in the journal at the call. */
  readonly refresh: (timeoutMs: number) => Promise<boolean>
  readonly alarm: (id: string) => Alarm | undefined
  readonly rule: (id: string) => Pick<Rule, 'maxShelfMs'> | undefined
  /** Site time, ms since 1970. */
  readonly now: () => number
  readonly monotonicNow: () => number
}

/** Also what a person waits for at most. */
const ANSWER_WITHIN_MS = 900
const MAX_PER_COMMIT = 200
const MAX_WAITING = 5_000

interface Waiting {
  readonly ordered: OrderedCommand
  readonly deadline: number
  readonly answer: (answer: CommandAnswer) => void
  readonly fail: (error: unknown) => void
}

/** What officers do to alarms; what comes while a write is under way goes into the next one together. */
export function createAlarmDesk(parts: AlarmDeskParts): AlarmDesk {
  let waiting: Waiting[] = []
  let isRunning = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_PER_COMMIT)
      waiting = waiting.slice(MAX_PER_COMMIT)
      try {
        await carryOut(parts, batch)
      } catch (error) {
        const isUnknown = error instanceof StoreUnavailable
        for (const one of batch) {
          if (isUnknown) one.answer({ ok: false, reason: 'unknown' })
          else one.fail(error)
        }
      }
    }
    isRunning = false
  }

  function enqueue(ordered: OrderedCommand): Promise<CommandAnswer> {
    if (waiting.length >= MAX_WAITING) return Promise.resolve({ ok: false, reason: 'unknown' })
    return new Promise((answer, fail) => {
      const deadline = parts.monotonicNow() + ANSWER_WITHIN_MS
      waiting.push({ ordered, deadline, answer, fail })
      if (isRunning) return
      isRunning = true
      queueMicrotask(() => void run())
    })
  }

  return { order: (commands) => Promise.all(commands.map(enqueue)) }
}

/** Answers every one of a batch, or rejects: then those that have no answer yet may have taken effect or not. */
async function carryOut(parts: AlarmDeskParts, batch: readonly Waiting[]): Promise<void> {
  const deadline = Math.min(...batch.map((one) => one.deadline))
  let left = batch
  let isFresh = false
  while (left.length > 0) {
    let round: Round = { events: [], of: new Map(), conflicts: new Map(), alarms: new Map() }
    const written = await parts.writer.write((book) => {
      round = decideAll(parts, left, book)
      return draftOf(round)
    }, deadline)
    if (written && !written.ok) {
      if (written.reason === 'lease-lost' || written.reason === 'outdated') {
        throw new RangeError('officers need no lease')
      }
      left = answerRefused(parts, left, written, round)
      continue
    }
    if (written) answerWritten(round, written)
    left = [...round.conflicts.keys()]
    // Another node may know more: what is refused here must not be what an officer sees there.
    if (isFresh) left = await answerConflicts(parts, round)
    else if (left.length > 0) isFresh = await parts.refresh(deadline - parts.monotonicNow())
    if (left.length > 0 && !isFresh) throw new StoreUnavailable('the alarms cannot be read')
  }
}

/** What a batch would make of the book. */
interface Round {
  readonly events: AlarmEvent[]
  /** The event that answers a command; several of one id have one. */
  readonly of: Map<Waiting, number>
  readonly conflicts: Map<Waiting, CommandConflict>
  readonly alarms: Map<string, Alarm>
}

function decideAll(parts: AlarmDeskParts, left: readonly Waiting[], book: AlarmBook): Round {
  const round: Round = { events: [], of: new Map(), conflicts: new Map(), alarms: new Map() }
  const at = Math.floor(parts.now())
  const first = new Map<string, Waiting>()
  for (const one of left) {
    const { id, fingerprint, command } = one.ordered
    const same = first.get(id)
    const answered = same && round.of.get(same)
    if (answered !== undefined && same?.ordered.fingerprint === fingerprint) {
      round.of.set(one, answered)
      continue
    }
    const alarm = round.alarms.get(command.alarm) ?? book.get(command.alarm)
    const decision = decideCommand(alarm, command, alarm && parts.rule(alarm.rule), at)
    if (!decision.ok || !alarm || same) {
      round.conflicts.set(one, decision.ok ? { reason: 'already' } : decision.conflict)
      continue
    }
    first.set(id, one)
    const { rule, metric, subject } = alarm
    const named = { alarm: alarm.id, rule, ...(metric !== undefined && { metric }), subject }
    const event = { ...named, at, actor: command.actor, change: decision.change, command: id }
    round.of.set(one, round.events.length)
    round.events.push(event)
    round.alarms.set(alarm.id, applyEvent(alarm, event))
  }
  return round
}

function draftOf({ events, of }: Round): AlarmDraft | undefined {
  if (events.length === 0) return undefined
  const commands = new Map(
    [...of].map(([{ ordered }, event]) => [
      ordered.id,
      { id: ordered.id, fingerprint: ordered.fingerprint, event },
    ]),
  )
  return { events, commands: [...commands.values()], messages: [] }
}

function answerWritten(round: Round, written: Extract<AlarmWritten, { readonly ok: true }>): void {
  const told = new Set<number>()
  for (const [one, event] of round.of) {
    const seq = written.seqs[event]
    const alarm = written.alarms.get(one.ordered.command.alarm)
    if (seq === undefined || !alarm) throw new RangeError('a written command has no entry')
    one.answer({ ok: true, alarm, seq, isRepeated: told.has(event) })
    told.add(event)
  }
}

/** Answers those that the refusal is about; the others are left. */
function answerRefused(
  parts: Pick<AlarmDeskParts, 'alarm'>,
  left: readonly Waiting[],
  refused: Extract<AlarmWritten, { readonly ok: false }>,
  { of }: Round,
): readonly Waiting[] {
  return left.filter((one) => {
    if (refused.reason !== 'known') {
      if (!of.has(one)) return true
      one.answer({ ok: false, reason: refused.reason === 'full' ? 'full' : 'read-only' })
      return false
    }
    if (refused.command.id !== one.ordered.id) return true
    one.answer(knownAnswer(one, refused.command, parts.alarm(one.ordered.command.alarm)))
    return false
  })
}

function knownAnswer(
  { ordered }: Waiting,
  kept: KeptCommand,
  alarm: Alarm | undefined,
): CommandAnswer {
  if (kept.fingerprint !== ordered.fingerprint || !alarm) {
    return { ok: false, reason: 'other-command' }
  }
  return { ok: true, alarm, seq: kept.seq, isRepeated: true }
}

/** What cannot be done any more may have been done already, by the same command. */
async function answerConflicts(
  { store, alarm }: AlarmDeskParts,
  { conflicts }: Round,
): Promise<readonly Waiting[]> {
  for (const [one, conflict] of conflicts) {
    const kept = await store.readCommand(one.ordered.id)
    const answer: CommandAnswer = kept
      ? knownAnswer(one, kept, alarm(one.ordered.command.alarm))
      : { ok: false, reason: 'conflict', conflict }
    one.answer(answer)
  }
  return []
}
