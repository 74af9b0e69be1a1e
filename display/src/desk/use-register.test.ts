import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { RegisterAnswer } from '../../../protocol/registers.ts'
import type { Answer } from '../people/ask.ts'
import type { RegisterChoice } from './register-api.ts'
import { useRegister } from './use-register.ts'

let scope: EffectScope
beforeEach(() => {
  setActivePinia(createPinia())
  scope = effectScope()
})
afterEach(() => scope.stop())

const answer = (isTrial: boolean, accepted = 2): RegisterAnswer => ({
  ...{ isTrial, rows: 2, accepted, new: accepted, changed: 0, known: 0 },
  ...{ onTime: accepted, overdue: 0, open: accepted, rejected: [], rejectedTotal: 0, preview: [] },
  others: { blank: 0, headings: 0, totals: 0, footnotes: 0, signatures: 0, skipped: 0 },
  classes: {
    ...{ 'in-time': accepted, 'due-soon': 0, overdue: 0, paused: 0 },
    ...{ early: 0, 'on-time': 0, late: 0, withdrawn: 0 },
  },
})

function open(
  answers: (isTrial: boolean) => Answer<RegisterAnswer> | Promise<Answer<RegisterAnswer>>,
) {
  const brought: [RegisterChoice, boolean][] = []
  const bring = async (choice: RegisterChoice, isTrial: boolean) => {
    brought.push([choice, isTrial])
    return answers(isTrial)
  }
  const register = scope.run(() => useRegister(bring))
  if (!register) throw new Error('the scope has ended')
  register.choice.file = new File(['a'], 'a.csv')
  register.choice.mapping = 'one-stop-register'
  return { register, brought }
}

const good = (isTrial: boolean) => ({ ok: true, value: answer(isTrial) }) as const

describe('a register in hand', () => {
  it('is taken after it was looked at, and once', async () => {
    const { register, brought } = open(good)
    await register.take()
    expect(brought).toEqual([])
    await register.tryIt()
    expect(register.canTake.value).toBe(true)
    await register.take()
    expect(brought.map(([, isTrial]) => isTrial)).toEqual([true, false])
    expect(register.answer.value?.isTrial).toBe(false)
    await register.take()
    expect(brought).toHaveLength(2)
  })

  it('is looked at anew when something else is chosen', async () => {
    for (const change of [
      { file: new File(['b'], 'b.csv') },
      { mapping: 'request-register' },
      { encoding: 'tcvn3' },
      { sheet: 'Tháng 10' },
    ]) {
      const { register } = open(good)
      await register.tryIt()
      Object.assign(register.choice, change)
      expect(register.answer.value).toBeUndefined()
      expect(register.canTake.value).toBe(false)
    }
  })

  it('shows nothing of a file that is no longer chosen', async () => {
    let arrive: (answer: Answer<RegisterAnswer>) => void = () => undefined
    const { register } = open(() => new Promise((resolve) => (arrive = resolve)))
    const trying = register.tryIt()
    register.choice.file = new File(['b'], 'b.csv')
    arrive(good(true))
    await trying
    expect(register.answer.value).toBeUndefined()
  })

  it('is not taken where nothing of it would be, and tells what went wrong', async () => {
    const none = open((isTrial) => ({ ok: true, value: answer(isTrial, 0) }))
    await none.register.tryIt()
    expect(none.register.canTake.value).toBe(false)
    const refused = { name: 'register-refused', why: 'no-header' } as const
    const bad = open(() => ({ ok: false, problem: refused }))
    await bad.register.tryIt()
    expect(bad.register.act.problem.value).toEqual(refused)
    bad.register.choice.sheet = 'x'
    expect(bad.register.act.problem.value).toBeUndefined()
  })
})
