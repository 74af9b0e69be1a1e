import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { epochRecord, STORE_KINDS, type StoresUnderTest } from '../../testing/stores-under-test.ts'
import type { DossierEvent } from '../../../protocol/dossiers.ts'
import {
  KEPT_DOSSIER_CHANGES,
  MAX_DOSSIER_APPEND,
  MAX_EVENTS_OF_DOSSIER,
  type DossierEventOutcome,
  type DossierStore,
  type StoredDossier,
  type StoredDossierEvent,
} from '../dossier-store.ts'

const NOON = 1_761_541_200_000
const MEANWHILE_LIMIT = 50

function stored(event: DossierEvent, changes: Partial<StoredDossierEvent> = {}) {
  const kept: StoredDossierEvent = { event, receivedAt: NOON + 0.25, origin: 'real', ...changes }
  return kept
}

function step(dossier: string, id: string, revision?: number, at = NOON): StoredDossierEvent {
  return stored({ type: 'completed', id, dossier, at, revision })
}

async function append(
  dossiers: DossierStore,
  ...events: StoredDossierEvent[]
): Promise<readonly DossierEventOutcome[]> {
  const result = await dossiers.append(events, [])
  if (!result.ok) throw new Error(`append refused: ${result.reason}`)
  return result.outcomes
}

function inParts<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / size)
  return Array.from({ length: count }, (_, at) => list.slice(at * size, (at + 1) * size))
}

/** The same order at every run. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed
  const rank = () => (state = (state * 48_271) % 2_147_483_647)
  const ranked = list.map((one) => ({ one, at: rank() }))
  return ranked.toSorted((a, b) => a.at - b.at).map(({ one }) => one)
}

/** As plain data with events by id: their order means nothing. */
function plain(dossier: StoredDossier | undefined): unknown {
  const events = dossier?.events.toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1))
  return JSON.parse(JSON.stringify({ code: dossier?.code, events }))
}

/** Every page of a scan; `between` runs after each. */
async function scanned(
  dossiers: DossierStore,
  limit: number,
  between: () => Promise<unknown> = async () => undefined,
): Promise<Map<string, StoredDossier>> {
  const found = new Map<string, StoredDossier>()
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const page = await dossiers.scan(cursor, limit)
    for (const one of page.dossiers) found.set(one.code, one)
    cursor = page.next
    await between()
  }
  return found
}

describe.each(STORE_KINDS)('the dossiers of the $kind store', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  async function both(): Promise<readonly [DossierStore, DossierStore]> {
    const [store, other] = await under.nodes()
    return [store.dossiers, other.dossiers]
  }

  it('are none at first', async () => {
    const [dossiers] = await both()
    expect(await dossiers.position()).toEqual({ identity: '', sequence: 0 })
    expect(await dossiers.changedAfter(0, 9)).toEqual({ codes: [], sequence: 0, forgotten: false })
    expect(await dossiers.read(['H1'])).toEqual([])
    expect(await dossiers.read([])).toEqual([])
    expect(await dossiers.scan('', 9)).toEqual({ dossiers: [], next: undefined })
    expect(await dossiers.reports()).toEqual([])
    expect(await dossiers.append([], [])).toEqual({ ok: true, outcomes: [] })
    expect(await dossiers.position()).toEqual({ identity: '', sequence: 0 })
  })

  it('keep every kind of event exactly, for every node', async () => {
    const [dossiers, other] = await both()
    const head = { dossier: 'H1', at: NOON }
    const events = [
      stored({
        ...{ ...head, type: 'received', id: 'a', revision: 3, unit: '20500', field: 'đất đai' },
        ...{ procedure: '1.004.199', channel: 'online', level: '4', limit: { workingDays: 10 } },
        due: NOON + 5,
      }),
      stored({ ...head, type: 'received', id: 'b', unit: 'x', field: 'y', limit: {} }),
      stored({ ...head, type: 'extended', id: 'c', limit: { workingHours: 4 }, apologyAt: -1 }),
      stored({ ...head, type: 'extended', id: 'd', due: 0 }, { origin: 'manual' }),
      stored({ ...head, type: 'resumed', id: 'e' }, { origin: 'simulated', receivedAt: 0 }),
      stored({ ...head, type: 'withdrawn', id: 'f', at: -5.5 }),
    ]
    expect(new Set(await append(dossiers, ...events))).toEqual(new Set(['new']))
    const [read] = await other.read(['H1'])
    expect(plain(read)).toEqual(plain({ code: 'H1', events }))
    expect((await scanned(other, 9)).get('H1')).toEqual(read)
  })

  it('take an event once, whatever came with it and whatever the order of its keys', async () => {
    const [dossiers, other] = await both()
    const { event } = step('H1', 'a')
    const turned: DossierEvent = { at: NOON, dossier: 'H1', id: 'a', type: 'completed' }
    expect(await append(dossiers, stored(event), stored(turned))).toEqual(['new', 'known'])
    const position = await dossiers.position()
    const later = stored({ ...turned, revision: 0 }, { receivedAt: NOON + 9, origin: 'manual' })
    expect(await append(other, later)).toEqual(['known'])
    expect(await dossiers.position()).toEqual(position)
    const [kept] = await dossiers.read(['H1'])
    expect(plain(kept)).toEqual(plain({ code: 'H1', events: [stored(event)] }))
  })

  it('replace an event by a higher revision only, and keep the first of two that differ', async () => {
    const [dossiers] = await both()
    const tried = [
      step('H1', 'a', 2, 1),
      step('H1', 'a', 2, 2),
      step('H1', 'a', 1, 3),
      step('H1', 'b', 0, 4),
      step('H1', 'a', 10, 5),
      step('H1', 'a', 10, 5),
      step('H1', 'a', 2, 1),
      step('H1', 'a', 9, 6),
    ]
    const outcomes = ['new', 'conflict', 'known', 'new', 'new', 'known', 'known', 'known']
    const separately: DossierEventOutcome[] = []
    for (const one of tried) separately.push(...(await append(dossiers, one)))
    expect(separately).toEqual(outcomes)
    const again = tried.map(({ event }) => stored({ ...event, dossier: 'H2' }))
    expect(await append(dossiers, ...again)).toEqual(outcomes)
    for (const dossier of await dossiers.read(['H1', 'H2'])) {
      const events = [step(dossier.code, 'a', 10, 5), step(dossier.code, 'b', undefined, 4)]
      expect(plain(dossier)).toEqual(plain({ code: dossier.code, events }))
    }
  })

  it('are the same in the end in whatever order events come, and however often', async () => {
    const revisions = Array.from({ length: 60 }, (_, at) =>
      step('H', `e${at % 12}`, Math.floor(at / 12), NOON + at),
    )
    const ends: unknown[] = []
    for (let round = 0; round < 6; round++) {
      const [dossiers] = await both()
      for (const part of inParts(shuffled([...revisions, ...revisions], 7 + round), 17)) {
        expect(await append(dossiers, ...part)).not.toContain('conflict')
      }
      ends.push(plain((await dossiers.read(['H']))[0]))
    }
    expect(new Set(ends.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(ends[0]).toEqual(plain({ code: 'H', events: revisions.slice(-12) }))
  })

  it('have a bounded number of events each', async () => {
    const [dossiers] = await both()
    const ids = Array.from({ length: MAX_EVENTS_OF_DOSSIER + 2 }, (_, at) => `e${at}`)
    const outcomes = await append(dossiers, ...ids.map((id) => step('H1', id)), step('H2', 'a'))
    expect(outcomes.slice(-4)).toEqual(['new', 'too-many', 'too-many', 'new'])
    const tried = [step('H1', 'more'), step('H1', 'e3'), step('H1', 'e3', 1), step('H1', 'more')]
    expect(await append(dossiers, ...tried)).toEqual(['too-many', 'known', 'new', 'too-many'])
    const [full] = await dossiers.read(['H1'])
    expect(full?.events).toHaveLength(MAX_EVENTS_OF_DOSSIER)
  })

  it('take so many events and reports at once and no more', async () => {
    const [dossiers] = await both()
    const events = Array.from({ length: MAX_DOSSIER_APPEND }, (_, at) => step(`H${at}`, 'a'))
    const reports = events.map(({ event }) => ({ unit: event.dossier, reportedUntil: 1 }))
    const most = await dossiers.append(events, reports)
    expect(most).toMatchObject({ ok: true })
    expect((await dossiers.position()).sequence).toBe(MAX_DOSSIER_APPEND)
    expect(await dossiers.reports()).toHaveLength(MAX_DOSSIER_APPEND)
    const more = [...events.map(({ event }) => step(event.dossier, 'b')), step('more', 'b')]
    await expect(dossiers.append(more, [])).rejects.toThrow(RangeError)
    const moreReports = [...reports, { unit: 'more', reportedUntil: 1 }]
    await expect(dossiers.append([step('more', 'a')], moreReports)).rejects.toThrow(RangeError)
    expect((await dossiers.position()).sequence).toBe(MAX_DOSSIER_APPEND)
    expect(await dossiers.read(['more'])).toEqual([])
  })

  it('take every event once when two nodes append the same ones at once', async () => {
    const nodes = await both()
    const events = Array.from({ length: 3_000 }, (_, at) =>
      step(`H${at % 400}`, `e${Math.floor(at / 400)}`),
    )
    const counts = new Map<string, number>()
    let changeCount = 0
    await Promise.all(
      [0, 1, 2, 3].map(async (worker) => {
        for (const part of inParts(shuffled(events, 11 + worker), 100 + worker)) {
          const outcomes = await append(nodes[worker % 2 === 0 ? 0 : 1], ...part)
          const taken = part.filter((_, at) => outcomes[at] === 'new').map(({ event }) => event)
          for (const { dossier, id } of taken) {
            const name = `${dossier} ${id}`
            counts.set(name, (counts.get(name) ?? 0) + 1)
          }
          changeCount += new Set(taken.map(({ dossier }) => dossier)).size
          expect(outcomes.every((one) => one === 'new' || one === 'known')).toBe(true)
        }
      }),
    )
    expect(counts.size).toBe(3_000)
    expect(new Set(counts.values())).toEqual(new Set([1]))
    expect((await nodes[1].position()).sequence).toBe(changeCount)
    const kept = await scanned(nodes[0], 90)
    expect(kept.size).toBe(400)
    for (const [code, dossier] of kept) {
      const own = events.filter(({ event }) => event.dossier === code)
      expect(plain(dossier)).toEqual(plain({ code, events: own }))
    }
  })

  it('have an identity from the first event on, and count a dossier once for each append', async () => {
    const [dossiers, other] = await both()
    await dossiers.append([], [{ unit: '20500', reportedUntil: NOON }])
    expect(await other.position()).toEqual({ identity: '', sequence: 0 })
    await append(dossiers, step('H1', 'a'), step('H2', 'a'), step('H1', 'b'))
    const { identity, sequence } = await other.position()
    expect(identity).toMatch(/^\S{16,}$/)
    expect(sequence).toBe(2)
    await append(other, step('H1', 'b'), step('H2', 'b', 0, 1), step('H1', 'a', 0, 1))
    expect(await dossiers.position()).toEqual({ identity, sequence: 3 })
    const [another] = await both()
    await append(another, step('H1', 'a'))
    expect((await another.position()).identity).not.toBe(identity)
  })

  it('tell what changed in order, each at its last change, in parts', async () => {
    const [dossiers, other] = await both()
    for (const code of ['H1', 'H2', 'H3', 'H4']) await append(dossiers, step(code, 'a'))
    await append(dossiers, step('H2', 'b'), step('H5', 'a'), step('H3', 'a'))
    const changed = (after: number, limit: number) => other.changedAfter(after, limit)
    const whole = { codes: ['H1', 'H3', 'H4', 'H2', 'H5'], sequence: 6, forgotten: false }
    expect(await changed(0, 9)).toEqual(whole)
    expect(await changed(0, 5)).toEqual(whole)
    expect(await changed(0, 2)).toEqual({ codes: ['H1', 'H3'], sequence: 3, forgotten: false })
    expect(await changed(3, 2)).toEqual({ codes: ['H4', 'H2'], sequence: 5, forgotten: false })
    expect(await changed(4, 9)).toEqual({ codes: ['H2', 'H5'], sequence: 6, forgotten: false })
    expect(await changed(6, 9)).toEqual({ codes: [], sequence: 6, forgotten: false })
    expect(await changed(7, 9)).toEqual({ codes: [], sequence: 6, forgotten: true })
  })

  it('forget the oldest changes, and say so to whoever is behind them', async () => {
    const [dossiers] = await both()
    await append(dossiers, step('first', 'a'), step('second', 'a'))
    const rounds = KEPT_DOSSIER_CHANGES / MAX_DOSSIER_APPEND
    for (let round = 0; round < rounds; round++) {
      const codes = Array.from({ length: MAX_DOSSIER_APPEND }, (_, at) => `${round}-${at}`)
      await append(dossiers, ...codes.map((code) => step(code, 'a')))
    }
    const { sequence } = await dossiers.position()
    expect(sequence).toBe(KEPT_DOSSIER_CHANGES + 2)
    expect(await dossiers.changedAfter(1, 9)).toEqual({ codes: [], sequence, forgotten: true })
    expect(await dossiers.changedAfter(0, 9)).toMatchObject({ forgotten: true })
    const codes: string[] = []
    for (let after = 2; after < sequence;) {
      const page = await dossiers.changedAfter(after, 5_000)
      expect(page.forgotten).toBe(false)
      codes.push(...page.codes)
      after = page.sequence
    }
    expect(new Set(codes).size).toBe(KEPT_DOSSIER_CHANGES)
    expect(codes[0]).toBe('0-0')
    expect((await scanned(dossiers, 5_000)).size).toBe(KEPT_DOSSIER_CHANGES + 2)
  })

  it('are all found by a scan and the changes since it began, while appends go on', async () => {
    const [dossiers, other] = await both()
    const before = Array.from({ length: 2_000 }, (_, at) => `before ${at}`)
    for (const part of inParts(before, 500)) {
      await append(dossiers, ...part.map((code) => step(code, 'a')))
    }
    const { sequence } = await dossiers.position()
    let round = 0
    const found = await scanned(dossiers, 100, async () => {
      if (round++ >= MEANWHILE_LIMIT) return
      const added = Array.from({ length: 60 }, (_, at) => step(`added ${round} ${at}`, 'a'))
      const changed = [step(before[round * 31] ?? '', 'b'), step(before[1_990 - round] ?? '', 'b')]
      await append(other, ...added, ...changed)
    })
    expect(before.filter((code) => !found.has(code))).toEqual([])
    const { codes, forgotten } = await dossiers.changedAfter(sequence, 10_000)
    expect(forgotten).toBe(false)
    for (const dossier of await dossiers.read(codes)) found.set(dossier.code, dossier)
    const quiet = await scanned(dossiers, 7_000)
    expect(found.size).toBeGreaterThan(2_500)
    expect(found).toEqual(quiet)
  })

  it('are scanned in pages of about the size asked for', async () => {
    const [dossiers] = await both()
    const codes = Array.from({ length: 3_000 }, (_, at) => `H${at}`)
    for (const part of inParts(codes, 1_000)) {
      await append(dossiers, ...part.map((code) => step(code, 'a'.repeat(64))))
    }
    const sizes: number[] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const page = await dossiers.scan(cursor, 100)
      sizes.push(page.dossiers.length)
      cursor = page.next
    }
    expect(Math.max(...sizes)).toBeLessThan(200)
    expect(sizes.length).toBeLessThan(100)
  })

  it('are read in the order asked, without those that are not there', async () => {
    const [dossiers] = await both()
    await append(dossiers, step('H1', 'a'), step('H2', 'a'), step('H3', 'a'))
    const read = await dossiers.read(['H3', 'none', 'H1', 'H3'])
    expect(read.map(({ code }) => code)).toEqual(['H3', 'H1', 'H3'])
  })

  it('keep what units reported, which only moves forward', async () => {
    const [dossiers, other] = await both()
    const report = (unit: string, reportedUntil: number) => ({ unit, reportedUntil })
    await dossiers.append([], [report('20500', 5), report('__proto__', 1.5), report('20500', 9)])
    await other.append([step('H1', 'a')], [report('20500', 8), report('20501', -3)])
    // What is known already is reported all the same.
    await other.append([step('H1', 'a')], [report('20501', 10)])
    const reports = (await dossiers.reports()).toSorted((a, b) => (a.unit < b.unit ? -1 : 1))
    expect(reports).toEqual([report('20500', 9), report('20501', 10), report('__proto__', 1.5)])
  })

  it('keep codes and ids apart that are easily confused', async () => {
    const [dossiers, other] = await both()
    const names = [
      ...['constructor', '__proto__', 'toString', '0', '00', '1', '-1', 'null', '*', 'H?', '[a]'],
      ...['Đại Lộc', 'Đại Lộc'.normalize('NFD'), 'ế'.repeat(64), '😀'.repeat(32), '\u{10ffff}'],
      ...['a', 'a ', ' a', 'A', 'a,b', '"', '\\', '\\n', '],[', '",0,["c",1],', "'", '\uffff'],
      ...['a'.repeat(64), 'a'.repeat(63), '\u00a0', '\u200b', '%d+', '%', '[', ']'],
    ]
    const events = names.flatMap((code) => names.map((id) => step(code, id)))
    for (const part of inParts(shuffled(events, 5), MAX_DOSSIER_APPEND)) {
      expect(new Set(await append(dossiers, ...part))).toEqual(new Set(['new']))
    }
    expect(new Set(await append(other, ...events.slice(0, 900)))).toEqual(new Set(['known']))
    const found = await scanned(other, 7)
    expect([...found.keys()].toSorted()).toEqual(names.toSorted())
    for (const dossier of await other.read(names)) {
      const ids = dossier.events.map(({ event }) => event.id)
      expect(ids.toSorted()).toEqual(names.toSorted())
      expect(dossier.events.every(({ event }) => event.dossier === dossier.code)).toBe(true)
      expect(found.get(dossier.code)).toEqual(dossier)
    }
    const { codes } = await dossiers.changedAfter(0, 1_000)
    expect(codes.toSorted()).toEqual(names.toSorted())
  })

  it('of an emptied site are gone, and its next ones are other data', async () => {
    const [store, other] = await under.nodes()
    await store.changeEpoch(undefined, epochRecord())
    await append(store.dossiers, step('H1', 'a'), step('H2', 'a'))
    await store.dossiers.append([], [{ unit: '20500', reportedUntil: NOON }])
    await store.writeDocument('keys', 0, 'kept')
    const before = await other.dossiers.position()
    const second = epochRecord({ epoch: '00000000000000bb', reason: 'reset' })
    await store.changeEpoch(epochRecord().epoch, second)
    expect(await other.dossiers.position()).toEqual(before)

    const third = epochRecord({ epoch: '00000000000000cc', reason: 'reset' })
    await store.changeEpoch(second.epoch, third, { clear: true })

    expect(await other.dossiers.position()).toEqual({ identity: '', sequence: 0 })
    expect(await other.dossiers.scan('', 9)).toEqual({ dossiers: [], next: undefined })
    expect(await other.dossiers.read(['H1'])).toEqual([])
    expect(await other.dossiers.reports()).toEqual([])
    expect(await other.dossiers.changedAfter(0, 9)).toMatchObject({ codes: [], forgotten: false })
    expect(await other.dossiers.changedAfter(2, 9)).toMatchObject({ forgotten: true })
    expect(await store.readDocument('keys')).toMatchObject({ body: 'kept' })

    expect(await append(other.dossiers, step('H1', 'a'))).toEqual(['new'])
    const after = await store.dossiers.position()
    expect(after.sequence).toBe(1)
    expect(after.identity).toMatch(/^\S{16,}$/)
    expect(after.identity).not.toBe(before.identity)
  })

  it('are those of their own site', async () => {
    const [store] = await under.nodes()
    const [neighbour] = await under.nodes()
    await store.changeEpoch(undefined, epochRecord())
    await append(store.dossiers, step('H1', 'a'))
    await append(neighbour.dossiers, step('H1', 'a'), step('H2', 'a'))
    const next = epochRecord({ epoch: '00000000000000bb', reason: 'reset' })
    await store.changeEpoch(epochRecord().epoch, next, { clear: true })
    expect((await scanned(neighbour.dossiers, 9)).size).toBe(2)
    expect((await neighbour.dossiers.position()).sequence).toBe(2)
  })

  it('are there again when the store is closed and opened', async () => {
    const [store] = await under.nodes()
    const codes = Array.from({ length: 300 }, (_, at) => `H${at}`)
    await append(store.dossiers, ...codes.map((code) => step(code, 'a')))
    await store.dossiers.append([step('H7', 'b', 2)], [{ unit: '20500', reportedUntil: NOON }])
    const kept = await scanned(store.dossiers, 100)
    const position = await store.dossiers.position()

    const { dossiers } = await under.reopen(store.site)

    expect(await scanned(dossiers, 100)).toEqual(kept)
    expect(await dossiers.position()).toEqual(position)
    expect(await dossiers.reports()).toEqual([{ unit: '20500', reportedUntil: NOON }])
    expect((await dossiers.changedAfter(299, 9)).codes).toEqual(['H299', 'H7'])
    expect(await append(dossiers, step('H7', 'b', 2), step('H7', 'b', 3))).toEqual(['known', 'new'])
    expect(await dossiers.position()).toEqual({ ...position, sequence: position.sequence + 1 })
  })
})
