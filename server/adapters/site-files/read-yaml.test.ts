import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { siteFile } from '../../core/sites/config-schemas.ts'
import { parseFile } from './parse-file.ts'
import { formatProblems } from './problem.ts'
import { readYaml } from './read-yaml.ts'

function refusalOf(text: string): string {
  const outcome = readYaml('a.yaml', text)
  return outcome.ok ? 'accepted' : formatProblems(outcome.problems)
}

describe('reading YAML', () => {
  it('places values, keys of collections, and what is missing at what would hold it', () => {
    const outcome = readYaml('a.yaml', 'site:\n  names:\n    - vi: A\n    - vi: B\n')
    if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
    const { locate } = outcome.read
    expect(locate(['site', 'names', 1, 'vi'])).toEqual({ line: 4, column: 11 })
    expect(locate(['site', 'names', 1])).toEqual({ line: 4, column: 7 })
    expect(locate(['site', 'names'])).toEqual({ line: 2, column: 3 })
    expect(locate(['site', 'parents', 'x'])).toEqual({ line: 1, column: 1 })
    expect(locate([])).toEqual({ line: 1, column: 1 })
  })

  it.each([
    ['a key given twice', 'a: 1\nb: 2\na: 3\n', 'a.yaml:3:1: Map keys must be unique'],
    ['a prototype key', 'a:\n  __proto__: 1\n', 'a.yaml:2:3: "__proto__" cannot be a key'],
    ['a quoted prototype key', '{ "constructor": 1 }', 'a.yaml:1:3: "constructor" cannot be a key'],
    ['an alias', 'a: &x [1]\nb: *x\n', 'a.yaml:2:4: aliases are not used here'],
    ['a key that is a number', '1: a\n', 'a.yaml:1:1: keys must be text'],
    ['a key that is a list', '? [a]\n: 1\n', 'a.yaml:1:3: keys must be text'],
    ['a tag', 'a: !!binary aGk=\n', 'a.yaml:1:4: Unresolved tag'],
    ['a second document', 'a: 1\n---\nb: 2\n', 'a.yaml:2:1: Source contains multiple documents'],
    ['an open bracket', 'a: [1,\n', 'a.yaml:2:1: Flow sequence in block collection'],
    ['what looks like a directive', '{{}%YAML 9\na', 'a.yaml:2:2: Flow map must end with a }'],
    ['a tab for indentation', 'a:\n\tb: 1\n', 'a.yaml:2:1: Tabs are not allowed'],
  ])('refuses %s at its place', (_, text, expected) => {
    expect(refusalOf(text)).toContain(expected)
  })

  it.each([
    ['lists in brackets', '['.repeat(200_000)],
    ['maps in braces', '{a: '.repeat(60_000)],
    ['brackets around a quoted text', `${'['.repeat(100_000)}"a\n b"${']'.repeat(100_000)}`],
    ['lists on one line', '- '.repeat(100_000)],
    ['explicit keys', '? '.repeat(100_000)],
    [
      'indented maps',
      Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
    ],
  ])('refuses absurd nesting without recursion: %s', (_, text) => {
    expect(refusalOf(text)).toMatch(/^a\.yaml:\d+:\d+: nested too deeply$/)
  })

  it('allows 32 levels and refuses the 33rd', () => {
    const lists = (depth: number) => '- '.repeat(depth) + 'a'
    expect(refusalOf(lists(32))).toBe('accepted')
    expect(refusalOf(lists(33))).toBe('a.yaml:1:65: nested deeper than 32 levels')
    expect(refusalOf('['.repeat(32) + ']'.repeat(32))).toBe('accepted')
    expect(refusalOf('['.repeat(33) + ']'.repeat(33))).toBe('a.yaml:1:33: nested too deeply')
  })

  it('counts no brackets within texts', () => {
    expect(refusalOf(`a: "${'['.repeat(99)}"\nb: x${'['.repeat(99)}\n# ${'['.repeat(99)}\n`)).toBe(
      'accepted',
    )
  })

  it('refuses long text unread', () => {
    expect(refusalOf(`# ${'x'.repeat(600_000)}`)).toContain('longer than 262144 characters')
  })

  it('never throws, whatever the text, and names a place inside it', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        ':',
        ' ',
        '\n',
        '  ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '&a',
        '*a',
        '!!x ',
        '? ',
        '|',
        '>',
      ],
      ...[
        '"',
        "'",
        '#',
        '---\n',
        '...',
        '%YAML 9\n',
        '\t',
        '\r',
        '__proto__',
        '<<',
        '@',
        '`',
        '\u0000',
        '🌊',
      ],
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json().map((json) => json.replaceAll(',', ',\n')),
    )
    fc.assert(
      fc.property(text, (source) => {
        const outcome = parseFile(readYaml('a.yaml', source), siteFile)
        if (outcome.ok) return false
        const lines = source.split('\n').map((line) => line.length + 1)
        return outcome.problems.every(
          ({ line, column, message }) =>
            message !== '' && column >= 1 && column <= (lines[line - 1] ?? 0),
        )
      }),
      { numRuns: 400 },
    )
  }, 30_000)
})
