import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { SoundState } from '../../../protocol/socket-events.ts'

/** Whether this page sounds at alarms, and whether it could be heard. */
export const useSoundStore = defineStore('sound', () => {
  /** Undefined while it is not meant to sound. */
  const state = ref<SoundState>()
  /** Monotonic ms until which all but critical alarms are silent; 0 = none are. */
  const silentUntil = ref(0)
  return { state, silentUntil }
})
