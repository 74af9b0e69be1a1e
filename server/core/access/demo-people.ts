import { EVERY_SITE, type Grant, type PersonRole } from '../../../protocol/access.ts'

/** Made up for the demo, known to everybody: they are let in from the server's own machine only. */
const DEMO_PEOPLE: readonly {
  readonly id: string
  readonly name: string
  readonly role: PersonRole
}[] = [
  { id: 'truc-ban', name: 'Trực ban (demo)', role: 'officer' },
  { id: 'bien-tap', name: 'Biên tập (demo)', role: 'editor' },
  { id: 'quan-tri', name: 'Quản trị (demo)', role: 'admin' },
]
export const DEMO_PASSWORD = 'demo'

export interface DemoPerson {
  readonly id: string
  readonly name: string
  readonly grants: readonly Grant[]
}

export function demoPerson(id: string): DemoPerson | undefined {
  const found = DEMO_PEOPLE.find((one) => one.id === id)
  return found && { id, name: found.name, grants: [{ site: EVERY_SITE, role: found.role }] }
}

export const DEMO_NAMES = DEMO_PEOPLE.map(({ id, role }) => ({ id, role }))
