import { EVERY_SITE, type Grant } from '../../../protocol/access.ts'
import type {
  JournalRow,
  KeyRow,
  Person,
  SelfCheck,
  SessionRow,
  SessionState,
} from '../../../protocol/people.ts'
import type { SiteChoices } from './site-choices.ts'

const text = (vi: string, en = vi): { vi: string; en: string } => ({ vi, en })
export const FAKE_NOW = Date.parse('2025-10-27T09:42:00+07:00')
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const RIGHT_PASSWORD = 'nuoc song Vu Gia dang len'

export const FAKE_SITES = [
  { id: 'dai-loc', name: text('Huyện Đại Lộc', 'Dai Loc District') },
  { id: 'hiep-duc', name: text('Huyện Hiệp Đức', 'Hiep Duc District') },
]

export function buildPerson(given: Partial<Person>): Person {
  return {
    ...{ id: 'nguyen.van.an', name: 'Nguyễn Văn An', source: 'local', grants: [] },
    ...{ createdAt: FAKE_NOW - 90 * DAY_MS, hasPassword: true, isManageable: true },
    ...given,
  }
}

export function buildKey(given: Partial<KeyRow>): KeyRow {
  return { id: 'k7Qd2mX0', name: 'trạm đo', scope: 'ingest', createdAt: FAKE_NOW, ...given }
}

export function buildSession(given: Partial<SessionRow>): SessionRow {
  return {
    ...{ id: 's1', personId: 'nguyen.van.an', method: 'password', isCurrent: false },
    ...{ createdAt: FAKE_NOW - HOUR_MS, usedAt: FAKE_NOW, endsAt: FAKE_NOW + 12 * HOUR_MS },
    ...{ address: '10.20.1.15', agent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537' },
    ...given,
  }
}

export function buildChoices(given: Partial<SiteChoices>): SiteChoices {
  const owner = text('Văn phòng UBND huyện', 'District office')
  return {
    site: { id: 'dai-loc', name: text('Huyện Đại Lộc'), rootUnit: '503' },
    metrics: [
      {
        ...{ id: 'dossiers.overdue', name: text('Hồ sơ quá hạn'), subjects: 'unit', owner },
        aggregation: { kind: 'sum' },
      },
      {
        ...{ id: 'river.level', name: text('Mực nước sông'), subjects: 'sensor' },
        ...{ sensorKind: 'river', owner: text('Đài khí tượng thủy văn') },
      },
    ],
    units: [
      { code: '503', name: text('Đại Lộc'), kind: 'district' },
      { code: '20539', name: text('Đại Hồng'), kind: 'commune', parent: '503' },
      { code: '20542', name: text('Đại Lãnh'), kind: 'commune', parent: '503' },
    ],
    sensors: [{ id: 'ai-nghia', name: text('Ái Nghĩa'), kind: 'river' }],
    ...given,
  }
}

/** What the fake holds; tests change it as they like. */
export interface FakeState {
  session: SessionState
  people: Person[]
  keys: KeyRow[]
  sessions: SessionRow[]
  journal: readonly JournalRow[]
  checks: readonly SelfCheck[]
  choices: SiteChoices
  /** Token of a link that works, and what it is for. */
  invitation: { readonly token: string; readonly kind: 'setup' | 'password' } | undefined
  isConfirmed: boolean
  /** Figures are for those only who have signed in. */
  isClosed?: boolean
  /** Answers questions about dossiers, by their path; undefined = the site takes none. */
  dossiers?: (path: string) => FakeAnswer
  /** Answers questions about readings and announced levels, by method and path. */
  hazards?: (route: string, body: Readonly<Record<string, unknown>>) => FakeAnswer
  /** Answers questions about shifts and orders to the watch, by method and path. */
  shifts?: (route: string, body: Readonly<Record<string, unknown>>) => FakeAnswer
  /** Answers what is asked of alarms and ordered for them; undefined = nothing does. */
  alarms?: (asked: Asked) => FakeAnswer | Promise<FakeAnswer>
  /** Whoever signs in has to wait so long. */
  waitS?: number
}

export function buildFakeState(grants: readonly Grant[] | undefined): FakeState {
  const person = buildPerson({ grants: [...(grants ?? [])] })
  return {
    session: {
      ...(grants && { person: sessionPerson(person) }),
      ...{ isSetUp: true, isDemo: false, demoPeople: [], isSecure: true, sites: FAKE_SITES },
    },
    ...{ people: [person], keys: [], sessions: [buildSession({ isCurrent: true })] },
    ...{ journal: [], checks: [], choices: buildChoices({}) },
    ...{ invitation: undefined, isConfirmed: true },
  }
}

export const ADMIN_OF_ALL: readonly Grant[] = [{ site: EVERY_SITE, role: 'admin' }]

function sessionPerson({ id, name, source, grants }: Person): SessionState['person'] {
  return { id, name, source, grants, endsAt: FAKE_NOW + 12 * HOUR_MS }
}

export interface FakeAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const problem = (status: number, name: string, more: object = {}): FakeAnswer => ({
  status,
  body: { type: `urn:ioc-wall:problem:${name}`, status, ...more },
})

/** Answers as the server does, as far as the pages need; undefined where it knows no such route. */
export function answerOf(
  state: FakeState,
  method: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
): FakeAnswer {
  const ok = (value: unknown, status = 200): FakeAnswer => ({ status, body: value })
  const route = `${method} ${path.split('?', 1)[0] ?? ''}`
  const guarded = /^(POST|PATCH|DELETE) \/(people|sites\/[^/]+\/keys)/.test(route)
  if (guarded && !state.isConfirmed) return problem(403, 'confirmation-required')
  if (/^GET \/sites\/[^/]+\/dossiers/.test(route)) {
    return state.dossiers?.(path) ?? problem(404, 'no-dossiers')
  }
  if (/^\w+ \/sites\/[^/]+\/(readings|announced)/.test(route)) {
    return state.hazards?.(route, body) ?? problem(404, 'not-found')
  }
  if (/^\w+ \/sites\/[^/]+\/shifts/.test(route)) {
    return state.shifts?.(route, body) ?? problem(404, 'not-found')
  }
  const site = /^GET \/sites\/[^/]+\/(\w+)$/.exec(route)?.[1]
  if (site === 'screen' && state.isClosed && !state.session.person) {
    return problem(401, 'key-required')
  }
  if (site === 'screen') return ok(state.choices)
  if (site === 'keys') return ok({ keys: state.keys })
  if (site === 'journal' || route === 'GET /journal') {
    return ok({ entries: state.journal, actions: state.journal.map(({ action }) => action) })
  }
  if (/^POST \/sites\/[^/]+\/keys$/.test(route)) {
    const key = buildKey({ ...body, id: `k${state.keys.length}` })
    state.keys = [...state.keys, key]
    return ok({ text: 'iwk_4Jx9pQ2vT7bLs0', key }, 201)
  }
  if (/^DELETE \/sites\/[^/]+\/keys\//.test(route)) {
    const id = path.split('/').at(-1)
    state.keys = state.keys.map((key) => (key.id === id ? { ...key, revokedAt: FAKE_NOW } : key))
    return { status: 204 }
  }
  if (/^PATCH \/people\//.test(route)) return changePerson(state, path, body)
  if (/^GET \/people\/[^/]+\/sessions$/.test(route)) return ok({ sessions: state.sessions })
  if (/^POST \/people\/[^/]+\/invitation$/.test(route)) return ok({ invitation: link() }, 201)
  return answerOfSession(state, route, body)
}

function answerOfSession(
  state: FakeState,
  route: string,
  body: Readonly<Record<string, unknown>>,
): FakeAnswer {
  const ok = (value: unknown, status = 200): FakeAnswer => ({ status, body: value })
  const { token } = state.invitation ?? {}
  const [person] = state.people
  switch (route) {
    case 'GET /session':
      return ok(state.session)
    case 'POST /session':
      if (state.waitS !== undefined) {
        const headers = { 'Retry-After': String(state.waitS) }
        return { ...problem(429, 'too-many-attempts'), headers }
      }
    // falls through
    case 'POST /session/confirm':
      if (body['password'] !== RIGHT_PASSWORD) return problem(401, 'sign-in-refused')
      state.isConfirmed = true
      state.session = { ...state.session, person: person && sessionPerson(person) }
      return ok(state.session)
    case 'DELETE /session':
      state.session = { ...state.session, person: undefined }
      return { status: 204 }
    case 'GET /account/sessions':
      return ok({ sessions: state.sessions })
    case 'POST /account/password':
      if (body['current'] !== RIGHT_PASSWORD) return problem(401, 'sign-in-refused')
      return ok(state.session)
    case 'POST /invitations/look':
      if (token === undefined || body['token'] !== token) return problem(404, 'no-such-invitation')
      return ok(
        state.invitation?.kind === 'setup'
          ? { kind: 'setup' }
          : { kind: 'password', personId: person?.id, name: person?.name },
      )
    case 'POST /invitations/accept':
      if (String(body['password']).length < 12) {
        return problem(422, 'password-refused', { reason: 'too-short' })
      }
      state.session = { ...state.session, isSetUp: true, person: person && sessionPerson(person) }
      return ok(state.session)
    case 'GET /people':
      return ok({ people: state.people })
    case 'POST /people': {
      if (state.people.some(({ id }) => id === body['id'])) return problem(409, 'name-taken')
      const made = buildPerson({ ...body, hasPassword: false })
      state.people = [...state.people, made]
      return ok({ person: made, invitation: link() }, 201)
    }
    case 'GET /self-check':
      return ok({ checks: state.checks })
    default:
      return problem(404, 'not-found')
  }
}

const link = () => ({ token: 'pW3fK9sLq0Zx7', expiresAt: FAKE_NOW + 3 * DAY_MS })

function changePerson(
  state: FakeState,
  path: string,
  { isDisabled, ...rest }: Readonly<Record<string, unknown>>,
): FakeAnswer {
  const found = state.people.find(({ id }) => id === decodeURIComponent(path.slice(8)))
  if (!found) return problem(404, 'not-found')
  const { disabledAt, ...person } = { ...found, ...rest }
  const isOff = typeof isDisabled === 'boolean' ? isDisabled : disabledAt !== undefined
  const changed = { ...person, ...(isOff && { disabledAt: disabledAt ?? FAKE_NOW }) }
  state.people = state.people.map((one) => (one.id === found.id ? changed : one))
  return { status: 200, body: { person: changed } }
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly idempotencyKey?: string
}

function responseOf({ status, body, headers = {} }: FakeAnswer): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
}

/** A `fetch` that asks the fake, and the list of what was asked. */
export function fakeFetch(state: FakeState): {
  readonly fetch: (address: string, init?: RequestInit) => Promise<Response>
  readonly asked: Asked[]
} {
  const asked: Asked[] = []
  return {
    asked,
    fetch: (address, init = {}) => {
      const path = address.replace(/^\/api\/v1/, '')
      const method = init.method ?? 'GET'
      const body: Asked['body'] = typeof init.body === 'string' ? JSON.parse(init.body) : {}
      const idempotencyKey = new Headers(init.headers).get('Idempotency-Key')
      const one = { method, path, body, ...(idempotencyKey !== null && { idempotencyKey }) }
      asked.push(one)
      const isOfAlarms = /^\/sites\/[^/]+\/alarm/.test(path)
      const answer = isOfAlarms ? state.alarms?.(one) : answerOf(state, method, path, body)
      return Promise.resolve(answer ?? problem(404, 'not-found')).then(responseOf)
    },
  }
}
