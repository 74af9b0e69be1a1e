import type { Site } from '../sites/site.ts'
import { emptyAlarm, type Alarm } from './alarm.ts'
import { hiddenState } from './alarm-state.ts'
import { applyEvent } from './apply-event.ts'
import type { AlarmBook } from './book.ts'
import { decideCondition, decideSuppression, decideTime } from './decide-server.ts'
import type { Transition } from './evaluation.ts'
import { SERVER_ACTOR, type AlarmChange, type AlarmEvent, type PostureEvent } from './events.ts'
import { isFlood, withRaises, type RaiseWindow } from './flood.ts'
import { hiddenBy, type AlarmPoint } from './points.ts'

export interface SiteFacts {
  readonly site: Site
  /** By alarm. */
  readonly points: ReadonlyMap<string, AlarmPoint>
  /** Site time, ms since 1970. */
  readonly at: number
  readonly window: RaiseWindow
  /** Also what only time, other alarms and the configuration bring. */
  readonly doesUpkeep: boolean
}

export interface SiteDecision {
  readonly events: readonly (AlarmEvent | PostureEvent)[]
  /** The raises of the last ten minutes, those among the events with them. */
  readonly window: RaiseWindow
}

/** What the evaluator writes: the events that bring the book up to what the conditions said, and the flood they make. */
export function decideSite(
  book: Pick<AlarmBook, 'get' | 'alarms' | 'posture'>,
  transitions: readonly Transition[],
  facts: SiteFacts,
): SiteDecision {
  const draft = new Draft(book)
  const wasFlood = book.posture.value.since !== undefined
  for (const { point, result, at, isSimulated } of transitions) {
    const alarm = draft.get(point.alarm) ?? emptyOf(point, isSimulated)
    const hidden = hiddenAt(draft, facts, point, at, wasFlood)
    const changes = decideCondition(alarm, point.rule, result, { hiddenBy: hidden, isSimulated })
    draft.add(alarm, changes, at)
  }
  if (facts.doesUpkeep) keepUp(draft, book, facts, wasFlood)
  const window = withRaises(facts.window, draft.raised, facts.at)
  const flood = isFlood(window, wasFlood)
  if (flood === wasFlood) return { events: draft.events, window }
  const kind = flood ? 'flood-began' : 'flood-ended'
  const posture: PostureEvent = { kind, at: facts.at, raises: window.length }
  return { events: [...draft.events, posture], window }
}

/** The book with the events decided so far on top. */
class Draft {
  readonly events: AlarmEvent[] = []
  /** Site times of raises that people see. */
  readonly raised: number[] = []
  readonly #book: Pick<AlarmBook, 'get'>
  readonly #alarms = new Map<string, Alarm>()

  constructor(book: Pick<AlarmBook, 'get'>) {
    this.#book = book
  }

  get(id: string): Alarm | undefined {
    return this.#alarms.get(id) ?? this.#book.get(id)
  }

  add(alarm: Alarm, changes: readonly AlarmChange[], at: number): void {
    let after = alarm
    const { id, rule, metric, subject } = alarm
    const named = { alarm: id, rule, ...(metric !== undefined && { metric }), subject }
    for (const change of changes) {
      const event: AlarmEvent = { ...named, at, actor: SERVER_ACTOR, change }
      this.events.push(event)
      after = applyEvent(after, event)
      if (change.kind === 'raised' && hiddenState(after) === undefined) this.raised.push(at)
    }
    if (changes.length > 0) this.#alarms.set(id, after)
  }
}

function emptyOf({ definition, rule, subject }: AlarmPoint, isSimulated: boolean): Alarm {
  const { metric } = definition
  const named = { rule: rule.id, ...(metric !== undefined && { metric }), subject }
  return emptyAlarm(named, isSimulated)
}

function hiddenAt(
  draft: Draft,
  { site }: SiteFacts,
  point: AlarmPoint,
  at: number,
  isFloodNow: boolean,
): readonly string[] {
  return hiddenBy(site, point, {
    at,
    isFlood: isFloodNow,
    isActive: (id) => isActive(draft.get(id)),
  })
}

function isActive(alarm: Alarm | undefined): boolean {
  const newest = alarm?.open.at(-1)
  return newest !== undefined && newest.clearedAt === undefined
}

const MOST_EVENTS_OF_UPKEEP = 1_000

/** Shelves that end, steps of escalation, what hides by design, and alarms whose rule is gone. */
function keepUp(
  draft: Draft,
  book: Pick<AlarmBook, 'alarms'>,
  facts: SiteFacts,
  wasFlood: boolean,
): void {
  for (const { value } of book.alarms()) {
    // The rest a second later: a commit takes only so many.
    if (draft.events.length >= MOST_EVENTS_OF_UPKEEP) return
    const alarm = draft.get(value.id) ?? value
    const point = facts.points.get(alarm.id)
    if (!point) draft.add(alarm, withoutRule(alarm), facts.at)
    else if (alarm.open.length > 0 || alarm.suppressedBy.length > 0) {
      const hidden = hiddenAt(draft, facts, point, facts.at, wasFlood)
      draft.add(alarm, decideSuppression(alarm, hidden), facts.at)
    }
    const now = draft.get(alarm.id) ?? alarm
    if (now.open.length > 0 || now.shelf) {
      draft.add(now, decideTime(now, point?.rule, facts.at), facts.at)
    }
  }
}

/** Nobody looks at it any more: it is not active, and what is open stays until it is acknowledged. */
function withoutRule(alarm: Alarm): readonly AlarmChange[] {
  const newest = alarm.open.at(-1)
  return [
    ...(alarm.isBlind ? [{ kind: 'sees-again' } as const] : []),
    ...(alarm.isChattering ? [{ kind: 'chattering-ended' } as const] : []),
    ...(newest && newest.clearedAt === undefined
      ? [{ kind: 'cleared', occurrence: newest.number, cause: 'rule-removed' } as const]
      : []),
    ...decideSuppression(alarm, []),
  ]
}
