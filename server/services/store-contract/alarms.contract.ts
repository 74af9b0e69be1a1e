import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBehind, EMPTY_CHAIN, verifyChain } from '../../core/journal/chain.ts'
import {
  ALARM_STORE_KINDS,
  type AlarmStoresUnderTest,
} from '../../testing/alarm-stores-under-test.ts'
import {
  alarmCommit,
  beginAlarms,
  everythingIn,
  headAfter,
  linksAfter,
  takeAlarmLease,
  wordsOf,
} from '../../testing/build-alarm-commit.ts'
import { EPOCH, epochRecord } from '../../testing/stores-under-test.ts'
import {
  KEPT_COMMANDS_MS,
  MAX_COMMIT_ROWS,
  MAX_DEAD_MESSAGES,
  MAX_ID_BYTES,
  MAX_KEPT_COMMANDS,
  type AlarmCommit,
  type AlarmStore,
  type KeptText,
} from '../alarm-store.ts'
import { sha256 } from '../sha256.ts'

const NEXT_EPOCH = '00000000000000bb'

function texts(count: number, prefix = 'a'): KeptText[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${prefix}-${at}`,
    text: `${prefix} ${at}`,
  }))
}

function command(id: string, seq: number, fingerprint = `of ${id}`) {
  return { id, seq, fingerprint }
}

/** Commits what `changes` make of the head, whatever others do in between. */
async function commitInTheEnd(
  store: AlarmStore,
  words: readonly string[],
  changes: (seq: number) => Partial<AlarmCommit> = () => ({}),
): Promise<number> {
  let { head } = await store.loadRecords()
  for (let attempts = 1; ; attempts++) {
    const links = linksAfter(head, words)
    const result = await store.commit(
      alarmCommit(head, { links, ...changes(head.seq + words.length) }),
    )
    if (result.ok) return attempts
    if (result.reason !== 'moved') throw new Error(`refused: ${result.reason}`)
    head = result.head
  }
}

describe.each(ALARM_STORE_KINDS)('the alarms of the $kind store', ({ start }) => {
  let under: AlarmStoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  /** With an epoch in force. */
  async function begun(): Promise<readonly [AlarmStore, AlarmStore]> {
    const nodes = await under.nodes()
    await beginAlarms(nodes[0])
    return nodes
  }

  /** With something of everything, and a lease. */
  async function filled() {
    const [store, other] = await begun()
    const token = await takeAlarmLease(store)
    const links = linksAfter(EMPTY_CHAIN, ['one', 'two'])
    const evaluation = { token, cursor: 'c1', pulse: 'p1', points: texts(2, 'point') }
    const order = alarmCommit(EMPTY_CHAIN, {
      ...{ links, records: texts(3), commands: [command('k1', 1)], messages: texts(2, 'message') },
      evaluation,
    })
    expect(await store.commit(order)).toEqual({ ok: true })
    return { store, other, token, order, head: headAfter(EMPTY_CHAIN, links) }
  }

  it('are none at first', async () => {
    const [store] = await under.nodes()
    const { record, tail } = await store.inspect()
    expect({ record, tail }).toEqual({ record: undefined, tail: { ms: 0, n: 0 } })
    expect(await everythingIn(store)).toEqual({
      ...{ epoch: undefined, head: EMPTY_CHAIN, records: [], points: [], waiting: [], dead: [] },
      ...{ cursor: undefined, pulse: undefined },
    })
    expect(await store.readCommand('k')).toBeUndefined()
    expect(await store.follow({ after: 0, limit: 9, waitMs: 0 })).toEqual([])
    const nothing = await store.commit(alarmCommit(EMPTY_CHAIN))
    expect(nothing).toEqual({ ok: false, reason: 'epoch-changed' })
  })

  it('keep all that a commit says, for every node and when opened again', async () => {
    const { store, other, order, head } = await filled()
    const all = {
      ...{ epoch: EPOCH, head, records: texts(3), points: texts(2, 'point') },
      ...{ cursor: 'c1', pulse: 'p1', waiting: texts(2, 'message'), dead: [] },
    }
    expect(await everythingIn(other)).toEqual(all)
    expect(await other.journal.read({ from: 1, limit: 9 })).toEqual(order.links)
    expect(await other.journal.head()).toEqual(head)
    expect(await other.readCommand('k1')).toEqual(command('k1', 1))
    expect(await other.inspect()).toMatchObject({ record: epochRecord(), tail: { ms: 2, n: 0 } })
    const before = await store.inspect()

    const again = await under.reopen(store.site)

    expect(await everythingIn(again)).toEqual(all)
    expect(await again.follow({ after: 0, limit: 9, waitMs: 0 })).toEqual(order.links)
    expect(await again.readCommand('k1')).toEqual(command('k1', 1))
    expect((await again.inspect()).record).toEqual(before.record)
  })

  it('change and drop records and points by name, and no others', async () => {
    const { store, other, token, head } = await filled()
    const records = [
      { id: 'a-0', text: 'changed' },
      { id: 'a-1', text: undefined },
      { id: 'never', text: undefined },
      { id: 'a-9', text: '' },
    ]
    const points = [
      { id: 'point-0', text: undefined },
      { id: 'point-9', text: 'new' },
    ]
    const evaluation = { token, cursor: 'c2', pulse: 'p2', points }
    expect(await other.commit(alarmCommit(head, { records, evaluation }))).toEqual({ ok: true })
    expect(await everythingIn(store)).toMatchObject({
      records: [
        { id: 'a-0', text: 'changed' },
        { id: 'a-2', text: 'a 2' },
        { id: 'a-9', text: '' },
      ],
      points: [
        { id: 'point-1', text: 'point 1' },
        { id: 'point-9', text: 'new' },
      ],
      ...{ cursor: 'c2', pulse: 'p2', head },
    })
  })

  it('survive with every kind of character', async () => {
    const [store, other] = await begun()
    const token = await takeAlarmLease(store)
    const odd = ['Đại Lộc ~ "\\', '\u0000\r\n\t\u001f', '\ud83d\ude00\u2028', '', '0', '[]{}%s%d']
    const kept = odd.map((text, at) => ({ id: `đ é 😀 "\\' {}*?[${at}]`, text }))
    const links = linksAfter(EMPTY_CHAIN, odd)
    const commands = odd.map((text, at) => ({ id: `${at} đ\\"`, fingerprint: text, seq: at + 1 }))
    const evaluation = { token, cursor: odd.join(), pulse: odd.join('x'), points: kept }
    const order = alarmCommit(EMPTY_CHAIN, {
      links,
      records: kept,
      commands,
      messages: kept,
      evaluation,
    })
    expect(await store.commit(order)).toEqual({ ok: true })
    const all = await everythingIn(other)
    expect(all.waiting).toEqual(kept)
    expect([all.records, all.points].map((rows) => rows.map(({ text }) => text))).toEqual([
      odd,
      odd,
    ])
    expect(all.records.map(({ id }) => id)).toEqual(kept.map(({ id }) => id))
    expect([all.cursor, all.pulse]).toEqual([evaluation.cursor, evaluation.pulse])
    expect(wordsOf(await other.journal.read({ from: 1, limit: 99 }))).toEqual(odd)
    for (const one of commands) expect(await other.readCommand(one.id)).toEqual(one)
    expect(
      await other.commit(alarmCommit(EMPTY_CHAIN, { commands: commands.slice(1, 2) })),
    ).toEqual({
      ...{ ok: false, reason: 'known', command: commands[1] },
    })
  })

  describe('refuse the whole of a commit', () => {
    /** One that would change everything there is. */
    const sweeping = (order: AlarmCommit, changes: Partial<AlarmCommit> = {}): AlarmCommit => {
      const { expected } = { ...order, ...changes }
      return {
        ...order,
        links: linksAfter(expected, ['never']),
        records: [{ id: 'a-0', text: undefined }, ...texts(2, 'never')],
        commands: [command('never', expected.seq + 1)],
        messages: texts(2, 'never'),
        ...(order.evaluation && {
          evaluation: { ...order.evaluation, cursor: 'never', pulse: 'never', points: texts(2) },
        }),
        ...changes,
      }
    }

    it('whose head moved, and answer where it is', async () => {
      const { store, other, order, head } = await filled()
      const before = await everythingIn(store)
      const places = [EMPTY_CHAIN, { ...head, hash: sha256('x') }, { ...head, seq: 3 }]
      for (const expected of places) {
        const refused = await other.commit(sweeping(order, { expected }))
        expect(refused).toEqual({ ok: false, reason: 'moved', head })
      }
      const records = texts(1, 'never')
      const alone = await other.commit(alarmCommit(EMPTY_CHAIN, { records }))
      expect(alone).toEqual({ ok: false, reason: 'moved', head })
      const commands = [command('never', 1)]
      const decided = await other.commit(alarmCommit(EMPTY_CHAIN, { commands }))
      expect(decided).toEqual({ ok: false, reason: 'moved', head })
      expect(await everythingIn(store)).toEqual(before)
      expect(await store.readCommand('never')).toBeUndefined()
      expect(await store.follow({ after: 2, limit: 9, waitMs: 0 })).toEqual([])
    })

    it('with a command that is known, whatever it asks for, and answer what was kept', async () => {
      const { store, other, order, head } = await filled()
      const before = await everythingIn(store)
      const refusal = { ok: false, reason: 'known', command: command('k1', 1) }
      const again = sweeping(order, { expected: head })
      for (const fingerprint of ['of k1', 'something else']) {
        const commands = [command('never', 3), command('k1', 3, fingerprint)]
        expect(await other.commit({ ...again, commands })).toEqual(refusal)
      }
      expect(await everythingIn(store)).toEqual(before)
      expect(await store.readCommand('never')).toBeUndefined()
    })

    it('that was sent again as known, though the head has moved since', async () => {
      const { store, other, order, head } = await filled()
      await commitInTheEnd(store, ['three'])
      const known = { ok: false, reason: 'known', command: command('k1', 1) }
      expect(await other.commit({ ...order, links: linksAfter(EMPTY_CHAIN, ['again']) })).toEqual(
        known,
      )
      const probe = alarmCommit(head, { commands: [command('k1', 2)] })
      expect(await other.commit(probe)).toEqual(known)
    })

    it('of an evaluation that follows another cursor than is kept', async () => {
      const { store, other, head, token } = await filled()
      const before = await everythingIn(store)
      const evaluation = { token, cursor: 'c2', pulse: 'p2', points: texts(1, 'late') }
      for (const after of ['', 'c0']) {
        const links = linksAfter(head, ['late'])
        const late = alarmCommit(head, { links, evaluation: { ...evaluation, after } })
        expect(await other.commit(late)).toEqual({ ok: false, reason: 'outdated' })
      }
      expect(await everythingIn(store)).toEqual(before)
      const next = alarmCommit(head, { evaluation: { ...evaluation, after: before.cursor ?? '' } })
      expect(await other.commit(next)).toEqual({ ok: true })
      expect(await everythingIn(store)).toMatchObject({ cursor: 'c2' })
    })

    it('of an evaluation whose lease was lost', async () => {
      const { store, other, order, head, token } = await filled()
      const before = await everythingIn(store)
      const next = await takeAlarmLease(other, 'other node')
      expect(next).toBe(token + 1)
      const late = sweeping(order, { expected: head })
      const refusal = { ok: false, reason: 'lease-lost' }
      expect(await store.commit(late)).toEqual(refusal)
      expect(await store.lease.beatLease('alarms', token)).toBe(false)
      await other.lease.releaseLease('alarms', next)
      expect(await store.commit(late)).toEqual(refusal)
      const { evaluation } = order
      if (!evaluation) throw new Error('no evaluation')
      const nobodys = { ...late, evaluation: { ...evaluation, token: next } }
      expect(await store.commit(nobodys)).toEqual(refusal)
      expect(await everythingIn(store)).toEqual(before)
      expect(await store.readCommand('never')).toBeUndefined()
    })

    it('of another epoch', async () => {
      const { store, other, order, head } = await filled()
      const before = await everythingIn(store)
      const late = sweeping(order, { expected: head, epoch: NEXT_EPOCH })
      expect(await other.commit(late)).toEqual({ ok: false, reason: 'epoch-changed' })
      expect(await everythingIn(store)).toEqual(before)
    })

    it('that breaks the rules of a commit, by throwing', async () => {
      const { store, head } = await filled()
      const before = await everythingIn(store)
      const broken: Partial<AlarmCommit>[] = [
        { records: texts(MAX_COMMIT_ROWS + 1) },
        { messages: texts(MAX_COMMIT_ROWS + 1) },
        { links: linksAfter(EMPTY_CHAIN, ['one']) },
        { links: linksAfter(head, ['a', 'b']).toReversed() },
        { links: linksAfter(head, ['x'.repeat(17_000)]) },
        { records: [...texts(2), ...texts(1)] },
        { commands: [command('twice', 3), command('twice', 3)] },
        { records: [{ id: '', text: 'x' }] },
        { records: [{ id: 'a\u0000', text: 'x' }] },
        { records: [{ id: 'đ'.repeat(MAX_ID_BYTES / 2 + 1), text: 'x' }] },
      ]
      for (const changes of broken) {
        await expect(store.commit(alarmCommit(head, changes))).rejects.toThrow(/commit|entry|id/)
      }
      expect(await everythingIn(store)).toEqual(before)
      const longest = { id: 'đ'.repeat(MAX_ID_BYTES / 2), text: 'x' }
      expect(await store.commit(alarmCommit(head, { records: [longest] }))).toEqual({ ok: true })
    })
  })

  it('take an evaluation and messages without links though the head has moved', async () => {
    const { store, other, token, head } = await filled()
    await commitInTheEnd(other, ['three'])
    const points = [{ id: 'point-0', text: undefined }]
    const evaluation = { token, cursor: 'c2', pulse: 'p2', points }
    const messages = texts(1, 'late')
    expect(await store.commit(alarmCommit(head, { messages, evaluation }))).toEqual({ ok: true })
    expect(await everythingIn(other)).toMatchObject({
      ...{ cursor: 'c2', pulse: 'p2', points: [{ id: 'point-1', text: 'point 1' }] },
      waiting: [...texts(2, 'message'), ...messages],
    })
  })

  it('lose and double nothing when two nodes commit at once', async () => {
    const both = await begun()
    const [store] = both
    const attempts = await Promise.all(
      Array.from({ length: 80 }, (_, at) =>
        commitInTheEnd(both[at % 2 === 0 ? 0 : 1], [`${at}a`, `${at}b`], (seq) => ({
          records: [
            { id: 'last', text: String(seq) },
            { id: `of-${at}`, text: String(seq) },
          ],
          commands: [command(`k-${at}`, seq)],
        })),
      ),
    )
    expect(Math.max(...attempts)).toBeGreaterThan(1)
    const entries = await store.journal.read({ from: 1, limit: 1_000 })
    const { broken, soundCount, last } = verifyChain(checkBehind(EMPTY_CHAIN), entries, sha256)
    const { head, records } = await store.loadRecords()
    expect({ broken, soundCount, last }).toEqual({ broken: undefined, soundCount: 160, last: head })
    expect(new Set(wordsOf(entries)).size).toBe(160)
    const seqs = new Map(records.map(({ id, text }) => [id, Number(text)]))
    expect(seqs.get('last')).toBe(160)
    for (let at = 0; at < 80; at++) {
      const seq = seqs.get(`of-${at}`) ?? 0
      expect(wordsOf(entries.slice(seq - 2, seq))).toEqual([`${at}a`, `${at}b`])
      expect((await store.readCommand(`k-${at}`))?.seq).toBe(seq)
    }
  })

  it('let one of many take effect that were sent under the same id', async () => {
    const both = await begun()
    const results = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const store = both[at % 2 === 0 ? 0 : 1]
        let { head } = await store.loadRecords()
        for (;;) {
          const links = linksAfter(head, [`${at}`])
          const commands = [command('same', head.seq + 1, `${at}`)]
          const result = await store.commit(alarmCommit(head, { links, commands }))
          if (result.ok || result.reason !== 'moved') return { at, result }
          head = result.head
        }
      }),
    )
    const winner = results.find(({ result }) => result.ok)?.at
    const kept = command('same', 1, String(winner))
    const refused = results.filter(({ result }) => !result.ok)
    expect(refused.map(({ result }) => result)).toEqual(
      Array.from({ length: 39 }, () => ({ ok: false, reason: 'known', command: kept })),
    )
    expect(wordsOf(await both[0].journal.read({ from: 1, limit: 99 }))).toEqual([String(winner)])
  })

  it('take as many rows of every kind at once as are allowed, and drop them again', async () => {
    const [store, other] = await begun()
    const token = await takeAlarmLease(store)
    const [records, points, messages] = [texts(2_000), texts(2_000, 'p'), texts(2_000, 'm')]
    const links = linksAfter(
      EMPTY_CHAIN,
      records.map(({ id }) => id),
    )
    const commands = records.map(({ id }, at) => command(id, at + 1))
    const evaluation = { token, cursor: 'c', pulse: 'p', points }
    const order = alarmCommit(EMPTY_CHAIN, { links, records, commands, messages, evaluation })
    expect(await store.commit(order)).toEqual({ ok: true })
    const all = await everythingIn(other)
    expect(all.waiting).toEqual(messages)
    expect([all.records, all.points].map((rows) => rows.map(({ text }) => text))).toEqual(
      [records, points].map((rows) => rows.map(({ text }) => text).toSorted()),
    )
    expect(await other.journal.read({ from: 1, limit: 9_999 })).toEqual(links)
    expect(await other.readCommand('a-1999')).toEqual(command('a-1999', 2_000))
    const last = { commands: [...texts(1_999, 'new').map(({ id }) => command(id, 1))] }
    const known = { commands: [...last.commands, command('a-1999', 1)] }
    expect(await other.commit(alarmCommit(all.head, known))).toMatchObject({
      reason: 'known',
      command: command('a-1999', 2_000),
    })
    const gone = records.map(({ id }) => ({ id, text: undefined }))
    expect(await other.commit(alarmCommit(all.head, { records: gone }))).toEqual({ ok: true })
    expect((await store.loadRecords()).records).toEqual([])
  })

  describe('are followed', () => {
    it('from any number on, in order and in parts', async () => {
      const [store, other] = await begun()
      await commitInTheEnd(store, ['a', 'b', 'c', 'd'])
      await commitInTheEnd(other, ['e'])
      const follow = async (after: number, limit: number) =>
        wordsOf(await other.follow({ after, limit, waitMs: 5_000 }))
      expect(await follow(0, 2)).toEqual(['a', 'b'])
      expect(await follow(2, 2)).toEqual(['c', 'd'])
      expect(await follow(3, 9)).toEqual(['d', 'e'])
    })

    it('by nobody for longer than was said', async () => {
      const [store] = await begun()
      await commitInTheEnd(store, ['a'])
      expect(await store.follow({ after: 1, limit: 9, waitMs: 40 })).toEqual([])
      expect(await store.follow({ after: 9, limit: 9, waitMs: 0 })).toEqual([])
    })

    it('at once by who waits, when any node commits or appends', async () => {
      const [store, other] = await begun()
      // Longer than a test may take: only what wakes it can end the wait.
      const order = { limit: 9, waitMs: 600_000 }
      const first = [other.follow({ after: 0, ...order }), store.follow({ after: 0, ...order })]
      await commitInTheEnd(store, ['a', 'b'])
      for (const entries of first) expect(wordsOf(await entries)).toEqual(['a', 'b'])
      const second = other.follow({ after: 2, ...order })
      const head = await store.journal.head()
      expect(await store.journal.append(head, linksAfter(head, ['c']))).toEqual({ ok: true })
      expect(wordsOf(await second)).toEqual(['c'])
    })

    it('without a gap by one that reads on while others commit', async () => {
      const [store, other] = await begun()
      const writing = Promise.all(
        Array.from({ length: 40 }, (_, at) => commitInTheEnd(store, [`${at}a`, `${at}b`])),
      )
      const seen: number[] = []
      while (seen.length < 80) {
        const after = seen.at(-1) ?? 0
        const entries = await other.follow({ after, limit: 3, waitMs: 600_000 })
        seen.push(...entries.map(({ seq }) => seq))
      }
      await writing
      expect(seen).toEqual(Array.from({ length: 80 }, (_, at) => at + 1))
    })

    it('not woken by a commit that appends nothing', async () => {
      const { store, other, token, head } = await filled()
      let isWoken = false
      const waiting = other.follow({ after: 2, limit: 9, waitMs: 600_000 }).then((entries) => {
        isWoken = true
        return entries
      })
      const evaluation = { token, cursor: 'c', pulse: 'p', points: [] }
      await store.commit(alarmCommit(head, { evaluation }))
      await store.readPulse()
      expect(isWoken).toBe(false)
      await commitInTheEnd(store, ['three'])
      expect(wordsOf(await waiting)).toEqual(['three'])
    })
  })

  describe('keep messages to people', () => {
    it('in the order in which they came, until they are settled by the holder of the lease', async () => {
      const { store, other, token, head } = await filled()
      await other.commit(
        alarmCommit(head, { messages: [...texts(1, 'later'), { id: 'message-0', text: 'again' }] }),
      )
      const again = { id: 'message-0', text: 'again' }
      const [, second] = texts(2, 'message')
      expect(await store.waitingMessages(9)).toEqual([again, second, ...texts(1, 'later')])
      expect(await store.waitingMessages(1)).toEqual([again])
      const outcomes = [
        { id: 'message-0', text: undefined, isDead: false },
        { id: 'message-1', text: 'tried once', isDead: false },
        { id: 'later-0', text: 'nobody there', isDead: true },
        { id: 'unknown', text: 'x', isDead: true },
        { id: 'unknown too', text: 'x', isDead: false },
      ]
      const lost = await store.settleMessages(token + 1, outcomes)
      expect(lost).toEqual({ ok: false, reason: 'lease-lost' })
      expect(await other.waitingMessages(9)).toHaveLength(3)
      expect(await store.settleMessages(token, outcomes)).toEqual({ ok: true })
      expect(await other.waitingMessages(9)).toEqual([{ id: 'message-1', text: 'tried once' }])
      expect(await other.deadMessages(9)).toEqual([{ id: 'later-0', text: 'nobody there' }])
    })

    it('and one that was dead is not dead any more when it waits again', async () => {
      const [store, other] = await begun()
      const token = await takeAlarmLease(store)
      const [one, two] = texts(2, 'm')
      await store.commit(alarmCommit(EMPTY_CHAIN, { messages: [one!, two!] }))
      const dead = [one!, two!].map((message) => ({ ...message, isDead: true }))
      expect(await store.settleMessages(token, dead)).toEqual({ ok: true })
      const again = { id: one!.id, text: 'again' }
      await other.commit(alarmCommit(EMPTY_CHAIN, { messages: [again] }))
      expect(await store.waitingMessages(9)).toEqual([again])
      expect(await store.deadMessages(9)).toEqual([two])
    })

    it('also when very many wait and are settled at once', async () => {
      const [store, other] = await begun()
      const token = await takeAlarmLease(store)
      const many = texts(5 * MAX_COMMIT_ROWS, 'm')
      for (let at = 0; at < many.length; at += MAX_COMMIT_ROWS) {
        const messages = many.slice(at, at + MAX_COMMIT_ROWS)
        await store.commit(alarmCommit(EMPTY_CHAIN, { messages }))
      }
      expect(await other.waitingMessages(many.length)).toEqual(many)
      const outcomes = many.slice(1).map(({ id }) => ({ id, text: undefined, isDead: false }))
      expect(await store.settleMessages(token, outcomes)).toEqual({ ok: true })
      expect(await other.waitingMessages(9)).toEqual(many.slice(0, 1))
    })

    it('that could not be sent, the newest of them first, so many and no more', async () => {
      const [store, other] = await begun()
      const token = await takeAlarmLease(store)
      const many = texts(MAX_DEAD_MESSAGES, 'm')
      const settle = async (messages: readonly KeptText[]) => {
        const { head } = await store.loadRecords()
        await store.commit(alarmCommit(head, { messages }))
        const outcomes = messages.map((one) => ({ ...one, isDead: true }))
        expect(await store.settleMessages(token, outcomes)).toEqual({ ok: true })
      }
      await settle(many)
      expect(await other.deadMessages(9_999)).toEqual(many.toReversed())
      await settle([...texts(2, 'n'), ...many.slice(1, 2)])
      expect(await other.deadMessages(4)).toEqual([
        ...[many[1], ...texts(2, 'n').toReversed()],
        many.at(-1),
      ])
      const all = await other.deadMessages(9_999)
      expect(all).toHaveLength(MAX_DEAD_MESSAGES)
      expect(all.at(-1)).toEqual(many[3])
      expect(await other.waitingMessages(9)).toEqual([])
    })
  })

  it('forget a command only when it is old and many came after it', async () => {
    const [store, other] = await begun()
    let head = EMPTY_CHAIN
    const add = async (at: number, commands: AlarmCommit['commands']) => {
      const links = linksAfter(head, ['x'], at)
      const result = await store.commit(alarmCommit(head, { links, commands }))
      expect(result).toEqual({ ok: true })
      head = headAfter(head, links)
    }
    const isKnown = async (id: string) => (await other.readCommand(id)) !== undefined
    await add(1_000, [command('old-1', 1), command('old-2', 1)])
    await add(1_000 + KEPT_COMMANDS_MS + 1, [command('few', 2)])
    expect(await isKnown('old-1')).toBe(true)
    for (let at = 3; at < MAX_KEPT_COMMANDS; at += MAX_COMMIT_ROWS) {
      const rows = Math.min(MAX_COMMIT_ROWS, MAX_KEPT_COMMANDS - at)
      await add(
        1_002 + KEPT_COMMANDS_MS,
        texts(rows, `c${at}`).map(({ id }) => command(id, at)),
      )
    }
    expect(await isKnown('old-1')).toBe(true)
    await add(1_000, [command('last', 3)])
    expect([await isKnown('old-1'), await isKnown('old-2')]).toEqual([false, true])
    await add(1_000, [command('more-1', 4), command('more-2', 4)])
    expect([await isKnown('old-2'), await isKnown('few')]).toEqual([false, true])
    await add(1_000, [command('more-3', 5)])
    expect([await isKnown('few'), await isKnown('c3-0')]).toEqual([true, true])
    await add(1_000 + 3 * KEPT_COMMANDS_MS, [command('next day', 6)])
    expect([await isKnown('few'), await isKnown('more-1')]).toEqual([false, true])
  })

  it('begin anew with an epoch by compare-and-set; emptied they keep journal and lease', async () => {
    const { store, other, token, head, order } = await filled()
    const stale = await other.changeEpoch('00000000000000cc', epochRecord({ epoch: NEXT_EPOCH }))
    expect(stale).toEqual({ changed: false, record: epochRecord() })
    const before = await everythingIn(store)
    const kept = epochRecord({
      epoch: NEXT_EPOCH,
      reason: 'store-restarted',
      missing: { from: 1, to: 2 },
    })
    expect(await other.changeEpoch(EPOCH, kept)).toEqual({ changed: true, record: kept })
    expect(await everythingIn(store)).toEqual({ ...before, epoch: NEXT_EPOCH })
    const outcomes = [{ id: 'message-0', text: 'dead', isDead: true }]
    await store.settleMessages(token, outcomes)

    const next = epochRecord({ reason: 'reset' })
    const emptied = await other.changeEpoch(NEXT_EPOCH, next, { clear: true })

    expect(emptied).toEqual({ changed: true, record: next })
    expect(await everythingIn(store)).toEqual({
      ...{ epoch: EPOCH, head, records: [], points: [], waiting: [], dead: [] },
      ...{ cursor: undefined, pulse: undefined },
    })
    expect(await store.readCommand('k1')).toBeUndefined()
    expect(await store.journal.read({ from: 1, limit: 9 })).toEqual(order.links)
    expect(await store.lease.readLease('alarms')).toMatchObject({ token })
    expect((await store.inspect()).tail).toEqual({ ms: 2, n: 0 })
    await commitInTheEnd(store, ['three'])
  })

  it('stay when the site is emptied of its figures', async () => {
    const { store } = await filled()
    const before = await everythingIn(store)
    await under.emptyFigures(store.site)
    expect(await everythingIn(store)).toEqual(before)
    expect(await store.readCommand('k1')).toBeDefined()
    expect(await store.lease.readLease('alarms')).toBeDefined()
    await commitInTheEnd(store, ['three'])
  })

  it('have a lease of their own, taken by whoever sees it stand still', async () => {
    const [store, other] = await begun()
    const token = await takeAlarmLease(store)
    expect(await other.lease.takeLease('alarms', undefined, 'other')).toEqual({ taken: false })
    const seen = await other.lease.readLease('alarms')
    expect(seen).toEqual({ holder: 'node', token, beat: 0 })
    expect(await store.lease.beatLease('alarms', token)).toBe(true)
    expect(await other.lease.takeLease('alarms', seen, 'other')).toEqual({ taken: false })
    const still = await other.lease.readLease('alarms')
    expect(await other.lease.takeLease('alarms', still, 'other')).toEqual({
      ...{ taken: true, token: token + 1 },
    })
    await store.lease.releaseLease('alarms', token)
    expect(await store.lease.readLease('alarms')).toMatchObject({ holder: 'other' })
  })

  it('keep sites apart whose names begin alike', async () => {
    const stores = await Promise.all([begun(), begun(), begun()])
    for (const [at, [store]] of stores.entries()) {
      await commitInTheEnd(store, [`${at}`], () => ({ records: texts(1, `of-${at}`) }))
    }
    const [[emptied]] = stores
    await emptied.changeEpoch(EPOCH, epochRecord({ epoch: NEXT_EPOCH }), { clear: true })
    for (const [at, [, other]] of stores.entries()) {
      expect(wordsOf(await other.journal.read({ from: 1, limit: 9 }))).toEqual([`${at}`])
      if (at > 0) expect((await other.loadRecords()).records).toEqual(texts(1, `of-${at}`))
    }
  })
})
