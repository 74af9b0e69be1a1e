import { expect, it } from 'vitest'
import { leaveDemos } from './demo-app.ts'
import { storeScenarioAnchor } from './services/site-clock-anchor.ts'
import { FakeSiteStore } from './testing/fake-site-store.ts'

const ANCHOR = { siteStart: 0, realAnchorAt: 0, rate: 60 }

it('empties the sites that a demo has played in, and no others', async () => {
  const [played, real] = [new FakeSiteStore(), new FakeSiteStore()]
  await storeScenarioAnchor([played], 'flood', ANCHOR)
  const stores = new Map([
    ['played', played],
    ['real', real],
  ])
  const emptied: string[] = []
  const app = (id: string) => ({ emptyBeforeStart: async () => void emptied.push(id) })
  const apps = new Map([...stores.keys()].map((id) => [id, app(id)]))
  await leaveDemos(apps, stores)
  await leaveDemos(apps, stores)
  expect(emptied).toEqual(['played'])
})

it('does it again after a process that died before the site was empty', async () => {
  const store = new FakeSiteStore()
  await storeScenarioAnchor([store], 'flood', ANCHOR)
  const stores = new Map([['played', store]])
  const dying = { emptyBeforeStart: () => Promise.reject(new Error('killed')) }
  await expect(leaveDemos(new Map([['played', dying]]), stores)).rejects.toThrow('killed')
  let emptiedCount = 0
  const app = { emptyBeforeStart: async () => void emptiedCount++ }
  await leaveDemos(new Map([['played', app]]), stores)
  expect(emptiedCount).toBe(1)
})
