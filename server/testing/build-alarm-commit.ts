import { nextLinks } from '../core/journal/chain.ts'
import type { AlarmCommit, AlarmStore } from '../services/alarm-store.ts'
import type { JournalHead, StoredJournalEntry } from '../services/journal-store.ts'
import { sha256 } from '../services/sha256.ts'
import { EPOCH, epochRecord } from './stores-under-test.ts'

/** Links that continue a head with these words, an entry each. */
export function linksAfter(
  head: JournalHead,
  words: readonly string[],
  at = 1_000,
): readonly StoredJournalEntry[] {
  const entries = words.map((word) => ({ at, word }))
  return nextLinks(head, entries, (entry) => JSON.stringify(entry), sha256)
}

export function headAfter(head: JournalHead, links: readonly StoredJournalEntry[]): JournalHead {
  const last = links.at(-1)
  return last ? { seq: last.seq, at: last.at, hash: last.hash } : head
}

export function wordsOf(entries: readonly StoredJournalEntry[]): readonly string[] {
  return entries.map(({ body }) => (JSON.parse(body) as { readonly word: string }).word)
}

/** An order that does nothing but what `changes` say. */
export function alarmCommit(
  expected: JournalHead,
  changes: Partial<AlarmCommit> = {},
): AlarmCommit {
  const nothing = { links: [], records: [], commands: [], messages: [] }
  return { epoch: EPOCH, expected, ...nothing, ...changes }
}

/** An order that writes a link, a record, a command, a message and a point, all told by one number. */
export function wholeCommit(
  expected: JournalHead,
  number: string,
  token: number,
  text = `text of ${number}`,
): AlarmCommit {
  return alarmCommit(expected, {
    links: linksAfter(expected, [number]),
    records: [{ id: `record ${number}`, text }],
    commands: [{ id: `command ${number}`, fingerprint: number, seq: expected.seq + 1 }],
    messages: [{ id: `message ${number}`, text }],
    evaluation: {
      ...{ token, cursor: number, pulse: number },
      points: [{ id: `point ${number}`, text }],
    },
  })
}

/** Numbers of whole commits that are there, and of those that are there in part. */
export async function wholeCommitsIn(
  store: AlarmStore,
): Promise<{ readonly whole: readonly string[]; readonly halves: readonly string[] }> {
  const numbers = wordsOf(await store.follow({ after: 0, limit: 1_000_000, waitMs: 0 }))
  const { head, records } = await store.loadRecords()
  const { cursor, points } = await store.loadEvaluation()
  const messages = await store.waitingMessages(1_000_000)
  const ids = new Set([...records, ...points, ...messages].map(({ id }) => id))
  const halves: string[] = []
  for (const [at, number] of numbers.entries()) {
    const kept = ['record', 'point', 'message'].filter((kind) => ids.delete(`${kind} ${number}`))
    const command = await store.readCommand(`command ${number}`)
    if (kept.length < 3 || command?.seq !== at + 1) halves.push(number)
  }
  const isEndSound = head.seq === numbers.length && cursor === numbers.at(-1)
  return { whole: numbers, halves: [...halves, ...ids, ...(isEndSound ? [] : ['the end'])] }
}

/** Puts the epoch of the tests in force. */
export async function beginAlarms(store: AlarmStore): Promise<void> {
  const { changed } = await store.changeEpoch(undefined, epochRecord())
  if (!changed) throw new Error('another epoch is in force')
}

/** Takes the lease, and answers its token. */
export async function takeAlarmLease(store: AlarmStore, holder = 'node'): Promise<number> {
  const result = await store.lease.takeLease(
    'alarms',
    await store.lease.readLease('alarms'),
    holder,
  )
  if (!result.taken) throw new Error('the lease was not taken')
  return result.token
}

/** Everything that can be read of a store but its journal, in an order of its own. */
export async function everythingIn(store: AlarmStore) {
  const [{ records, head, epoch }, { points, cursor }] = await Promise.all([
    store.loadRecords(),
    store.loadEvaluation(),
  ])
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1)
  return {
    ...{ epoch, head, records: records.toSorted(byId) },
    ...{ cursor, points: points.toSorted(byId), pulse: await store.readPulse() },
    waiting: await store.waitingMessages(10_000),
    dead: await store.deadMessages(10_000),
  }
}
