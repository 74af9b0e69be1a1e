import { watchEffect } from 'vue'
import { peopleApi } from './people-api.ts'
import { useSessionStore } from './session-store.ts'
import { useLoaded, type Loaded } from './use-loaded.ts'

/** Asks who is signed in; what the store held of another page is shown until the answer comes. */
export function useSessionLoaded(): Pick<Loaded<unknown>, 'problem' | 'reload'> {
  const session = useSessionStore()
  const { value, problem, reload } = useLoaded(() => peopleApi.session())
  watchEffect(() => {
    if (value.value) session.take(value.value)
  })
  return { problem, reload }
}
