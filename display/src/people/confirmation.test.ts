import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { Answer } from './ask.ts'
import { useConfirmationStore, withConfirmation } from './confirmation.ts'
import { buildFakeState } from './fake-server.ts'
import { useSessionStore } from './session-store.ts'
import { useAct } from './use-act.ts'

const wanted = { ok: false, problem: { name: 'confirmation-required' } } as const
const done = { ok: true, value: 'done' } as const

/** Answers one after the other, and counts. */
function acting(...answers: readonly Answer<string>[]) {
  const asked = { count: 0 }
  const act = (): Promise<Answer<string>> =>
    Promise.resolve(answers[asked.count++] ?? { ok: false, problem: { name: 'other' } })
  return { act, asked }
}

describe('a sensitive act', () => {
  it('is repeated by itself once the password was given', async () => {
    const { act, asked } = acting(wanted, done)
    expect(await withConfirmation(act, () => Promise.resolve(true))).toEqual(done)
    expect(asked.count).toBe(2)
  })

  it('is not repeated when the password was not given', async () => {
    const { act, asked } = acting(wanted, done)
    expect(await withConfirmation(act, () => Promise.resolve(false))).toEqual(wanted)
    expect(asked.count).toBe(1)
  })

  it('is repeated once at most', async () => {
    const { act, asked } = acting(wanted, wanted, done)
    expect(await withConfirmation(act, () => Promise.resolve(true))).toEqual(wanted)
    expect(asked.count).toBe(2)
  })

  it('asks for no password when none is wanted', async () => {
    let isAsked = false
    const confirm = (): Promise<boolean> => Promise.resolve((isAsked = true))
    await withConfirmation(acting(done).act, confirm)
    expect(isAsked).toBe(false)
  })
})

describe('a button', () => {
  let scope = effectScope()
  beforeEach(() => {
    setActivePinia(createPinia())
    scope = effectScope()
  })
  afterEach(() => scope.stop())
  const made = () => scope.run(() => useAct()) ?? expect.fail('no scope')

  it('waits for the dialog of the page', async () => {
    const [button, confirmation] = [made(), useConfirmationStore()]
    const running = button.run(acting(wanted, done).act)
    await Promise.resolve()
    await Promise.resolve()
    expect([confirmation.isAsked, button.isBusy.value]).toEqual([true, true])
    confirmation.answer(true)
    expect(await running).toEqual(done)
    expect([confirmation.isAsked, button.isBusy.value]).toEqual([false, false])
  })

  it('does one thing at a time', async () => {
    const button = made()
    const { act, asked } = acting(done, done)
    await Promise.all([button.run(act), button.run(act)])
    expect(asked.count).toBe(1)
  })

  it('asks nothing of a server that wants to be left alone', async () => {
    const button = made()
    const { act, asked } = acting(
      { ok: false, problem: { name: 'too-many-attempts', retryAfterMs: 5_000 } },
      done,
    )
    await button.run(act)
    await button.run(act)
    expect([asked.count, button.waitS.value]).toEqual([1, 5])
  })

  it('tells the page when the session has ended', async () => {
    const session = useSessionStore()
    session.take(buildFakeState([]).session)
    await made().run(acting({ ok: false, problem: { name: 'sign-in-required' } }).act)
    expect(session.person).toBeUndefined()
  })
})
