import {
  mayGrants,
  mayRole,
  rolesIn,
  type Action,
  type Grant,
  type KeyScope,
  type Role,
} from '../../../protocol/access.ts'
import type { KeyLimits } from '../../../protocol/people.ts'

/** Who asks, once the credentials have been looked at. */
export type Principal =
  | { readonly kind: 'nobody' }
  | {
      readonly kind: 'key'
      readonly site: string
      readonly id: string
      readonly name: string
      readonly scope: KeyScope
      readonly limits?: KeyLimits | undefined
      /** Known to everybody: what it brings is simulated. */
      readonly isDemo: boolean
    }
  | {
      readonly kind: 'person'
      readonly id: string
      readonly name: string
      readonly grants: readonly Grant[]
      readonly sessionId: string
      /** When the password was last given, ms since 1970 by the server's steady clock. */
      readonly confirmedAt: number
      /** Made up for the demo: what it enters is simulated. */
      readonly isDemo: boolean
    }

export interface Asker {
  readonly principal: Principal
  /** Walls are open to whoever asks from there: this machine, the demo, WALL_ACCESS=open. */
  readonly isOpenRoom: boolean
}

/** All that somebody is at a site. `EVERY_SITE` in its place leaves only what holds everywhere. */
export function rolesAt({ principal, isOpenRoom }: Asker, site: string): readonly Role[] {
  const open: readonly Role[] = isOpenRoom ? ['screen'] : []
  switch (principal.kind) {
    case 'nobody':
      return open
    case 'key':
      return principal.site === site ? [...open, `key-${principal.scope}`] : open
    case 'person':
      return [...open, ...rolesIn(principal.grants, site)]
  }
}

export function mayAct(asker: Asker, action: Action, site: string): boolean {
  return rolesAt(asker, site).some((role) => mayRole(role, action))
}

/**
 * Whether somebody may change another's account as a whole (name, password, disabled): everywhere the
 * other has a right, the one who asks must administer people.
 */
export function mayManage(actor: readonly Grant[], target: readonly Grant[]): boolean {
  return target.every(({ site }) => mayGrants(actor, 'people.change', site))
}

/** Whether grants may be replaced by others: those that differ must be at sites the actor administers. */
export function mayRegrant(
  actor: readonly Grant[],
  before: readonly Grant[],
  after: readonly Grant[],
): boolean {
  return [...without(before, after), ...without(after, before)].every(({ site }) =>
    mayGrants(actor, 'people.change', site),
  )
}

function without(grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] {
  return grants.filter((grant) => !others.some((other) => isSame(grant, other)))
}

function isSame(a: Grant, b: Grant): boolean {
  return a.site === b.site && a.role === b.role && a.agency === b.agency
}
