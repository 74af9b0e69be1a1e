import { describe, expect, it } from 'vitest'
import { formatProblems } from './problem.ts'
import { readJson } from './read-json.ts'

function refusalOf(text: string): string {
  const outcome = readJson('a.json', text)
  return outcome.ok ? 'accepted' : formatProblems(outcome.problems)
}

describe('reading JSON', () => {
  it('places values, names, and what is missing at what would hold it', () => {
    const outcome = readJson(
      'a.json',
      '{\n  "rule": { "kind": "high" },\n  "events": [\n    { "at": 1 }\n  ]\n}',
    )
    if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
    const { locate, value } = outcome.read
    expect(value).toEqual({ rule: { kind: 'high' }, events: [{ at: 1 }] })
    expect(locate(['rule', 'kind'])).toEqual({ line: 2, column: 21 })
    expect(locate(['rule', 'kind'], 'key')).toEqual({ line: 2, column: 13 })
    expect(locate(['rule', 'limit'])).toEqual({ line: 2, column: 11 })
    expect(locate(['events', 0, 'at'])).toEqual({ line: 4, column: 13 })
    expect(locate(['events', 7])).toEqual({ line: 3, column: 13 })
    expect(locate([])).toEqual({ line: 1, column: 1 })
  })

  it.each([
    ['nothing', '', 'a.json:1:1: not JSON'],
    ['what ends too early', '{"a": [1,\n', 'a.json:2:1: not JSON'],
    ['a comma too many', '{"a": 1,}', 'a.json:1:9: not JSON'],
    ['a comment', '{} // so', 'a.json:1:4: not JSON'],
    ['a name given twice', '{"a": {"b": 1,\n "b": 2}}', 'a.json:2:2: "b" is given twice'],
    ['deep nesting', '['.repeat(200_000), 'a.json:1:33: nested too deeply'],
  ])('refuses %s at its place', (_, text, expected) => {
    expect(refusalOf(text)).toContain(expected)
  })

  it('takes a bracket within a text for text', () => {
    expect(refusalOf(JSON.stringify(['['.repeat(100), ...Array(50).fill('[')]))).toBe('accepted')
  })
})
