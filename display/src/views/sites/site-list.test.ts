import { describe, expect, it } from 'vitest'
import { readSiteList } from './site-list.ts'

describe('site list', () => {
  it('reads names in one language or in both', () => {
    expect(
      readSiteList([
        { id: 'a', name: 'Đại Lộc' },
        { id: 'b', name: { vi: 'Hiệp Đức', en: 'Hiep Duc' } },
      ]),
    ).toEqual([
      { id: 'a', name: { vi: 'Đại Lộc', en: 'Đại Lộc' } },
      { id: 'b', name: { vi: 'Hiệp Đức', en: 'Hiep Duc' } },
    ])
  })

  it('refuses anything else', () => {
    for (const data of [undefined, {}, [null], [{ id: 1, name: 'x' }], [{ id: 'a' }]]) {
      expect(readSiteList(data)).toBeUndefined()
    }
  })
})
