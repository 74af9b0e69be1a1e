import { expect, it } from 'vitest'
import { journalCommands, journalOn } from './journal-control.ts'
import type { Journal } from './services/journal.ts'
import { FakeJournal } from './testing/fake-journal.ts'

const filledAlarms = async (count: number) => ({ journal: await filled(count) })

async function filled(count: number): Promise<Journal> {
  const journal = journalOn(new FakeJournal())
  for (let at = 0; at < count; at++) {
    await journal.note({ actor: { kind: 'server' }, action: 'test.noted', subject: String(at) })
  }
  return journal
}

async function ask(params: unknown) {
  const sites = new Map([
    ['a', { journal: await filled(2), alarms: await filledAlarms(5) }],
    ['b', { journal: await filled(0), alarms: await filledAlarms(1) }],
  ])
  return journalCommands(await filled(3), sites)['journal.verify']?.(params)
}

it('verifies the installation’s own journal, and of every site its own and that of its alarms', async () => {
  expect(await ask({})).toMatchObject({
    ok: true,
    result: [
      { soundCount: 3 },
      { site: 'a', soundCount: 2 },
      { site: 'a', isOfAlarms: true, soundCount: 5 },
      { site: 'b', soundCount: 0 },
      { site: 'b', isOfAlarms: true, soundCount: 1 },
    ],
  })
})

it('verifies one site', async () => {
  const reply = await ask({ site: 'a' })
  expect(reply).toMatchObject({
    ok: true,
    result: [
      { site: 'a', soundCount: 2 },
      { site: 'a', isOfAlarms: true, soundCount: 5 },
    ],
  })
})

it('verifies journals of alarms alone', async () => {
  expect(await ask({ site: 'b', alarms: true })).toMatchObject({
    ok: true,
    result: [{ site: 'b', isOfAlarms: true, soundCount: 1 }],
  })
  expect(await ask({ alarms: true })).toMatchObject({
    result: [
      { site: 'a', isOfAlarms: true, soundCount: 5 },
      { site: 'b', isOfAlarms: true, soundCount: 1 },
    ],
  })
})

it('finds what was changed in the journal of a site’s alarms', async () => {
  const store = new FakeJournal()
  const journal = journalOn(store)
  for (const subject of ['one', 'two']) {
    await journal.note({ actor: { kind: 'server' }, action: 'alarm.raised', subject })
  }
  store.entries = store.entries.map((entry) => ({
    ...entry,
    body: entry.body.replace('two', 'tow'),
  }))
  const sites = new Map([['a', { journal: await filled(1), alarms: { journal } }]])
  const reply = await journalCommands(await filled(0), sites)['journal.verify']?.({ site: 'a' })
  expect(reply).toMatchObject({
    result: [{ soundCount: 1 }, { isOfAlarms: true, broken: { seq: 2, fault: 'hash' } }],
  })
})

it('holds a noted head against the journal that was asked for, without a site the installation’s', async () => {
  const { head } = await (await filled(1)).verify()
  const noted = { seq: head.seq, hash: 'ab'.repeat(32) }
  const broken = { seq: 1, fault: 'noted-differs' }
  expect(await ask({ noted })).toMatchObject({ result: [{ broken }, { site: 'a' }, {}, {}, {}] })
  const { result } = (await ask({ noted })) as { result: readonly { broken?: object }[] }
  expect(result.map((one) => one.broken !== undefined)).toEqual([
    true,
    ...[false, false, false, false],
  ])
  const ofSite = (await ask({ noted, site: 'a' })) as { result: readonly { broken?: object }[] }
  expect(ofSite.result.map((one) => one.broken)).toEqual([broken, undefined])
  expect(await ask({ noted, site: 'a', alarms: true })).toMatchObject({
    result: [{ site: 'a', isOfAlarms: true, broken }],
  })
})

it('says in words what it cannot verify', async () => {
  expect(await ask({ site: 'z' })).toEqual({ ok: false, message: 'This server has no site z.' })
  expect(await ask({ site: 5 })).toMatchObject({ ok: false })
  expect(await ask({ noted: { seq: 0, hash: '' } })).toMatchObject({ ok: false })
})
