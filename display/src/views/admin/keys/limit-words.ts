import type { KeyLimits } from '../../../../../protocol/people.ts'
import type { Locale } from '../../../i18n/messages.ts'
import type { PeopleMessages } from '../../../i18n/people/people-messages.ts'
import type { SiteChoices } from '../../../people/site-choices.ts'

const NAMED = 4

/** What a key is limited to, in names; ids where the site no longer knows them. */
export function limitWords(
  limits: KeyLimits | undefined,
  choices: SiteChoices | undefined,
  locale: Locale,
  words: PeopleMessages['admin']['key'],
): readonly string[] {
  const listed = (ids: readonly string[], nameOf: (id: string) => string | undefined): string => {
    const names = ids.slice(0, NAMED).map((id) => nameOf(id) ?? id)
    const text = names.join(', ')
    return ids.length > NAMED ? words.andMore(text, ids.length - NAMED) : text
  }
  const { metrics, units } = limits ?? {}
  return [
    ...(metrics
      ? [
          words.limitMetrics(
            listed(metrics, (id) => choices?.metrics.find((one) => one.id === id)?.name[locale]),
          ),
        ]
      : []),
    ...(units
      ? [
          words.limitUnits(
            listed(units, (code) => choices?.units.find((one) => one.code === code)?.name[locale]),
          ),
        ]
      : []),
  ]
}
