import { describe, expect, it } from 'vitest'
import { withEntry } from './name-map.ts'

const entry = {
  file: 'a-2025-07-01.boundaries.json',
  kind: 'boundaries',
  source: { vi: 'Nhà xuất bản: bản đồ', en: 'Publisher' },
  from: '2025-07-01',
} as const

describe('naming a map in a site.yaml', () => {
  it('puts it first into the list and leaves every other line as it was', () => {
    const text = [
      '# the city',
      'packs: [a]   # spaced by hand',
      'maps:',
      '    # old shapes',
      '    - file: old.json',
      '      kind: schematic',
      '',
    ].join('\n')
    expect(withEntry(text, entry)).toBe(
      [
        '# the city',
        'packs: [a]   # spaced by hand',
        'maps:',
        '    # old shapes',
        '    - file: a-2025-07-01.boundaries.json',
        '      kind: boundaries',
        '      source:',
        '        vi: "Nhà xuất bản: bản đồ"',
        '        en: Publisher',
        '      from: 2025-07-01',
        '    - file: old.json',
        '      kind: schematic',
        '',
      ].join('\n'),
    )
  })

  it('starts a list where there is none', () => {
    expect(withEntry('packs: [a]\n', entry)).toContain('\n\nmaps:\n  - file: a-2025-07-01')
  })

  it('changes nothing where the map is named, or the list is written another way', () => {
    const once = withEntry('packs: [a]\n', entry) ?? ''
    expect(withEntry(once, entry)).toBeUndefined()
    expect(withEntry('maps: []\n', entry)).toBeUndefined()
    expect(withEntry('maps: [\n', entry)).toBeUndefined()
  })
})
