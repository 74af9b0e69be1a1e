import { describe, expect, it } from 'vitest'
import { agentWords } from './agent-words.ts'
import { passwordHints } from './password-hints.ts'

const OWN = ['nguyen.van.an', 'Nguyễn Văn An']
const unmet = (text: string): readonly string[] =>
  passwordHints(text, OWN).flatMap(({ name, isMet }) => (isMet ? [] : [name]))

describe('hints while a password is typed', () => {
  it.each([
    ['', ['length', 'variety', 'own-name']],
    ['con sông quê', []],
    ['con song que', []],
    ['con sông', ['length']],
    ['aaaaaaaaaaaa', ['variety']],
    ['NguyenVanAn2025', ['own-name']],
    ['Nguyễn Văn An!!', ['own-name']],
    ['an oi, nước sông đang lên', []],
    ['😀'.repeat(11), ['length', 'variety']],
    ['x'.repeat(129), ['length', 'variety']],
  ])('for “%s” want %j', (text, wanted) => expect(unmet(text)).toEqual(wanted))
})

describe('a browser', () => {
  it.each([
    ['Chrome · Windows', 'Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/131.0 Safari/537.36'],
    ['Edge · Windows', 'Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0'],
    ['Safari · iPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1'],
    ['Chrome · Android', 'Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile Safari/537.36'],
    ['Firefox · Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko Firefox/130.0'],
    ['curl/8.5.0', 'curl/8.5.0'],
  ])('is called %s', (words, agent) => expect(agentWords(agent)).toBe(words))
})
