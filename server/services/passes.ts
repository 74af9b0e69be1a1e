import { ACTIONS, type Action } from '../../protocol/access.ts'
import { mayAct, type Asker, type Principal } from '../core/access/principal.ts'
import type { Caller } from './caller.ts'
import type { Credentials, Door } from './door.ts'

/** What somebody who stays connected may do, kept true while the connection lasts. */
export interface Pass {
  readonly may: (action: Action) => boolean
  /** Called once, when nothing of what it was given for is allowed any more. */
  readonly onRevoked: (tell: () => void) => void
  readonly giveBack: () => void
}

export interface Passes {
  /** Undefined for who may not look at the site's wall. */
  readonly give: (caller: Caller, site: string) => Promise<Pass | undefined>
  /** Asks the door again for every pass that is out. */
  readonly recheck: () => Promise<void>
}

export interface PassesParts {
  readonly door: Door
  readonly isOpenRoom: (caller: Caller) => boolean
}

interface HeldPass {
  readonly site: string
  readonly credentials: Credentials
  readonly isOpenRoom: boolean
  /** Asked with every message of every wall, hence worked out once. */
  allowed: ReadonlySet<Action>
  isRevoked: boolean
  tell: (() => void) | undefined
}

/** Who is connected is looked at as a rule like who asks: by the one table, and again while it lasts. */
export function createPasses({ door, isOpenRoom }: PassesParts): Passes {
  const out = new Set<HeldPass>()

  async function give(caller: Caller, site: string): Promise<Pass | undefined> {
    const { bearer, session, isLocal } = caller
    const credentials = { bearer, session, isLocal }
    const found = await door.identify(credentials, site)
    const principal: Principal = found.ok ? found.principal : { kind: 'nobody' }
    const asker: Asker = { principal, isOpenRoom: isOpenRoom(caller) }
    const held: HeldPass = {
      site,
      credentials,
      isOpenRoom: asker.isOpenRoom,
      allowed: actionsOf(asker, site),
      isRevoked: false,
      tell: undefined,
    }
    if (!held.allowed.has('wall.view')) return undefined
    out.add(held)
    return {
      may: (action) => held.allowed.has(action),
      onRevoked: (tell) => {
        held.tell = tell
        if (held.isRevoked) tell()
      },
      giveBack: () => void out.delete(held),
    }
  }

  async function look(held: HeldPass, asked: Map<string, ReturnType<Door['recheck']>>) {
    const { credentials, site } = held
    if (credentials.bearer === undefined && credentials.session === undefined) return
    // Hundreds of screens share one key: it is looked up once.
    const name = JSON.stringify([site, credentials])
    const asking = asked.get(name) ?? door.recheck(credentials, site)
    asked.set(name, asking)
    const principal = await asking
    if (principal === 'unknown') return
    held.allowed = actionsOf({ principal, isOpenRoom: held.isOpenRoom }, site)
    if (held.allowed.has('wall.view') || !out.delete(held)) return
    held.isRevoked = true
    held.tell?.()
  }

  return {
    give,
    async recheck() {
      const asked = new Map<string, ReturnType<Door['recheck']>>()
      await Promise.all([...out].map((held) => look(held, asked)))
    },
  }
}

function actionsOf(asker: Asker, site: string): ReadonlySet<Action> {
  return new Set(ACTIONS.filter((action) => mayAct(asker, action, site)))
}
