import fc from 'fast-check'
import { SEVERITIES } from '../../protocol/alarms.ts'
import { alarmId, type AlarmSubject } from '../core/alarms/alarm.ts'
import type {
  AlarmChange,
  AlarmEvent,
  PostureEvent,
  WatchChange,
  WatchEvent,
} from '../core/alarms/events.ts'

const text = fc.string({ unit: 'binary', maxLength: 30 })
/** JSON knows no −0. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const occurrence = fc.integer({ min: 1, max: 12 })
const reached = fc.record(
  {
    severity: fc.constantFrom(...SEVERITIES),
    level: text,
    rank: fc.nat({ max: 7 }),
    value: number,
    limit: number,
  },
  { requiredKeys: ['severity'] },
)
const comment = fc.record({ comment: text }, { requiredKeys: [] })

/** For every kind of change an arbitrary of the rest of it; the type says when one is missing. */
const CHANGES: {
  readonly [K in AlarmChange['kind']]: fc.Arbitrary<
    Omit<Extract<AlarmChange, { readonly kind: K }>, 'kind'>
  >
} = {
  raised: fc
    .tuple(reached, fc.record({ occurrence, isLatched: fc.boolean(), isSimulated: fc.boolean() }))
    .map(([level, rest]) => ({ ...level, ...rest })),
  'severity-changed': fc
    .tuple(reached, occurrence)
    .map(([level, number]) => ({ ...level, occurrence: number })),
  cleared: fc.record(
    { occurrence, value: number, cause: fc.constant('rule-removed' as const) },
    { requiredKeys: ['occurrence'] },
  ),
  acknowledged: ofOccurrence(comment),
  unacknowledged: ofOccurrence(comment),
  reset: ofOccurrence(comment),
  shelved: fc.record({ until: fc.nat(), comment: text }, { requiredKeys: ['until'] }),
  unshelved: fc.record(
    { cause: fc.constantFrom('command' as const, 'expired' as const), comment: text },
    { requiredKeys: ['cause'] },
  ),
  'taken-out-of-service': comment,
  'returned-to-service': comment,
  suppressed: fc.record({ by: text }),
  unsuppressed: fc.record({ by: text }),
  commented: fc.record({ occurrence, comment: text }),
  assigned: fc.record(
    { occurrence, owner: text, comment: text },
    { requiredKeys: ['occurrence', 'owner'] },
  ),
  escalated: fc.record({ occurrence, step: fc.integer({ min: 1, max: 9 }), role: text }),
  'chattering-began': fc.constant({}),
  'chattering-ended': fc.constant({}),
  'went-blind': fc.constant({}),
  'sees-again': fc.constant({}),
}

function ofOccurrence<T extends object>(rest: fc.Arbitrary<T>) {
  return fc.tuple(rest, occurrence).map(([more, number]) => ({ ...more, occurrence: number }))
}

const anyChange = fc.oneof(
  ...Object.entries(CHANGES).map(([kind, rest]) =>
    (rest as fc.Arbitrary<object>).map((more) => ({ kind, ...more }) as AlarmChange),
  ),
)

const anyActor = fc.record({
  kind: fc.constantFrom('person' as const, 'key' as const, 'server' as const),
  id: text,
  name: text,
})

/** Any event of an alarm of these ids, whether it can be or not; `at` up to 2^31. */
export function anyEvent(
  ids: readonly string[] = ['20506', '20507', 'VN-1'],
): fc.Arbitrary<AlarmEvent> {
  const subject: fc.Arbitrary<AlarmSubject> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('unit' as const, 'sensor' as const),
      id: fc.constantFrom(...ids),
    }),
    fc.constant(undefined),
  )
  return fc
    .record(
      {
        rule: fc.constantFrom('water-high', 'quiet'),
        metric: fc.constant('water.level'),
        subject,
        at: fc.nat(),
        actor: anyActor,
        change: anyChange,
        command: text,
      },
      { requiredKeys: ['rule', 'subject', 'at', 'actor', 'change'] },
    )
    .map((event) => ({
      ...event,
      alarm: alarmId(event.rule, event.subject),
    }))
}

export const anyPosture: fc.Arbitrary<PostureEvent> = fc.record({
  kind: fc.constantFrom('flood-began', 'flood-ended'),
  at: fc.nat(),
  raises: fc.nat(),
})

const anyWatchChange: fc.Arbitrary<WatchChange> = fc.oneof(
  fc.record(
    { kind: fc.constant('taken' as const), from: text, fromName: text, until: fc.nat() },
    { requiredKeys: ['kind'] },
  ),
  fc.record(
    { kind: fc.constantFrom('offered' as const, 'ended' as const), note: text },
    { requiredKeys: ['kind'] },
  ),
  fc.record({ kind: fc.constant('kept' as const) }),
)

export const anyWatch: fc.Arbitrary<WatchEvent> = fc.record(
  {
    kind: fc.constant('watch' as const),
    at: fc.nat(),
    actor: anyActor,
    change: anyWatchChange,
    command: text,
  },
  { requiredKeys: ['kind', 'at', 'actor', 'change'] },
)
