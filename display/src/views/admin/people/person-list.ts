import type { Person } from '../../../../../protocol/people.ts'
import { bareText } from '../../../people/bare-text.ts'

export type PersonState = 'active' | 'disabled' | 'invited' | 'no-password'

export function personState(person: Person, now: number): PersonState {
  if (person.disabledAt !== undefined) return 'disabled'
  if (person.source !== 'local' || person.hasPassword) return 'active'
  return person.invitedUntil !== undefined && now < person.invitedUntil ? 'invited' : 'no-password'
}

/** Those whose name or login name has every word of the search, by given name as Vietnamese lists are. */
export function findPeople(people: readonly Person[], search: string): readonly Person[] {
  const wanted = bareText(search).split(/\s+/).filter(Boolean)
  const collator = new Intl.Collator('vi')
  return people
    .filter((one) => {
      const text = bareText(`${one.name} ${one.id}`)
      return wanted.every((word) => text.includes(word))
    })
    .sort(
      (a, b) =>
        collator.compare(givenName(a.name), givenName(b.name)) || collator.compare(a.name, b.name),
    )
}

function givenName(name: string): string {
  return name.trim().split(/\s+/).at(-1) ?? name
}
