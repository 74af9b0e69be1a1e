import { describe, expect, it } from 'vitest'
import { journalPath, readJournalQuery } from './journal-query.ts'

describe('the search of a journal', () => {
  it('is read from the page’s address, without what makes no sense', () => {
    const query = {
      from: '2025-10-27',
      to: '27/10',
      action: ' key.created ',
      actor: '',
      lang: 'vi',
    }
    expect(readJournalQuery(query)).toEqual({ from: '2025-10-27', action: 'key.created' })
    expect(readJournalQuery({ from: '2025-13-40', actor: ['a', 'b'] })).toEqual({})
    expect(readJournalQuery({ actor: 'x'.repeat(999) }).actor).toHaveLength(200)
  })

  it('asks for whole days of Vietnam, the last one included', () => {
    const path = journalPath('dai-loc', { from: '2025-10-27', to: '2025-10-28' }, {})
    const [place, query] = path.split('?')
    expect(place).toBe('/sites/dai-loc/journal')
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      from: '2025-10-26T17:00:00.000Z',
      to: '2025-10-28T16:59:59.999Z',
    })
  })

  it('gives a file of the same search, of a site or of the installation', () => {
    const query = { action: 'key.created', actor: 'nguyễn an&x=1' }
    expect(journalPath(undefined, query, { format: 'csv' })).toBe(
      '/journal?action=key.created&actor=nguy%E1%BB%85n+an%26x%3D1&format=csv',
    )
    expect(journalPath('a/b', {}, { format: 'csv' })).toBe('/sites/a%2Fb/journal?format=csv')
    expect(journalPath(undefined, {}, {})).toBe('/journal')
  })
})
