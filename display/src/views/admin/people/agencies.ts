import { shallowRef, watch, type ShallowRef } from 'vue'
import { EVERY_SITE } from '../../../../../protocol/access.ts'
import { peopleApi } from '../../../people/people-api.ts'
import { useSessionStore } from '../../../people/session-store.ts'
import { agenciesOf, type SiteChoices } from '../../../people/site-choices.ts'

/** Who answers for figures at a site (or at all of them): what a reporter may be chosen to be of. */
export function useAgencies(site: () => string | undefined): ShallowRef<readonly string[]> {
  const session = useSessionStore()
  const agencies = shallowRef<readonly string[]>([])
  let asked = 0
  watch(
    site,
    async (id) => {
      const turn = ++asked
      const ids =
        id === EVERY_SITE ? session.sites.map((one) => one.id) : id === undefined ? [] : [id]
      const answers = await Promise.all(ids.map((one) => peopleApi.siteChoices(one)))
      if (turn !== asked) return
      const found = answers.flatMap((answer): readonly SiteChoices[] =>
        answer.ok ? [answer.value] : [],
      )
      agencies.value = agenciesOf(found)
    },
    { immediate: true },
  )
  return agencies
}
