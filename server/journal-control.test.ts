import { expect, it } from 'vitest'
import { journalCommands, journalOn } from './journal-control.ts'
import type { Journal } from './services/journal.ts'
import { FakeJournal } from './testing/fake-journal.ts'

async function filled(count: number): Promise<Journal> {
  const journal = journalOn(new FakeJournal())
  for (let at = 0; at < count; at++) {
    await journal.note({ actor: { kind: 'server' }, action: 'test.noted', subject: String(at) })
  }
  return journal
}

async function ask(params: unknown) {
  const sites = new Map([
    ['a', { journal: await filled(2) }],
    ['b', { journal: await filled(0) }],
  ])
  return journalCommands(await filled(3), sites)['journal.verify']?.(params)
}

it('verifies the installation’s own journal and that of every site', async () => {
  expect(await ask({})).toMatchObject({
    ok: true,
    result: [{ soundCount: 3 }, { site: 'a', soundCount: 2 }, { site: 'b', soundCount: 0 }],
  })
})

it('verifies one site', async () => {
  const reply = await ask({ site: 'a' })
  expect(reply).toMatchObject({ ok: true, result: [{ site: 'a', soundCount: 2 }] })
})

it('holds a noted head against the journal that was asked for, without a site the installation’s', async () => {
  const { head } = await (await filled(1)).verify()
  const noted = { seq: head.seq, hash: 'ab'.repeat(32) }
  const broken = { seq: 1, fault: 'noted-differs' }
  expect(await ask({ noted })).toMatchObject({ result: [{ broken }, { site: 'a' }, { site: 'b' }] })
  const { result } = (await ask({ noted })) as { result: readonly { broken?: object }[] }
  expect(result.map((one) => one.broken !== undefined)).toEqual([true, false, false])
  expect(await ask({ noted, site: 'a' })).toMatchObject({ result: [{ site: 'a', broken }] })
})

it('says in words what it cannot verify', async () => {
  expect(await ask({ site: 'z' })).toEqual({ ok: false, message: 'This server has no site z.' })
  expect(await ask({ site: 5 })).toMatchObject({ ok: false })
  expect(await ask({ noted: { seq: 0, hash: '' } })).toMatchObject({ ok: false })
})
