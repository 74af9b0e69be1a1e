import type { WallToServer } from './socket-events.ts'

/** What people may be at a site. */
export const PERSON_ROLES = ['viewer', 'reporter', 'officer', 'editor', 'admin'] as const
export type PersonRole = (typeof PERSON_ROLES)[number]

/** What a key lets a program do. */
export const KEY_SCOPES = ['ingest', 'read', 'officer'] as const
export type KeyScope = (typeof KEY_SCOPES)[number]

/** Whoever asks has any number of these at a site; `screen` is a display with nobody signed in. */
export type Role = PersonRole | 'screen' | `key-${KeyScope}`
export const ROLES: readonly Role[] = [
  ...PERSON_ROLES,
  'screen',
  'key-ingest',
  'key-read',
  'key-officer',
]

/** Everything that somebody can do at a site and not everybody may. */
export const ACTIONS = [
  /** Snapshot, history, replay and the wall's socket. */
  'wall.view',
  'samples.post',
  /** Readings of gauges, by people. */
  'readings.post',
  /** Levels of disaster risk that authorities have announced. */
  'announced.post',
  'dossiers.post',
  /** Whole files, by people; programs post events. */
  'registers.import',
  /** Acknowledge, shelve and all else that officers do to alarms. */
  'alarms.command',
  'alarms.journal',
  /** Take the watch, hand it over, end it: only people can. */
  'shifts.change',
  'keys.read',
  'keys.change',
  'people.read',
  'people.change',
  'journal.read',
  'self-check.read',
] as const
export type Action = (typeof ACTIONS)[number]

const MAY: Readonly<Record<Role, readonly Action[]>> = {
  screen: ['wall.view'],
  viewer: ['wall.view'],
  // Only figures of its own agency, and dossiers where it answers for a figure that counts them.
  reporter: ['wall.view', 'samples.post', 'readings.post', 'dossiers.post', 'registers.import'],
  officer: [
    'wall.view',
    'readings.post',
    'announced.post',
    'alarms.command',
    'alarms.journal',
    'shifts.change',
  ],
  editor: ['wall.view', 'alarms.journal'],
  // An administrator is no officer: whoever is on duty answers for the alarms.
  admin: [
    'wall.view',
    'alarms.journal',
    'keys.read',
    'keys.change',
    'people.read',
    'people.change',
    'journal.read',
    'self-check.read',
  ],
  'key-ingest': ['samples.post', 'dossiers.post'],
  'key-read': ['wall.view'],
  'key-officer': ['wall.view', 'alarms.command', 'alarms.journal'],
}

/** The one table of who may do what; what it does not name is denied. */
export function mayRole(role: Role, action: Action): boolean {
  return MAY[role].includes(action)
}

/** What each event of the wall's socket needs; an event that is not named here is not listened to. */
export const EVENT_ACTIONS: Readonly<Record<keyof WallToServer, Action>> = {
  subscribe: 'wall.view',
  painted: 'wall.view',
}

/** Acts for which a person must have given the password lately. */
export const CONFIRMED_ACTIONS: readonly Action[] = ['keys.change', 'people.change']
/** How long a given password counts as given lately. */
export const CONFIRMED_FOR_MS = 10 * 60_000

/** In place of a site: everywhere, the sites to come included. */
export const EVERY_SITE = '*'

/** What somebody may be where. */
export interface Grant {
  /** A site's id, or `EVERY_SITE`. */
  readonly site: string
  readonly role: PersonRole
  /** Whose figures a reporter enters: a metric's owner by its Vietnamese name. */
  readonly agency?: string | undefined
}

/** Roles that these grants give at a site. */
export function rolesIn(grants: readonly Grant[], site: string): readonly PersonRole[] {
  const here = grants.filter((grant) => grant.site === site || grant.site === EVERY_SITE)
  return [...new Set(here.map((grant) => grant.role))]
}

/** True where one of the grants allows the action at the site; `EVERY_SITE` asks for a grant everywhere. */
export function mayGrants(grants: readonly Grant[], action: Action, site: string): boolean {
  return rolesIn(grants, site).some((role) => mayRole(role, action))
}

/** In characters, counted by Unicode code points. */
export const PASSWORD_LENGTH = { least: 12, most: 128 } as const
