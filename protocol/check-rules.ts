import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

// Both directions: every rule of SPEC.md is quoted by a test title, every rule quoted anywhere is in SPEC.md.

const ROOT = join(import.meta.dirname, '..')
const ROOMS = ['protocol', 'server', 'display', 'e2e', 'bench']
/** Letters that number the rules of SPEC.md; other documents may number theirs by other letters. */
const LETTERS = 'ESFRCKAWL'

const RULE = new RegExp(`^- \\*\\*([${LETTERS}]\\d+)\\*\\*`, 'gm')
const QUOTE = new RegExp(`\\[([${LETTERS}]\\d+(?:(?:–|, |-)[${LETTERS}]\\d+)*)\\](?!\\()`, 'g')
/** A test's title begins with the rules it holds the code to. */
const TITLE = /['"`](\[[A-Z]\d[^\]]*\])/g

interface Quote {
  readonly rule: string
  readonly file: string
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path)
    return /\.(ts|vue)$/.test(entry.name) ? [path] : []
  })
}

function rulesIn(quoted: string): string[] {
  return quoted.split(', ').flatMap((part) => {
    const [first = '', last = first] = part.split(/[–-]/)
    const letter = first.charAt(0)
    const from = Number(first.slice(1))
    const to = Number(last.slice(1))
    return Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`)
  })
}

function quotesIn(text: string, file: string): Quote[] {
  return [...text.matchAll(QUOTE)].flatMap((match) =>
    rulesIn(match[1] ?? '').map((rule) => ({ rule, file })),
  )
}

function titlesOf(text: string): string {
  return [...text.matchAll(TITLE)].map((match) => match[1]).join('\n')
}

const spec = readFileSync(join(ROOT, 'protocol/SPEC.md'), 'utf8')
const listed = [...spec.matchAll(RULE)].map((match) => match[1] ?? '')
const rules = new Set(listed)
const sources = ROOMS.flatMap((room) => {
  try {
    return filesBelow(join(ROOT, room))
  } catch {
    return []
  }
}).map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, 'utf8') }))

const tested = new Set(
  sources
    .filter(({ path }) => /\.(test|contract|e2e)\.ts$/.test(path))
    .flatMap(({ path, text }) => quotesIn(titlesOf(text), path))
    .map((quote) => quote.rule),
)
const problems = [
  ...listed
    .filter((rule, index) => listed.indexOf(rule) !== index)
    .map((rule) => `${rule} is in SPEC.md twice`),
  ...[...rules].filter((rule) => !tested.has(rule)).map((rule) => `${rule} is quoted by no test`),
  ...sources
    .flatMap(({ path, text }) => quotesIn(text, path))
    .filter(({ rule }) => !rules.has(rule))
    .map(({ rule, file }) => `${file} quotes ${rule}, which is not in SPEC.md`),
]

for (const problem of problems) console.error(problem)
console.log(`${rules.size} rules, ${tested.size} quoted by tests, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
