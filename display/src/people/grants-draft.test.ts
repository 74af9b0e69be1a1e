import { describe, expect, it } from 'vitest'
import { EVERY_SITE, type Grant } from '../../../protocol/access.ts'
import { draftProblems, draftsOf, grantsOf, withDraft } from './grants-draft.ts'

const grants: readonly Grant[] = [
  { site: 'dai-loc', role: 'reporter', agency: 'Chi cục Thủy lợi' },
  { site: EVERY_SITE, role: 'viewer' },
]
const anywhere = (): boolean => true

describe('rights while they are given', () => {
  it('go back as they came when nothing was changed', () => {
    expect(grantsOf(draftsOf(grants, anywhere))).toEqual(grants)
  })

  it('are fixed at sites that whoever edits does not administer', () => {
    const drafts = draftsOf(grants, (site) => site === 'dai-loc')
    expect(drafts.map(({ isFixed }) => isFixed)).toEqual([false, true])
  })

  it('begin with the least, under a key of their own', () => {
    const drafts = withDraft(draftsOf(grants, anywhere).slice(1), 'hiep-duc')
    expect(drafts.at(-1)).toMatchObject({ site: 'hiep-duc', role: 'viewer', isFixed: false })
    expect(new Set(drafts.map(({ key }) => key)).size).toBe(2)
  })

  it('name an agency for reporters only', () => {
    const [draft] = draftsOf(grants, anywhere)
    expect(draft && grantsOf([{ ...draft, role: 'officer' }])).toEqual([
      { site: 'dai-loc', role: 'officer' },
    ])
  })

  it('want an agency of each reporter, and nothing twice', () => {
    const [reporter, viewer] = draftsOf(grants, anywhere)
    if (!reporter || !viewer) expect.fail('two drafts')
    const problems = draftProblems([
      ...[{ ...reporter, agency: '' }, viewer],
      { ...viewer, key: 7 },
      { ...reporter, key: 8 },
    ])
    expect([...problems]).toEqual([
      [0, 'agency-missing'],
      [7, 'twice'],
    ])
  })
})
