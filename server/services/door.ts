import { demoPerson } from '../core/access/demo-people.ts'
import type { Principal } from '../core/access/principal.ts'
import type { Keys } from './keys.ts'
import type { People } from './people.ts'
import type { Session, Sessions } from './sessions.ts'
import { StoreUnavailable } from './store.ts'

/** What somebody brings to the door. */
export interface Credentials {
  /** A key's text. */
  readonly bearer?: string | undefined
  /** A session's secret. */
  readonly session?: string | undefined
  /** Asked from this machine: only there demo people and the demo key are let in. */
  readonly isLocal: boolean
}

export type Identified =
  | { readonly ok: true; readonly principal: Principal }
  /** The key is unknown to the site, revoked or expired. A session that is over makes nobody, not a refusal. */
  | {
      readonly ok: false
      readonly reason: 'unknown-key' | 'demo-key-elsewhere' | 'store-unavailable'
    }

/** Says who asks, and goes on knowing it. */
export interface Door {
  /** A key is looked for at that site. */
  readonly identify: (credentials: Credentials, site: string | undefined) => Promise<Identified>
  /**
   * The same question again for something that lives on, such as a socket; `unknown` while the store
   * does not answer: nobody is thrown out because of that.
   */
  readonly recheck: (
    credentials: Credentials,
    site: string | undefined,
  ) => Promise<Principal | 'unknown'>
}

export interface DoorParts {
  readonly people: Pick<People, 'find'>
  readonly sessions: Pick<Sessions, 'find'>
  readonly keysOf: (site: string) => Pick<Keys, 'verify'> | undefined
  readonly isDemo: boolean
}

const NOBODY: Principal = { kind: 'nobody' }
/** Only in the demo, and only from the server's own machine. */
const DEMO_KEY = 'demo'

export function createDoor({ people, sessions, keysOf, isDemo }: DoorParts): Door {
  async function personOf(secret: string, isLocal: boolean): Promise<Principal> {
    const session = await sessions.find(secret)
    if (session === undefined) return NOBODY
    if (session.method === 'demo') return demoPrincipal(session, isDemo && isLocal)
    const person = await people.find(session.personId)
    const isGood =
      person !== undefined &&
      person.disabledAt === undefined &&
      session.createdAt >= person.sessionsFrom
    if (!isGood) return NOBODY
    const { id, name, grants } = person
    const { confirmedAt } = session
    return { kind: 'person', id, name, grants, sessionId: session.id, confirmedAt, isDemo: false }
  }

  async function keyOf(text: string, site: string, isLocal: boolean): Promise<Identified> {
    if (isDemo && text === DEMO_KEY) {
      if (!isLocal) return { ok: false, reason: 'demo-key-elsewhere' }
      const principal = {
        kind: 'key',
        site,
        id: DEMO_KEY,
        name: DEMO_KEY,
        scope: 'ingest',
      } as const
      return { ok: true, principal: { ...principal, isDemo: true } }
    }
    const verdict = await keysOf(site)?.verify(text)
    if (!verdict?.ok) return { ok: false, reason: verdict?.reason ?? 'unknown-key' }
    const { id, name, scope, limits } = verdict.key
    return { ok: true, principal: { kind: 'key', site, id, name, scope, limits, isDemo: false } }
  }

  const identify: Door['identify'] = async ({ bearer, session, isLocal }, site) => {
    try {
      if (bearer !== undefined && site !== undefined) return await keyOf(bearer, site, isLocal)
      if (bearer !== undefined) return { ok: false, reason: 'unknown-key' }
      if (session === undefined) return { ok: true, principal: NOBODY }
      return { ok: true, principal: await personOf(session, isLocal) }
    } catch (error) {
      if (error instanceof StoreUnavailable) return { ok: false, reason: 'store-unavailable' }
      throw error
    }
  }

  return {
    identify,
    async recheck(credentials, site) {
      const identified = await identify(credentials, site)
      if (identified.ok) return identified.principal
      return identified.reason === 'store-unavailable' ? 'unknown' : NOBODY
    },
  }
}

function demoPrincipal(session: Session, isAllowed: boolean): Principal {
  const person = isAllowed ? demoPerson(session.personId) : undefined
  if (person === undefined) return NOBODY
  const { id: sessionId, confirmedAt } = session
  return { kind: 'person', ...person, sessionId, confirmedAt, isDemo: true }
}
