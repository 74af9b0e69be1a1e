import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { EVERY_SITE, mayGrants, type Action } from '../../../protocol/access.ts'
import type { SessionState } from '../../../protocol/people.ts'

export type ListedSite = SessionState['sites'][number]

/** Who is signed in on this page, and what that person may do where. The server judges again. */
export const useSessionStore = defineStore('session', () => {
  const state = shallowRef<SessionState>()
  const person = computed(() => state.value?.person)
  const sites = computed(() => state.value?.sites ?? [])

  function take(next: SessionState): void {
    state.value = next
  }

  /** The server no longer knows the session. */
  function ended(): void {
    if (state.value) state.value = { ...state.value, person: undefined }
  }

  function may(action: Action, site: string): boolean {
    return person.value !== undefined && mayGrants(person.value.grants, action, site)
  }

  function sitesFor(action: Action): readonly ListedSite[] {
    return sites.value.filter(({ id }) => may(action, id))
  }

  function maySomewhere(action: Action): boolean {
    return may(action, EVERY_SITE) || sitesFor(action).length > 0
  }

  return { state, person, sites, take, ended, may, sitesFor, maySomewhere }
})
