import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

/** A body that must not be taken, with the headers it comes with. */
export interface WrongBody {
  readonly what: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export type GoodBody = Readonly<Record<string, unknown>>

/** What a field of a good body is, which decides what is wrong in its place. */
export type FieldKind = 'text' | 'code' | 'flag' | 'instant' | 'list' | 'object'

const DEPTH = 10_000
const KIB = 1024
const MIB = KIB * KIB
/** The most that the routes of people and keys take. */
export const MOST_BYTES = 16 * KIB

const [NUL, HALF] = ['\u0000', '\ud83d']
const arrayOf = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const objectOf = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)
/** Too large by themselves, and as deep as the limit of bytes lets them be. */
const DEEP = [arrayOf(DEPTH), objectOf(DEPTH), arrayOf(7_500), objectOf(2_500)]

/** Raw JSON that is no text. */
const NO_TEXT = ['null', 'true', '7', '-0', '1.5', '1e400', '[]', '{}', '["a"]', '{"length":3}']
/** Texts that nobody is called by. */
const NO_NAME = [
  '',
  ' ',
  '\u00a0\u3000',
  `Lan${NUL}`,
  `La${NUL}n`,
  'La\u0007n',
  'La\u001bn',
  'La\r\nX: 1',
  'La\u0085n',
  'La\u2028n',
  `Lan${HALF}`,
  '\udc00Lan',
  'n'.repeat(201),
  'n'.repeat(12_000),
  'ế'.repeat(4_000),
].map((text) => JSON.stringify(text))
/** Texts that are no login name, site, role or scope, however much they look like one. */
const NO_CODE = [
  '__proto__',
  'Constructor',
  'toString()',
  '[object Object]',
  'аdmin',
  'ａdmin',
  'admin\u200b',
  'ADMIN ',
  'dai-lоc',
  'dai‐loc',
  'dai-loc/../da-nang',
  '../da-nang',
  'admin\u202e',
  'ad\u00admin',
  '$where',
  '{{7*7}}',
  "' OR '1'='1",
  '%00',
  '**',
].map((text) => JSON.stringify(text))

const WRONG_IN_PLACE: Readonly<Record<FieldKind, readonly string[]>> = {
  text: [...NO_TEXT, ...NO_NAME],
  code: [...NO_TEXT, ...NO_NAME, ...NO_CODE],
  flag: ['null', '0', '1', '"true"', '"false"', '[]', '[true]', '{}', '{"valueOf":1}'],
  instant: [
    'null',
    'true',
    '-1',
    '0',
    '1',
    '1.5',
    '1e400',
    '9007199254740991',
    '8640000000000001',
    '"9999999999999"',
    '[1]',
    '{}',
  ],
  list: ['null', 'true', '7', '"[]"', '{}', '{"length":0}', '{"0":{}}', '[null]', '[[]]', '["a"]'],
  object: ['null', 'true', '7', '"{}"', '[]', '[{}]', '{"metrics":{}}', '{"units":[7]}'],
}

/** Keys that no body has. */
const MORE_KEYS = [
  '"__proto__":{"isAdmin":true}',
  '"__proto__":null',
  '"constructor":{"prototype":{"isAdmin":true}}',
  '"prototype":{"isAdmin":true}',
  '"isAdmin":true',
  '"passwordHash":"$argon2id$v=19$m=8,t=1,p=1$YQ$YQ"',
  '"sessionsFrom":0',
  '"toJSON":"x"',
  '"":1',
  '"grants[0][role]":"admin"',
]

/** Everything that is wrong with one route's body: as a whole, in what it is called, and in each field. */
export function wrongBodies(
  good: GoodBody,
  kinds: Readonly<Record<string, FieldKind>>,
  mostBytes: number = MOST_BYTES,
): readonly WrongBody[] {
  return [
    ...wrongAsWhole(good, mostBytes),
    ...wrongInCoding(JSON.stringify(good)),
    ...Object.entries(kinds).flatMap(([field, kind]) =>
      [...WRONG_IN_PLACE[kind], ...DEEP].map((raw) => ({
        what: `${field} = ${raw.slice(0, 40)}`,
        body: withRaw(good, field, raw),
      })),
    ),
  ]
}

function wrongAsWhole(good: GoodBody, mostBytes: number): readonly WrongBody[] {
  const text = JSON.stringify(good)
  const [first = ''] = Object.keys(good)
  const inside = text.slice(1, -1)
  const bodies: readonly string[] = [
    ...['', ' ', 'null', 'true', '7', '"text"', '[]', '[[]]', 'undefined', 'NaN', '{', '}'],
    ...[`[${text}]`, `${text}${text}`, `${text},`, text.slice(0, -1), text.slice(1)],
    ...[`{"__proto__":${text}}`, `{"constructor":{"prototype":${text}}}`, `{"body":${text}}`],
    ...[`{${inside},}`, `{${inside}/* */}`, `// x\n${text}`, text.replaceAll('"', "'")],
    ...MORE_KEYS.flatMap((key) => [`{${inside},${key}}`, `{${key},${inside}}`]),
    // Of a key that stands twice the last one counts, which is wrong here.
    ...[`{${inside},"${first}":null}`, `{${inside},"${first}":{}}`],
    ...DEEP.flatMap((deep) => [deep, `{"${first}":${deep}}`, `{${inside},"more":${deep}}`]),
    text.padEnd(mostBytes + 1),
    ' '.repeat(10 * MIB),
    `[${'0,'.repeat(5 * MIB)}0]`,
  ]
  return bodies.map((body) => ({ what: `${body.slice(0, 60)} (${body.length})`, body }))
}

/** A good body under a wrong name, or packed so that it is too much or cannot be read. */
function wrongInCoding(text: string): readonly WrongBody[] {
  const json = 'application/json'
  const typed = (type: string): WrongBody => ({
    what: `as ${type}`,
    body: text,
    headers: { 'Content-Type': type },
  })
  const coded = (coding: string, body: Uint8Array, what = ''): WrongBody => ({
    what: `in ${coding} ${what}`,
    body,
    headers: { 'Content-Encoding': coding },
  })
  const bomb = Buffer.alloc(10 * MIB, ' ')
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
  return [
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'].map(
      typed,
    ),
    ...['application/jsonp', 'application/ld+json', 'application/x-ndjson', 'text/json'].map(typed),
    ...[`text/plain, ${json}`, `text/plain; ${json}`, `${json}, text/plain`, '*/*', ''].map(typed),
    ...[`${json}; charset=utf-16`, `${json}; charset=utf-7`, `${json}; charset=latin1`].map(typed),
    { what: 'in UTF-16', body: utf16 },
    { what: 'behind a byte order mark', body: `\ufeff${text}` },
    { what: 'with bytes that are no UTF-8', body: withByte(text, 0xff) },
    { what: 'with half a character', body: withByte(text, 0xc3) },
    coded('gzip', gzipSync(bomb), 'as a bomb'),
    coded('deflate', deflateSync(bomb), 'as a bomb'),
    coded('br', brotliCompressSync(bomb), 'as a bomb'),
    coded('gzip', gzipSync(gzipSync(bomb)), 'as a bomb in a bomb'),
    coded('gzip', gzipSync(text).subarray(0, -12), 'cut off'),
    coded('gzip', Buffer.from(text), 'which it is not'),
    coded('gzip, gzip', gzipSync(gzipSync(text))),
    coded('zstd', Buffer.from(text)),
    coded('__proto__', Buffer.from(text)),
  ]
}

/** The body with a byte inside its first text. */
function withByte(text: string, byte: number): Uint8Array {
  const at = text.indexOf('":"') + 4
  return Buffer.concat([
    Buffer.from(text.slice(0, at)),
    Buffer.of(byte),
    Buffer.from(text.slice(at)),
  ])
}

/** A good body with one field, or one inside it (`grants.0.role`), written otherwise. */
export function withRaw(good: GoodBody, field: string, raw: string): string {
  const MARK = '\u2063'
  const copy = structuredClone(good) as Record<string, unknown>
  const path = field.split('.')
  const last = path.pop() ?? ''
  const holder = path.reduce((one, part) => one[part] as Record<string, unknown>, copy)
  holder[last] = MARK
  return JSON.stringify(copy).replace(`"${MARK}"`, () => raw)
}
