import type { SelfCheck } from '../../../../../protocol/people.ts'
import type { PeopleMessages } from '../../../i18n/people/people-messages.ts'

export interface FindingWords {
  readonly title: string
  readonly text: string
  /** Nothing where all is well. */
  readonly todo: string | undefined
  readonly facts: string
}

/** A finding in plain words; those of its check where it has none of its own. */
export function findingWords(
  { check, state, finding, facts }: SelfCheck,
  words: PeopleMessages['selfCheck'],
): FindingWords {
  const { title, good, wrong, todo, findings } = words.checks[check]
  const own = findings[finding]
  return {
    title,
    text: own?.text ?? (state === 'good' ? good : wrong),
    todo: state === 'good' ? undefined : (own?.todo ?? todo),
    facts: words.factOf(facts, words.fact),
  }
}
