import { EVERY_SITE, type Grant, type PersonRole } from '../../../protocol/access.ts'

/** Made up for the demo, known to everybody: they are let in from the server's own machine only. */
const DEMO_PEOPLE: readonly {
  readonly id: string
  readonly name: string
  readonly role: PersonRole
  readonly agency?: string
}[] = [
  {
    ...{ id: 'nhap-lieu', name: 'Nhập liệu (demo)', role: 'reporter' },
    agency: 'Trung tâm Phục vụ hành chính công',
  },
  { id: 'truc-ban', name: 'Trực ban (demo)', role: 'officer' },
  { id: 'truc-ban-2', name: 'Trực ban ca sau (demo)', role: 'officer' },
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
  if (!found) return undefined
  const { name, role, agency } = found
  return { id, name, grants: [{ site: EVERY_SITE, role, ...(agency !== undefined && { agency }) }] }
}

export const DEMO_NAMES = DEMO_PEOPLE.map(({ id, role }) => ({ id, role }))
