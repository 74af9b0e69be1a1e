import type { JournalRow } from '../../../../../protocol/people.ts'
import type { PeopleMessages } from '../../../i18n/people/people-messages.ts'

type Words = PeopleMessages['journal']

/** The act in words, or its own name. */
export function actionWords(action: string, { actions }: Words): string {
  return actions[action] ?? action
}

/** Who did it: by name, and by login name or key where both are known. */
export function actorWords({ kind, id, name }: JournalRow['actor'], { actors }: Words): string {
  if (kind === 'key') return [actors.key, name ?? id].filter(Boolean).join(' ')
  if (name !== undefined && id !== undefined) return `${name} (${id})`
  return name ?? id ?? actors[kind]
}

/** What else is known, each as `name: value`; names and values without words stay as they are. */
export function detailWords(
  detail: JournalRow['detail'],
  { details, values }: Words,
): readonly string[] {
  return Object.entries(detail ?? {}).map(([name, value]) => {
    const text = String(value)
    return `${details[name] ?? name}: ${values[text] ?? text}`
  })
}

const HASH_SHOWN = 10

export function shortHash(hash: string): string {
  return hash.length <= HASH_SHOWN ? hash : `${hash.slice(0, HASH_SHOWN)}…`
}
