import { onScopeDispose, watch } from 'vue'
import type { Severity } from '../../../protocol/alarms.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { useSoundStore } from '../stores/sound.ts'
import { AudioChain } from './audio-chain.ts'
import { planSound, TONES, type Heard } from './sound-plan.ts'

const LOOK_MS = 500
/** A chain that worked may break: a device is unplugged, a browser puts the page to sleep. */
const TEST_EVERY_MS = 10 * 60_000

export interface AlarmSound {
  /** Plays a priority's sound, as a test for the ear. */
  readonly hear: (severity: Severity) => Promise<void>
  /** Tests the chain anew. */
  readonly test: () => Promise<void>
  /** All but critical alarms, from now on. */
  readonly silence: (ms: number) => void
}

/** Sounds at alarms while `isOn` says so, and keeps testing that it could be heard. */
export function useAlarmSound(isOn: () => boolean): AlarmSound {
  const alarms = useAlarmStore()
  const store = useSoundStore()
  let chain = new AudioChain()
  let heard: Heard = new Map()
  let timers: readonly ReturnType<typeof setInterval>[] = []

  function look(): void {
    const moment = { now: performance.now(), silentUntil: store.silentUntil }
    const plan = planSound(alarms.rows, heard, moment)
    // What a browser has blocked nobody has heard: it is due as soon as there is sound.
    if (plan.play && !chain.play(TONES[plan.play]?.beeps ?? [])) return
    heard = plan.heard
  }

  async function test(): Promise<void> {
    if (!isOn()) return
    const tested = chain
    const state = await tested.test()
    if (tested === chain && isOn()) store.state = state
  }

  /** A touch is what a browser that blocks has waited for. */
  function touched(): void {
    if (store.state !== 'audible') void test()
  }

  function begin(): void {
    chain = new AudioChain()
    heard = new Map()
    timers = [setInterval(look, LOOK_MS), setInterval(() => void test(), TEST_EVERY_MS)]
    addEventListener('pointerdown', touched)
    addEventListener('keydown', touched)
    void test()
  }

  function end(): void {
    for (const timer of timers) clearInterval(timer)
    timers = []
    removeEventListener('pointerdown', touched)
    removeEventListener('keydown', touched)
    chain.close()
    store.state = undefined
    store.silentUntil = 0
  }

  watch(isOn, (on, before) => (on ? begin() : before ? end() : undefined), { immediate: true })
  onScopeDispose(end)
  return {
    test,
    silence: (ms) => (store.silentUntil = performance.now() + ms),
    async hear(severity) {
      await test()
      chain.play(TONES[severity]?.beeps ?? [])
    },
  }
}
