import { describe, expect, it } from 'vitest'
import { readSiteList } from './site-list.ts'

describe('site list', () => {
  it('reads ids and names, and leaves the rest', () => {
    const name = { vi: 'Hiệp Đức', en: 'Hiep Duc' }
    expect(
      readSiteList({ sites: [{ id: 'hiep-duc', name, timeZone: 'Asia/Ho_Chi_Minh' }] }),
    ).toEqual([{ id: 'hiep-duc', name, hasDossiers: false }])
    expect(readSiteList({ sites: [] })).toEqual([])
  })

  it('refuses anything else', () => {
    const lists = [[null], [{ id: 1, name: { vi: 'x', en: 'x' } }], [{ id: 'a', name: 'x' }]]
    for (const data of [undefined, [], {}, ...lists.map((sites) => ({ sites }))]) {
      expect(readSiteList(data)).toBeUndefined()
    }
  })
})
