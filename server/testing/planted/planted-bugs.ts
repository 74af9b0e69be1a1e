/**
 * Bugs that can be planted into a test run, and the test that must find each: by its file and a part of
 * its title. They are texts put in place of others while the tests load a module; nothing that is built
 * knows of them. `npm run planted` plants them one after the other.
 */
export interface PlantedBug {
  readonly name: string
  readonly what: string
  readonly module: string
  readonly find: string
  readonly put: string
  readonly test: { readonly file: string; readonly title: string }
}

const DESK = 'server/services/alarm-desk.test.ts'
const EVALUATOR = 'server/services/alarm-evaluator.test.ts'
const MACHINE = 'server/core/alarms/machine-properties.test.ts'

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'ack-before-durable',
    what: 'An acknowledgement is answered before it is written',
    module: 'server/services/alarm-desk.ts',
    find: '      return draftOf(round)\n',
    put: `      const draft = draftOf(round)
      const seqs = round.events.map((_, index) => book.head + index + 1)
      if (draft) answerWritten(round, { ok: true, seqs, alarms: round.alarms })
      return draft\n`,
    test: { file: DESK, title: 'says that it does not know while the store is away' },
  },
  {
    name: 'no-idempotency',
    what: 'The ids of commands are not kept',
    module: 'server/services/alarm-desk.ts',
    find: 'return { events, commands: [...commands.values()], messages: [] }',
    put: 'return { events, commands: [], messages: [] }',
    test: { file: DESK, title: 'acknowledges once, however often the same command comes' },
  },
  {
    name: 'occurrence-ignored',
    what: 'An acknowledgement acts on the newest occurrence, whichever it names',
    module: 'server/core/alarms/decide-command.ts',
    find: 'alarm.open.find(({ number }) => number === occurrence)',
    put: 'alarm.open.at(-1)',
    test: { file: DESK, title: 'acknowledges the occurrence that was named, and no later one' },
  },
  {
    name: 'shelf-never-expires',
    what: 'A shelf stays until somebody ends it',
    module: 'server/core/alarms/decide-server.ts',
    find: 'if (alarm.shelf && at >= alarm.shelf.until)',
    put: 'if (alarm.shelf && at < 0)',
    test: { file: EVALUATOR, title: 'ends a shelf by itself' },
  },
  {
    name: 'worse-stays-acknowledged',
    what: 'A worse severity keeps the acknowledgement of the milder one',
    module: 'server/core/alarms/apply-event.ts',
    find: 'return isWorse(next.severity, before.severity)',
    put: 'return false',
    test: { file: MACHINE, title: '[L6] an acknowledgement is taken back by what asks again' },
  },
  {
    name: 'cursor-not-atomic',
    what: 'The cursor is written before what was worked out up to it',
    module: 'server/services/alarm-evaluator.ts',
    find: '      const forgotten = isLast',
    put: `      const early = toldOf(cursorOf(held, held.window), held.writes + 0.5)
      await writer.write(() => ({
        events: [],
        commands: [],
        messages: [],
        evaluation: { token: held.token, ...early, points: chunk.points },
      }), now + WRITE_WITHIN_MS)
      held.told = early
      held.writes++
      const forgotten = isLast`,
    test: {
      file: EVALUATOR,
      title: 'tells the same, once, however often whoever works is cut off',
    },
  },
  {
    name: 'conflated-samples',
    what: 'Only the last value of a series in an entry is held against the rules',
    module: 'server/services/alarm-figures.ts',
    find: '    const sampledAt = batch.sampledAt[row] ?? 0\n',
    put: `    const sampledAt = batch.sampledAt[row] ?? 0
    if (batch.series.lastIndexOf(batch.series[row] ?? -1) !== row) continue\n`,
    test: { file: EVALUATOR, title: 'what comes and goes within one entry' },
  },
  {
    name: 'occurrences-coalesced',
    what: 'The channel shows the newest occurrence in place of all that are open',
    module: 'server/core/alarms/alarm-state.ts',
    find: 'return alarm.open.map((one) => ({',
    put: 'return alarm.open.slice(-1).map((one) => ({',
    test: { file: 'server/services/alarm-channel.test.ts', title: 'every open occurrence' },
  },
  {
    name: 'canary-ignored',
    what: 'The sign of life of the evaluator takes the place of the canary',
    module: 'server/services/alarm-cursor.ts',
    find: 'return JSON.stringify({ at, canaryAt, raises: raises.length })',
    put: 'return JSON.stringify({ at, canaryAt: Math.max(at, canaryAt), raises: raises.length })',
    test: { file: EVALUATOR, title: '[K4] says how far the canary has come' },
  },
  {
    name: 'inherits-acknowledgement',
    what: 'A new occurrence is acknowledged as the one before was',
    module: 'server/core/alarms/apply-event.ts',
    find: '    raisedAt: at,\n    askedAt: at,\n',
    put: '    raisedAt: at,\n    askedAt: at,\n    acknowledged: alarm.closed.at(-1)?.acknowledged,\n',
    test: { file: MACHINE, title: 'every raise is a new occurrence or counted, and asks' },
  },
  {
    name: 'late-writer',
    what: 'Whoever has lost the lease may still write',
    module: 'server/adapters/store-redis/functions/alarms.ts',
    find: "if token ~= '' and not holds_lease(site, 'alarms', token) then return { 'lease-lost' } end",
    put: '',
    test: {
      file: 'server/services/store-contract/alarms.contract.ts',
      title: 'of an evaluation whose lease was lost',
    },
  },
]

export function plantedBug(name: string): PlantedBug {
  const found = PLANTED_BUGS.find((one) => one.name === name)
  if (!found) throw new RangeError(`no planted bug is called ${name}`)
  return found
}
