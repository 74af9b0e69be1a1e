import { PERSON_ROLES, type Grant, type PersonRole } from '../../../protocol/access.ts'

/** One right while it is being given. */
export interface GrantDraft {
  readonly key: number
  readonly site: string
  readonly role: PersonRole
  /** Empty where none is chosen; counts for reporters only. */
  readonly agency: string
  /** At a site where whoever edits may change nothing. */
  readonly isFixed: boolean
}

export type DraftProblem = 'agency-missing' | 'twice'

export function draftsOf(
  grants: readonly Grant[],
  mayChange: (site: string) => boolean,
): readonly GrantDraft[] {
  return grants.map(({ site, role, agency }, key) => {
    return { key, site, role, agency: agency ?? '', isFixed: !mayChange(site) }
  })
}

/** With one more right, the least there is. */
export function withDraft(drafts: readonly GrantDraft[], site: string): readonly GrantDraft[] {
  const key = Math.max(-1, ...drafts.map((one) => one.key)) + 1
  const [role] = PERSON_ROLES
  return [...drafts, { key, site, role, agency: '', isFixed: false }]
}

export function grantsOf(drafts: readonly GrantDraft[]): readonly Grant[] {
  return drafts.map(({ site, role, agency }) =>
    role === 'reporter' && agency !== '' ? { site, role, agency } : { site, role },
  )
}

/** What keeps each draft from being given, by its key. */
export function draftProblems(drafts: readonly GrantDraft[]): ReadonlyMap<number, DraftProblem> {
  const problems = new Map<number, DraftProblem>()
  const seen = new Set<string>()
  for (const draft of drafts) {
    const [{ site, role, agency } = { site: '', role: '', agency: '' }] = grantsOf([draft])
    const same = `${site} ${role} ${agency ?? ''}`
    if (seen.has(same)) problems.set(draft.key, 'twice')
    else if (role === 'reporter' && !agency) problems.set(draft.key, 'agency-missing')
    seen.add(same)
  }
  return problems
}
