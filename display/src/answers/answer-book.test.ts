import { describe, expect, it } from 'vitest'
import { listQuestion } from './dossier-question.ts'
import type { Question } from './question.ts'
import { AnswerBook, type AnswerHold } from './answer-book.ts'
import type { FetchedAnswer } from './fetch-answer.ts'

const UNREACHABLE: FetchedAnswer = { ok: false, reason: 'unreachable' }
const SAME: FetchedAnswer = { ok: true, same: true }
const answerOf = (value: string, tag?: string): FetchedAnswer => ({ ok: true, value, tag })

const questionOf = (limit: number): Question<unknown> =>
  listQuestion({ class: 'due-soon', limit, metric: 'm' })

function start() {
  const asked: {
    readonly path: string
    readonly tag: string | undefined
    readonly answer: (given: FetchedAnswer) => Promise<void>
  }[] = []
  const timers = new Set<{ readonly delayMs: number; readonly task: () => void }>()
  const clock = { now: 1_000 }
  const chance = { next: 0.5 }
  const book = new AnswerBook({
    load: ({ path }, tag) =>
      new Promise((resolve) => {
        const answer = async (given: FetchedAnswer): Promise<void> => {
          resolve(given)
          await new Promise((done) => setTimeout(done))
        }
        asked.push({ path, tag, answer })
      }),
    monotonicNow: () => clock.now,
    after(delayMs, task) {
      const timer = { delayMs, task }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    random: () => chance.next,
  })
  const fire = (): void => {
    for (const timer of [...timers]) {
      timers.delete(timer)
      timer.task()
    }
  }
  const delays = (): number[] => [...timers].map(({ delayMs }) => delayMs)
  const show = (limit = 1): AnswerHold<unknown> => {
    const hold = book.acquire(questionOf(limit))
    book.wake(hold)
    return hold
  }
  return { asked, book, chance, clock, delays, fire, show }
}

describe('the questions of dossiers', () => {
  it('are asked once for all who draw the answer, and dropped with the last', async () => {
    const { asked, book, delays, show } = start()
    const [a, b] = [show(), show()]
    expect(asked).toHaveLength(1)
    expect(a.view.value).toEqual({ state: 'loading' })
    await asked[0]?.answer(answerOf('first'))
    expect(b.view.value).toMatchObject({ state: 'answered', value: 'first' })
    book.release(a)
    expect(delays()).toHaveLength(1)
    book.release(b)
    expect([book.size, delays()]).toEqual([0, []])
  })

  it('are asked again every five seconds, never quite together', async () => {
    const { asked, chance, delays, fire, show } = start()
    show()
    chance.next = 0
    await asked[0]?.answer(answerOf('first'))
    expect(delays()).toEqual([4_250])
    fire()
    chance.next = 1
    await asked[1]?.answer(answerOf('second'))
    expect(delays()).toEqual([5_750])
  })

  it('are proven by an answer that nothing has changed, as of when it was asked for', async () => {
    const { asked, clock, fire, show } = start()
    const hold = show()
    await asked[0]?.answer(answerOf('first', '"1"'))
    const before = hold.view.value
    clock.now = 6_000
    fire()
    clock.now = 9_000
    expect(asked[1]?.tag).toBe('"1"')
    await asked[1]?.answer(SAME)
    expect(hold.view.value).toEqual({ state: 'answered', value: 'first', provenAt: 6_000 })
    expect(before).toMatchObject({ provenAt: 1_000 })
  })

  it('keep the last good answer, unproven, when nobody answers, and wait ever longer', async () => {
    const { asked, delays, fire, show } = start()
    const hold = show()
    await asked[0]?.answer(answerOf('first'))
    const seen: number[] = []
    for (let turn = 1; turn < 7; turn++) {
      fire()
      await asked[turn]?.answer(UNREACHABLE)
      seen.push(...delays())
    }
    expect(seen).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
    expect(hold.view.value).toEqual({ state: 'answered', value: 'first', provenAt: 1_000 })
  })

  it('say that nobody has ever answered', async () => {
    const { asked, show } = start()
    const hold = show()
    await asked[0]?.answer(UNREACHABLE)
    expect(hold.view.value).toEqual({ state: 'failed' })
  })

  it('are not asked for scenes that are not shown, and at once when they come back', async () => {
    const { asked, book, delays, show } = start()
    const hold = show()
    await asked[0]?.answer(answerOf('first'))
    book.rest(hold)
    expect(delays()).toEqual([])
    expect(hold.view.value).toMatchObject({ value: 'first' })
    book.wake(hold)
    expect(asked).toHaveLength(2)
  })

  it('rest also while an answer is on its way', async () => {
    const { asked, book, delays, show } = start()
    const hold = show()
    book.rest(hold)
    await asked[0]?.answer(answerOf('first'))
    expect(delays()).toEqual([])
    expect(hold.view.value).toMatchObject({ value: 'first' })
  })

  it('are asked again at once when the server is back', async () => {
    const { asked, book, delays, show } = start()
    show(1)
    book.acquire(questionOf(2))
    await asked[0]?.answer(UNREACHABLE)
    book.reload()
    expect(asked.map(({ path }) => path)).toEqual([questionOf(1).path, questionOf(1).path])
    expect(delays()).toEqual([])
  })

  it('forget what another site answered, and take no answer to an earlier question', async () => {
    const { asked, book, show } = start()
    const hold = show()
    await asked[0]?.answer(answerOf('ours', '"1"'))
    book.reload()
    book.reset()
    expect(hold.view.value).toEqual({ state: 'loading' })
    await asked[1]?.answer(answerOf('theirs', '"2"'))
    expect(hold.view.value).toEqual({ state: 'loading' })
    expect(asked[2]?.tag).toBeUndefined()
    await asked[2]?.answer(answerOf('new'))
    expect(hold.view.value).toMatchObject({ value: 'new' })
  })
})
