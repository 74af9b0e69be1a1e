// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { buildAlarmRow } from '../feed/build-alarm-row.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { useSoundStore } from '../stores/sound.ts'
import { useAlarmSound } from './use-alarm-sound.ts'

const param = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined }
const node = { connect: <T>(to: T): T => to, disconnect: () => undefined }

/** Hz of what was played. */
let played: number[]
let isTouched: boolean

/** Of a browser that lets nothing sound before it was touched. */
class BlockedContext {
  state = 'suspended'
  destination = node
  get currentTime(): number {
    return this.state === 'running' ? performance.now() : 0
  }
  resume(): Promise<void> {
    if (!isTouched) return new Promise(() => undefined)
    this.state = 'running'
    return Promise.resolve()
  }
  close = (): Promise<void> => Promise.resolve()
  createAnalyser = () => ({
    ...node,
    fftSize: 32,
    getFloatTimeDomainData: (samples: Float32Array) => samples.fill(0.004),
  })
  createGain = () => ({ ...node, gain: param })
  createOscillator = () => {
    const frequency = { value: 0 }
    const start = (): void => void played.push(frequency.value)
    return { ...node, type: '', frequency, start, stop: () => undefined }
  }
}

let scope: EffectScope
beforeEach(() => {
  setActivePinia(createPinia())
  vi.useFakeTimers()
  vi.stubGlobal('AudioContext', BlockedContext)
  played = []
  isTouched = false
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the sound of a desk', () => {
  it('comes late rather than never, where the browser has blocked it at first', async () => {
    // Sounded once only: what was missed would not come again.
    const row = buildAlarmRow('river~a', 1, { severity: 'medium', askedAt: 1 })
    useAlarmStore().rows = new Map([['river~a', [row]]])
    scope.run(() => useAlarmSound(() => true))
    await vi.advanceTimersByTimeAsync(5_000)
    expect([useSoundStore().state, played]).toEqual(['blocked', []])
    isTouched = true
    dispatchEvent(new Event('pointerdown'))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(useSoundStore().state).toBe('audible')
    expect(played.filter((hz) => hz === 659)).toHaveLength(1)
  })
})
