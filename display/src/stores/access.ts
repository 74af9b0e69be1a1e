import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export interface Access {
  readonly site: string
  /** The read key of the wall; undefined where it needs none. */
  readonly key: string | undefined
}

/** Whose figures this page may ask for over HTTP, and with which key. Written by the feed only. */
export const useAccessStore = defineStore('access', () => {
  const access = shallowRef<Access>()
  return { access }
})
