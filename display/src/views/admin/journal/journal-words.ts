import { EVERY_SITE, PERSON_ROLES } from '../../../../../protocol/access.ts'
import type { JournalRow } from '../../../../../protocol/people.ts'
import type { PeopleMessages } from '../../../i18n/people/people-messages.ts'

type Words = PeopleMessages['journal']

/** The act in words, or its own name. */
export function actionWords(action: string, { actions }: Words): string {
  return actions[action] ?? action
}

/** Who did it: by name, and by login name or key where both are known. */
export function actorWords({ kind, id, name }: JournalRow['actor'], { actors }: Words): string {
  // A server's id is one of a run, which tells nobody anything.
  if (kind === 'server') return [actors.server, name].filter(Boolean).join(' ')
  if (kind === 'key') return [actors.key, name ?? id].filter(Boolean).join(' ')
  if (name !== undefined && id !== undefined) return `${name} (${id})`
  return name ?? id ?? actors[kind]
}

/** What else is known, each as `name: value`; names and values without words stay as they are. */
export function detailWords(
  detail: JournalRow['detail'],
  { journal: { details, values }, roles, everySite }: PeopleMessages,
): readonly string[] {
  /** `dai-loc:officer *:viewer` */
  const grants = (text: string): string =>
    text.replace(GRANT, (whole: string, gap: string, site: string, role: string, agency = '') => {
      const found = PERSON_ROLES.find((one) => one === role)
      const place = site === EVERY_SITE ? everySite : site
      return found ? `${gap && ', '}${roles[found]} ${place}${agency && ' ('}` : whole
    })
  return Object.entries(detail ?? {}).map(([name, value]) => {
    const text = HASH.test(String(value)) ? shortHash(String(value)) : String(value)
    const words = name === 'grants' ? grants(text) : (values[text] ?? text)
    return `${details[name] ?? name}: ${words}`
  })
}

const GRANT = /(^| )(\*|[a-z0-9-]+):([a-z]+)(\()?/g
const HASH = /^[0-9a-f-]{32,}$/

const HASH_SHOWN = 10

export function shortHash(hash: string): string {
  return hash.length <= HASH_SHOWN ? hash : `${hash.slice(0, HASH_SHOWN)}…`
}
