import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEVERITIES } from '../../../protocol/alarms.ts'
import { anyEvent } from '../../testing/any-alarm-event.ts'
import { buildRiverRule, buildTarget, riverEvent } from '../../testing/build-notifications.ts'
import { buildSite } from '../../testing/build-site.ts'
import { readRow, type OutboxRow } from '../notifications/outbox.ts'
import { WEEKDAYS } from '../calendar/civil-day.ts'
import type { NotificationTarget } from '../notifications/target.ts'
import type { Site } from '../sites/site.ts'
import { AlarmBook } from './book.ts'
import type { AlarmChange, AlarmSiteEvent } from './events.ts'
import { messagesOf } from './messages.ts'
import { pointsOf } from './points.ts'
import type { RuleCondition } from './rule.ts'

/** A Sunday, 12:03 in Vietnam. */
const NOON = Date.parse('2025-10-26T12:03:00+07:00')
const MINUTE = 60_000

const duty = buildTarget('duty')
const leader = buildTarget('boss', { role: 'leader' })

function siteOf(targets: readonly NotificationTarget[], rule = buildRiverRule()): Site {
  return buildSite({ notifications: targets, alarms: { rules: [rule], maintenance: [] } })
}

interface Row extends OutboxRow {
  readonly id: string
}

const real = { isScenario: false }

function rowsOf(
  site: Site,
  events: readonly AlarmSiteEvent[],
  book = new AlarmBook(),
  { isScenario } = real,
): readonly Row[] {
  const points = new Map(pointsOf(site, '2025-10-26').map((point) => [point.alarm, point]))
  return messagesOf(events, { site, book, points, isScenario }).map(({ id, text }) => {
    const row = readRow(text)
    if (!row) throw new Error(`cannot be read: ${text}`)
    return { id, ...row }
  })
}

function bookOf(...events: readonly AlarmSiteEvent[]): AlarmBook {
  const book = new AlarmBook()
  for (const [index, event] of events.entries()) book.apply(index + 1, event)
  return book
}

const idsOf = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ entries }) => entries.map(({ id }) => id))

function raised(overrides: Partial<Extract<AlarmChange, { kind: 'raised' }>> = {}): AlarmChange {
  return {
    ...{ kind: 'raised', occurrence: 1, severity: 'high', level: 'BĐ2', rank: 1 },
    ...{ value: 8.2, limit: 8, isLatched: false, isSimulated: false },
    ...overrides,
  }
}

const RAISED = riverEvent(raised(), NOON)
const FLOOD: AlarmSiteEvent = { kind: 'flood-began', at: NOON - MINUTE, raises: 11 }

describe('messages about alarms', () => {
  it('tell those whom the rule notifies of a raise, with all they need to act', () => {
    const [row, ...others] = rowsOf(siteOf([duty, leader]), [RAISED])
    expect(others).toEqual([])
    expect(row).toMatchObject({ id: 'river~ai-nghia#1 raised0 duty', target: 'duty' })
    expect(row?.hold).toBeUndefined()
    expect(row?.entries).toEqual([
      {
        id: 'river~ai-nghia#1 raised0 duty',
        ...{ cause: 'raised', alarm: 'river~ai-nghia', rule: 'river', occurrence: 1 },
        what: { vi: 'Mực nước vượt báo động', en: 'River above its alarm level' },
        where: { vi: 'ai-nghia', en: 'ai-nghia' },
        ...{ severity: 'high', level: 'BĐ2', value: 8.2, limit: 8 },
        ...{ unitOfMeasure: { vi: '', en: '' }, decimals: 2, raisedAt: NOON, at: NOON },
        guidance: { vi: 'Rà soát vùng ngập', en: 'Check the flooded areas' },
        call: ['Ban Chỉ huy 0235 3 000 000'],
      },
    ])
  })

  it('tell everybody of a role that the rule notifies, and each only once', () => {
    const targets = [buildTarget('a', { role: 'duty' }), buildTarget('b', { role: 'duty' }), leader]
    const rule = buildRiverRule({ notify: ['duty', 'a'] })
    expect(rowsOf(siteOf(targets, rule), [RAISED]).map(({ target }) => target)).toEqual(['a', 'b'])
  })

  it('are none where the site tells nobody', () => {
    expect(
      rowsOf(buildSite({ alarms: { rules: [buildRiverRule()], maintenance: [] } }), [RAISED]),
    ).toEqual([])
  })

  it('tell of a worse level and not of a milder one', () => {
    const book = bookOf(RAISED)
    const to = (level: Partial<AlarmChange & { kind: 'severity-changed' }>) =>
      riverEvent({ kind: 'severity-changed', occurrence: 1, severity: 'high', ...level }, NOON + 1)
    const worse = rowsOf(siteOf([duty]), [to({ severity: 'critical', rank: 2 })], book)
    expect(idsOf(worse)).toEqual([`river~ai-nghia#1 severity-changed2@${NOON + 1} duty`])
    expect(worse[0]?.entries[0]).toMatchObject({ severity: 'critical', cause: 'severity-changed' })
    expect(rowsOf(siteOf([duty]), [to({ severity: 'medium', rank: 0 })], book)).toEqual([])
    // The same severity, one level further.
    expect(rowsOf(siteOf([duty]), [to({ rank: 2 })], book)).toHaveLength(1)
  })

  it('tell a role of an escalation, and not those who were told of the raise', () => {
    const escalated = riverEvent(
      { kind: 'escalated', occurrence: 1, step: 1, role: 'leader' },
      NOON + 600_000,
    )
    const rows = rowsOf(siteOf([duty, leader]), [escalated], bookOf(RAISED))
    expect(idsOf(rows)).toEqual([`river~ai-nghia#1 escalated1@${NOON} boss`])
    expect(rows[0]?.entries[0]).toMatchObject({ step: 1, role: 'leader', raisedAt: NOON })
  })

  it('have another id when an alarm asks again and goes through the same step again', () => {
    const escalated = (at: number) =>
      riverEvent({ kind: 'escalated', occurrence: 1, step: 1, role: 'leader' }, at)
    const signed = (kind: 'acknowledged' | 'unacknowledged', at: number) =>
      riverEvent({ kind, occurrence: 1 }, at)
    const first = rowsOf(siteOf([leader]), [escalated(NOON + 1)], bookOf(RAISED))
    const again = bookOf(
      RAISED,
      escalated(NOON + 1),
      signed('acknowledged', NOON + 2),
      signed('unacknowledged', NOON + 3),
    )
    const second = rowsOf(siteOf([leader]), [escalated(NOON + 9)], again)
    expect(idsOf(second)).toHaveLength(1)
    expect(idsOf(second)).not.toEqual(idsOf(first))
  })

  it('tell of the end only those who asked for it, also the role it had come to', () => {
    const cleared = riverEvent({ kind: 'cleared', occurrence: 1 }, NOON + 9)
    const escalated = riverEvent(
      { kind: 'escalated', occurrence: 1, step: 1, role: 'leader' },
      NOON + 5,
    )
    const hears = { hearsCleared: true }
    const targets = [
      ...[duty, buildTarget('too', { ...hears, role: 'duty' })],
      ...[
        buildTarget('boss', { ...hears, role: 'leader' }),
        buildTarget('chair', { ...hears, role: 'chair' }),
      ],
    ]
    const told = (book: AlarmBook) =>
      rowsOf(siteOf(targets), [cleared], book).map(({ target }) => target)
    expect(told(bookOf(RAISED))).toEqual(['too'])
    expect(told(bookOf(RAISED, escalated))).toEqual(['too', 'boss'])
    // It is over also for those who read that somebody has taken it on.
    expect(
      told(bookOf(RAISED, riverEvent({ kind: 'acknowledged', occurrence: 1 }, NOON + 6))),
    ).toEqual(['too'])
  })

  it.each<AlarmChange>([
    { kind: 'acknowledged', occurrence: 1 },
    { kind: 'commented', occurrence: 1, comment: 'x' },
    { kind: 'assigned', occurrence: 1, owner: 'an' },
    { kind: 'shelved', until: NOON + 9 },
    { kind: 'went-blind' },
  ])('are not made of $kind', (change) => {
    const site = siteOf([buildTarget('duty', { hearsCleared: true }), leader])
    expect(rowsOf(site, [riverEvent(change, NOON + 1)], bookOf(RAISED))).toEqual([])
  })

  it.each<AlarmChange>([
    { kind: 'shelved', until: NOON + 9 },
    { kind: 'suppressed', by: 'maintenance:x' },
    { kind: 'taken-out-of-service' },
  ])('are not made of an alarm that is hidden: $kind', (hiding) => {
    const site = siteOf([buildTarget('duty', { hearsCleared: true }), leader])
    const hidden = riverEvent(hiding, NOON)
    const worse: AlarmChange = {
      kind: 'severity-changed',
      occurrence: 1,
      severity: 'critical',
      rank: 2,
    }
    const cleared: AlarmChange = { kind: 'cleared', occurrence: 1 }
    const events = [RAISED, riverEvent(worse, NOON + 1), riverEvent(cleared, NOON + 2)]
    expect(rowsOf(site, events, bookOf(hidden))).toEqual([])
    expect(rowsOf(site, [hidden, ...events])).toEqual([])
  })

  it('tell of an active alarm when what hid it is gone, for nobody was told of it before', () => {
    const hidden = ['maintenance:x', 'parent:y'].map((by) =>
      riverEvent({ kind: 'suppressed', by }, NOON),
    )
    const book = bookOf(...hidden, RAISED)
    const shown = (by: string) => riverEvent({ kind: 'unsuppressed', by }, NOON + 5)
    expect(rowsOf(siteOf([duty]), [shown('parent:y')], book)).toEqual([])
    const rows = rowsOf(siteOf([duty]), [shown('parent:y'), shown('maintenance:x')], book)
    expect(idsOf(rows)).toEqual([`river~ai-nghia#1 shown@${NOON + 5} duty`])
    const cleared = riverEvent({ kind: 'cleared', occurrence: 1 }, NOON + 1)
    const over = bookOf(...hidden, RAISED, cleared)
    expect(rowsOf(siteOf([duty]), [shown('parent:y'), shown('maintenance:x')], over)).toEqual([])
  })

  it('are never made of simulated values', () => {
    const simulated = riverEvent(raised({ severity: 'critical', isSimulated: true }), NOON)
    const escalated = riverEvent(
      { kind: 'escalated', occurrence: 1, step: 1, role: 'leader' },
      NOON + 1,
    )
    expect(rowsOf(siteOf([duty, leader]), [simulated, escalated])).toEqual([])
  })

  it('are none in a demo or drill, whatever is posted to it', () => {
    const told = (isScenario: boolean) =>
      rowsOf(siteOf([duty]), [RAISED], new AlarmBook(), { isScenario }).length
    expect([told(false), told(true)]).toEqual([1, 0])
  })

  it('keep below what a target wants to hear from', () => {
    const told = (minSeverity: NotificationTarget['minSeverity']) =>
      rowsOf(siteOf([buildTarget('duty', { ...(minSeverity && { minSeverity }) })]), [RAISED])
        .length
    expect([told(undefined), told('medium'), told('high'), told('critical')]).toEqual([1, 1, 1, 0])
  })

  it('are one for the same cause, however often it comes', () => {
    expect(rowsOf(siteOf([duty]), [RAISED, RAISED])).toHaveLength(1)
  })

  it('name the rate by the hour and count things without a unit', () => {
    const unitOfMeasure = { vi: 'm', en: 'm' }
    const base = siteOf([duty])
    const metrics = base.metrics.map((one) =>
      one.id === 'river.level' ? { ...one, unitOfMeasure } : one,
    )
    const entryFor = (condition: RuleCondition) =>
      rowsOf({ ...base, metrics, alarms: { rules: [sensorsWith(condition)], maintenance: [] } }, [
        RAISED,
      ])[0]?.entries[0]
    const rate = entryFor({
      kind: 'rate',
      direction: 'rise',
      limit: 1,
      windowMs: 1,
      severity: 'high',
    })
    expect(rate).toMatchObject({ unitOfMeasure: { vi: 'm/giờ', en: 'm/h' }, decimals: 2 })
    const count = entryFor({ kind: 'count', limit: 1, windowMs: 1, severity: 'high' })
    expect(count).toMatchObject({ unitOfMeasure: { vi: '', en: '' }, decimals: 0 })
    const high = entryFor({ kind: 'high', limit: 1, severity: 'high' })
    expect(high).toMatchObject({ unitOfMeasure })
  })

  function sensorsWith(condition: RuleCondition) {
    return buildRiverRule({
      subjects: { kind: 'sensors', sensors: [{ id: 'ai-nghia', condition }] },
    })
  }
})

describe('messages in a flood of alarms', () => {
  const of = (severity: 'low' | 'medium' | 'high' | 'critical', at: number, sensor = 'ai-nghia') =>
    riverEvent(raised({ severity }), at, sensor)

  it('wait for the end of their ten minutes when they are low or medium, and no longer', () => {
    const site = siteOf([duty])
    const until = Date.parse('2025-10-26T12:10:00+07:00')
    for (const severity of ['low', 'medium'] as const) {
      for (const at of [NOON, until - 1]) {
        expect(rowsOf(site, [of(severity, at)], bookOf(FLOOD))[0]?.hold).toEqual({
          why: 'flood',
          until,
        })
      }
      const next = rowsOf(site, [of(severity, until)], bookOf(FLOOD))
      expect(next[0]?.hold).toEqual({ why: 'flood', until: until + 10 * MINUTE })
    }
  })

  it('are sent singly when they are high or critical', () => {
    const events = [of('high', NOON), of('critical', NOON, 'hoi-khach')]
    const rows = rowsOf(siteOf([duty]), events, bookOf(FLOOD))
    expect(rows.map(({ id, hold }) => [id, hold])).toEqual([
      ['river~ai-nghia#1 raised0 duty', undefined],
      ['river~hoi-khach#1 raised0 duty', undefined],
    ])
  })

  it('are gathered from the raise on that begins the flood', () => {
    const began: AlarmSiteEvent = { kind: 'flood-began', at: NOON, raises: 11 }
    expect(rowsOf(siteOf([duty]), [of('low', NOON), began])[0]?.hold?.why).toBe('flood')
    expect(rowsOf(siteOf([duty]), [of('low', NOON)])[0]?.hold).toBeUndefined()
  })

  it('are one row for each target of what one commit brings', () => {
    const targets = [duty, buildTarget('too', { role: 'duty' })]
    const events = [of('low', NOON), of('medium', NOON + 1, 'hoi-khach')]
    const rows = rowsOf(siteOf(targets), events, bookOf(FLOOD))
    expect(rows.map(({ target, entries }) => [target, entries.length])).toEqual([
      ['duty', 2],
      ['too', 2],
    ])
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2)
  })
})

describe('messages in quiet hours', () => {
  const night = { days: WEEKDAYS, fromMinute: 22 * 60, toMinute: 6 * 60 }
  const asleep = buildTarget('duty', { quiet: [night] })
  const at = Date.parse('2025-10-26T23:30:00+07:00')
  const morning = Date.parse('2025-10-27T06:00:00+07:00')

  it('wait until these end, whatever their severity but critical', () => {
    for (const severity of ['low', 'medium', 'high'] as const) {
      const rows = rowsOf(siteOf([asleep]), [riverEvent(raised({ severity }), at)])
      expect(rows[0]?.hold).toEqual({ why: 'quiet', until: morning })
    }
    const rows = rowsOf(siteOf([asleep]), [riverEvent(raised({ severity: 'critical' }), at)])
    expect(rows[0]?.hold).toBeUndefined()
  })

  it('wait only for those who sleep', () => {
    const targets = [asleep, buildTarget('awake', { role: 'duty' })]
    const rows = rowsOf(siteOf(targets), [riverEvent(raised(), at)])
    expect(rows.map(({ target, hold }) => [target, hold?.until])).toEqual([
      ['duty', morning],
      ['awake', undefined],
    ])
  })

  it('wait for the morning when a flood would have them sent at night', () => {
    const evening = Date.parse('2025-10-26T21:55:00+07:00')
    const low = riverEvent(raised({ severity: 'low' }), evening)
    const rows = rowsOf(siteOf([asleep]), [low], bookOf(FLOOD))
    expect(rows[0]?.hold).toEqual({ why: 'quiet', until: morning })
  })
})

describe('whatever happens to alarms', () => {
  const minute = fc.integer({ min: 0, max: 1_440 })
  const anyTarget = fc.record({
    role: fc.constantFrom('duty', 'leader', 'chair'),
    hearsCleared: fc.boolean(),
    quiet: fc.array(
      fc.record({
        days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
        fromMinute: minute,
        toMinute: minute,
      }),
      { maxLength: 3 },
    ),
  })
  const anyTargets = fc
    .array(anyTarget, { minLength: 1, maxLength: 4 })
    .map((all) => all.map((rest, index) => buildTarget(`t${index}`, rest)))
  const occurrence = fc.integer({ min: 1, max: 3 })
  const severity = fc.constantFrom(...SEVERITIES)
  /** Mostly what can be, or little would be told. */
  const anyChange: fc.Arbitrary<AlarmChange> = fc.oneof(
    anyEvent().map(({ change }) => change),
    fc
      .record({ occurrence, severity })
      .map(({ occurrence: number, severity: of }) => raised({ occurrence: number, severity: of })),
    fc.record({ kind: fc.constant('severity-changed' as const), occurrence, severity }),
    fc.record({ kind: fc.constantFrom('cleared' as const, 'acknowledged' as const), occurrence }),
    fc.record({
      kind: fc.constant('escalated' as const),
      occurrence,
      step: fc.integer({ min: 1, max: 2 }),
      role: fc.constantFrom('leader', 'chair'),
    }),
  )
  const anyEvents = fc
    .array(
      fc.tuple(anyChange, fc.constantFrom('ai-nghia', 'hoi-khach'), fc.nat({ max: 3_600_000 })),
      { maxLength: 30 },
    )
    .map((all) => {
      let at = NOON
      return all.map(([change, sensor, ms]): AlarmSiteEvent =>
        riverEvent(change, (at += ms), sensor),
      )
    })

  it('nothing critical is held, and holding loses and doubles nothing', () => {
    const seen = { critical: 0, held: 0, entries: 0 }
    fc.assert(
      fc.property(anyTargets, anyEvents, fc.boolean(), (targets, events, isFlood) => {
        const book = () => (isFlood ? bookOf(FLOOD) : new AlarmBook())
        const rows = rowsOf(siteOf(targets), events, book())
        const awake = targets.map((target) => ({ ...target, quiet: [] }))
        const unheld = rowsOf(siteOf(awake), events)
        expect(idsOf(rows).toSorted()).toEqual(idsOf(unheld).toSorted())
        expect(new Set(idsOf(rows)).size).toBe(idsOf(rows).length)
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
        for (const { entries, hold, target } of rows) {
          expect(entries.every(({ id }) => id.endsWith(` ${target}`))).toBe(true)
          const isCritical = entries.some(({ severity }) => severity === 'critical')
          if (isCritical) expect(hold).toBeUndefined()
          for (const { at } of entries) if (hold) expect(hold.until).toBeGreaterThan(at)
          seen.critical += Number(isCritical)
          seen.held += Number(hold !== undefined)
          seen.entries += entries.length
        }
      }),
      { numRuns: 300 },
    )
    expect(Math.min(seen.critical, seen.held, seen.entries)).toBeGreaterThan(10)
  })

  it('is told in as many rows as one commit takes, with nothing left out', () => {
    const sensors = Array.from({ length: 1_000 }, (_, index) => `s-${index}`)
    const condition = { kind: 'high', limit: 1, severity: 'critical' } as const
    const subjects = { kind: 'sensors', sensors: sensors.map((id) => ({ id, condition })) } as const
    const rule = buildRiverRule({ subjects, notify: ['all'] })
    const targets = ['a', 'b', 'c'].map((id) => buildTarget(id, { role: 'all' }))
    const events = sensors.map((id) => riverEvent(raised({ severity: 'critical' }), NOON, id))
    const rows = rowsOf(siteOf(targets, rule), events)
    expect(rows.length).toBeLessThanOrEqual(1_500)
    expect(new Set(idsOf(rows)).size).toBe(3_000)
    expect(rows.every(({ hold }) => hold === undefined)).toBe(true)
  })
})
