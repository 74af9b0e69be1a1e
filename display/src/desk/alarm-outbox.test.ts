import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlarmResult } from '../../../protocol/alarm-answers.ts'
import type { Problem } from '../people/ask.ts'
import {
  aged,
  answered,
  began,
  EMPTY_OUTBOX,
  give,
  hurried,
  isOpen,
  MOST_ORDERS,
  mustKeep,
  nextDueAt,
  nextToSend,
  ORDER_LASTS_MS,
  removed,
  restored,
  resumed,
  unanswered,
  type AlarmOrder,
  type Outbox,
  type OrderAnswer,
  type OutboxEntry,
} from './alarm-outbox.ts'

const LAN = { id: 'lan', name: 'Nguyễn Thị Lan' }

function order(id: string, given: Partial<AlarmOrder> = {}): AlarmOrder {
  const items = [{ id: 'river~ai-nghia', occurrence: 1 }]
  return { id, command: 'acknowledge', items, by: LAN, madeAt: 0, ...given }
}

const done = (one: AlarmOrder): readonly AlarmResult[] =>
  one.items.map(({ id, occurrence }) => ({ id, occurrence, ok: true, seq: 1, repeated: false }))
const failed = (problem: Problem): OrderAnswer => ({ ok: false, problem })
const phaseOf = ({ entries }: Outbox, id: string) =>
  entries.find((entry) => entry.order.id === id)?.phase.kind

describe('an order to alarms', () => {
  it('is sent, and shown done once the server has said so', () => {
    let box = give(EMPTY_OUTBOX, order('a'))
    expect(nextToSend(box, 0)?.order.id).toBe('a')
    box = began(box, 'a')
    expect(phaseOf(box, 'a')).toBe('sending')
    expect(nextToSend(box, 0)).toBeUndefined()
    box = answered(box, 'a', { ok: true, value: done(order('a')) }, 0)
    expect(phaseOf(box, 'a')).toBe('answered')
    expect(unanswered(box)).toEqual([])
  })

  it.each<[string, Problem]>([
    ['nobody answers', { name: 'unreachable' }],
    ['a proxy answers', { name: 'unreachable', status: 502 }],
    ['the outcome is not known', { name: 'outcome-unknown', status: 503 }],
    ['the store is full', { name: 'store-full', status: 507 }],
    ['there are too many requests', { name: 'too-many-requests', status: 429 }],
    ['the server broke', { name: 'other', status: 500 }],
    ['success is told in words that are not understood', { name: 'malformed', status: 200 }],
  ])('is asked again under its id when %s', (_, problem) => {
    const box = answered(began(give(EMPTY_OUTBOX, order('a')), 'a'), 'a', failed(problem), 100)
    expect(phaseOf(box, 'a')).toBe('waiting')
    expect(nextToSend(box, 100)).toBeUndefined()
    expect(nextDueAt(box)).toBe(1_100)
    expect(nextToSend(box, 1_100)).toMatchObject({ tries: 1, problem, order: { id: 'a' } })
  })

  it.each<[string, Problem]>([
    ['not allowed', { name: 'not-allowed', status: 403 }],
    ['not understood', { name: 'wrong-shape', status: 422 }],
  ])('is over when it is refused: %s', (_, problem) => {
    const box = answered(began(give(EMPTY_OUTBOX, order('a')), 'a'), 'a', failed(problem), 100)
    expect(box.entries[0]?.phase).toEqual({ kind: 'refused', problem })
    expect(nextDueAt(box)).toBeUndefined()
  })

  it('waits for its person, and keeps the others behind it', () => {
    let box = give(give(EMPTY_OUTBOX, order('a')), order('b'))
    const signedOut = failed({ name: 'sign-in-required', status: 401 })
    box = answered(began(box, 'a'), 'a', signedOut, 0)
    expect(nextToSend(box, 1e9)).toBeUndefined()
    expect(unanswered(box)).toHaveLength(2)
    expect(nextToSend(resumed(box), 0)?.order.id).toBe('a')
  })

  it('waits its turn: what was given first is done first', () => {
    let box = give(give(EMPTY_OUTBOX, order('a')), order('b'))
    box = answered(began(box, 'a'), 'a', failed({ name: 'unreachable' }), 0)
    expect(nextToSend(box, 500)).toBeUndefined()
    expect(nextToSend(hurried(box), 500)?.order.id).toBe('a')
  })

  it('pauses longer each time, up to eight seconds, unless the server asks for more', () => {
    let box = give(EMPTY_OUTBOX, order('a'))
    const pauses = Array.from({ length: 6 }, () => {
      box = answered(began(box, 'a'), 'a', failed({ name: 'unreachable' }), 0)
      return nextDueAt(box)
    })
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    const busy = failed({ name: 'busy', status: 503, retryAfterMs: 30_000 })
    expect(nextDueAt(answered(began(box, 'a'), 'a', busy, 0))).toBe(30_000)
  })

  it('does not wait for a clock that was set back', () => {
    const box = answered(
      began(give(EMPTY_OUTBOX, order('a')), 'a'),
      'a',
      failed({ name: 'unreachable' }),
      1e9,
    )
    expect(nextToSend(box, 0)?.order.id).toBe('a')
  })

  it('is not sent any more when the server may have forgotten its id', () => {
    const box = give(EMPTY_OUTBOX, order('a'))
    expect(aged(box, ORDER_LASTS_MS)).toBe(box)
    const old = aged(box, ORDER_LASTS_MS + 1)
    expect(phaseOf(old, 'a')).toBe('expired')
    expect(nextToSend(old, ORDER_LASTS_MS + 1)).toBeUndefined()
    expect(old.entries.every(mustKeep)).toBe(true)
  })

  it('can be called off while it waits, and not while it is under way', () => {
    const box = give(EMPTY_OUTBOX, order('a'))
    expect(removed(box, 'a').entries).toEqual([])
    expect(removed(began(box, 'a'), 'a').entries).toHaveLength(1)
  })

  it('is kept until it is done; what was refused, until it was read', () => {
    const box = give(EMPTY_OUTBOX, order('a'))
    const kept = (answer: OrderAnswer) =>
      answered(began(box, 'a'), 'a', answer, 0).entries.filter(mustKeep)
    const conflict = { id: 'river~ai-nghia', occurrence: 1, ok: false, reason: 'already' } as const
    expect(box.entries.filter(mustKeep)).toHaveLength(1)
    expect(kept({ ok: true, value: done(order('a')) })).toHaveLength(0)
    expect(kept({ ok: true, value: [conflict] })).toHaveLength(1)
    expect(kept(failed({ name: 'not-allowed', status: 403 }))).toHaveLength(1)
  })

  it('has no room behind fifty that wait', () => {
    let box = EMPTY_OUTBOX
    for (let at = 0; at < MOST_ORDERS; at++) box = give(box, order(`${at}`))
    expect(give(box, order('more'))).toBe(box)
  })
})

/** A server that has one effect of each id, whatever way the answer goes. */
class FakeServer {
  readonly effects = new Map<string, number>()
  readonly asked: string[] = []

  take({ id, items }: AlarmOrder): readonly AlarmResult[] {
    this.asked.push(id)
    const seq = this.effects.get(id) ?? this.effects.size + 1
    const repeated = this.effects.has(id)
    this.effects.set(id, seq)
    return items.map((item) => ({
      id: item.id,
      occurrence: item.occurrence,
      ok: true,
      seq,
      repeated,
    }))
  }
}

type Step =
  | 'click'
  | 'send'
  | 'answer'
  | 'lose-request'
  | 'lose-answer'
  | 'unknown'
  | 'refuse'
  | 'sign-out'
  | 'sign-in'
  | 'kill-page'
  | 'wait'
const STEPS: readonly Step[] = [
  ...(['click', 'send', 'answer', 'lose-request', 'lose-answer', 'unknown', 'refuse'] as const),
  ...(['sign-out', 'sign-in', 'kill-page', 'wait'] as const),
]

/** A page, its storage, and a server, driven by steps. */
class World {
  readonly server = new FakeServer()
  readonly clicks = new Map<string, AlarmOrder>()
  box: Outbox = EMPTY_OUTBOX
  storage: readonly OutboxEntry[] = []
  now = 0
  underWay:
    { readonly id: string; readonly results: readonly AlarmResult[] | undefined } | undefined

  step(step: Step): void {
    this.now += 10
    this.#take(step)
    this.storage = this.box.entries.filter(mustKeep)
  }

  #take(step: Step): void {
    if (step === 'click') {
      const made = order(`order-${this.clicks.size}`, { madeAt: this.now })
      const next = give(this.box, made)
      if (next !== this.box) this.clicks.set(made.id, made)
      this.box = next
    } else if (step === 'kill-page') {
      this.underWay = undefined
      this.box = restored(this.storage)
    } else if (step === 'wait') this.now += 60_000
    else if (step === 'sign-in') this.box = resumed(this.box)
    else if (step === 'send') this.#send()
    else this.#answer(step)
  }

  #send(): void {
    const next = nextToSend(this.box, this.now)
    if (!next) return
    this.box = began(this.box, next.order.id)
    this.underWay = { id: next.order.id, results: undefined }
  }

  #answer(step: Exclude<Step, 'click' | 'kill-page' | 'wait' | 'sign-in' | 'send'>): void {
    if (!this.underWay) return
    const { id } = this.underWay
    const sent = this.clicks.get(id)
    this.underWay = undefined
    if (!sent) throw new Error('nobody has clicked for it')
    const answers: Readonly<Record<typeof step, () => OrderAnswer>> = {
      answer: () => ({ ok: true, value: this.server.take(sent) }),
      'lose-request': () => failed({ name: 'unreachable' }),
      'lose-answer': () => {
        this.server.take(sent)
        return failed({ name: 'unreachable' })
      },
      unknown: () => {
        this.server.take(sent)
        return failed({ name: 'outcome-unknown', status: 503 })
      },
      refuse: () => failed({ name: 'not-allowed', status: 403 }),
      'sign-out': () => failed({ name: 'sign-in-required', status: 401 }),
    }
    this.box = answered(this.box, id, answers[step](), this.now)
  }

  /** From here on everything goes well. */
  finish(): void {
    for (let turn = 0; turn < 3 * (this.clicks.size + 1); turn++) {
      for (const step of ['wait', 'sign-in', 'send', 'answer'] as const) this.step(step)
    }
  }
}

describe('whatever happens between click and answer', () => {
  const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 60 })

  it('[G6] nothing is shown done that the server has not done, and nothing is forgotten', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const world = new World()
        for (const step of taken) {
          world.step(step)
          for (const { order: one, phase } of world.box.entries) {
            if (phase.kind === 'answered') expect(world.server.effects.has(one.id)).toBe(true)
          }
        }
        const open = new Set(world.box.entries.filter(isOpen).map((entry) => entry.order.id))
        world.finish()
        for (const id of open) expect(world.server.effects.has(id)).toBe(true)
        expect(unanswered(world.box)).toEqual([])
      }),
    )
  })

  it('[G7] no click is ever asked for under another id, and each has one effect at most', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const world = new World()
        for (const step of taken) world.step(step)
        world.finish()
        for (const id of world.server.asked) expect(world.clicks.has(id)).toBe(true)
        expect(world.server.effects.size).toBeLessThanOrEqual(world.clicks.size)
      }),
    )
  })

  it('what was given first has its effect first', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const world = new World()
        for (const step of taken) world.step(step)
        world.finish()
        const order = [...world.server.effects.keys()].map((id) => Number(id.slice(6)))
        expect(order).toEqual(order.toSorted((a, b) => a - b))
      }),
    )
  })
})
