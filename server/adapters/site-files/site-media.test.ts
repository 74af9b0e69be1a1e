import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { GOOD_CONFIG, writeConfig } from '../../testing/config-folder.ts'
import { loadSites } from './load-sites.ts'
import { formatProblems } from './problem.ts'

const SITE = 'config/sites/a/site.yaml'
const LAYOUT = 'config/sites/a/layout.yaml'
const ALLOWED = `${GOOD_CONFIG.get(SITE) ?? ''}allowedOrigins: [https://cam.example.vn]\n`

/** What is wrong with a layout whose only panel shows this source. */
async function problemsOf(kind: string, source: string): Promise<string> {
  const layout = [
    'scenes:',
    '  - id: main',
    '    title: { vi: M, en: M }',
    '    panels:',
    '      - id: m',
    '        at: { column: 1, row: 1, width: 4, height: 4 }',
    '        panel:',
    '          kind: media',
    '          options:',
    '            title: { vi: T, en: T }',
    '            words: { vi: W, en: W }',
    `            kind: ${kind}`,
    `            source: ${source}`,
  ].join('\n')
  const files = new Map<string, string>(GOOD_CONFIG)
    .set(SITE, ALLOWED)
    .set(LAYOUT, layout)
    .set('config/sites/a/media/cau.png', 'picture')
  const { folder, remove } = await writeConfig(files)
  try {
    const config = path.join(folder, 'config')
    const outcome = await loadSites(config)
    if (outcome.ok) {
      expect(outcome.sites.get('a')?.allowedOrigins).toEqual(['https://cam.example.vn'])
      return 'accepted'
    }
    return formatProblems(
      outcome.problems.map((one) => ({ ...one, file: path.relative(config, one.file) })),
    )
  } finally {
    await remove()
  }
}

describe('the media of a layout', () => {
  it('may be a file that is there, or an address whose origin the site allows', async () => {
    expect(await problemsOf('image', 'cau.png')).toBe('accepted')
    expect(await problemsOf('page', 'https://cam.example.vn/live')).toBe('accepted')
    expect(await problemsOf('image', 'https://cam.example.vn:443/a.png')).toBe('accepted')
  })

  it.each([
    ['image', 'none.png', 'no file media/none.png'],
    [
      'page',
      'https://evil.example/',
      'https://evil.example is not among the allowedOrigins of site.yaml',
    ],
    ['page', 'https://cam.example.vn:8443/', 'https://cam.example.vn:8443 is not among'],
    ['image', 'http://cam.example.vn/a.png', 'write a plain https address'],
    ['image', 'file:///etc/passwd', 'write a plain https address'],
    ['page', 'javascript:alert(1)', 'write a plain https address'],
    ['page', 'https://u:p@cam.example.vn/', 'write a plain https address'],
    ['image', '../site.yaml', 'write the name of a file under media/'],
    ['video', 'cau.png', 'not a file of kind video'],
  ])('is refused at its place: %s %s', async (kind, source, message) => {
    const problems = await problemsOf(kind, source)
    expect(problems).toContain('sites/a/layout.yaml:13:21')
    expect(problems).toContain(message)
  })
})
