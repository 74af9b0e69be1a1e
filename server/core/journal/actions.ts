/** What the installation's journal knows of; filters offer these. */
export const INSTALLATION_ACTIONS = [
  'session.opened',
  'session.refused',
  'session.closed',
  'session.ended',
  'person.first-administrator',
  'person.created',
  'person.changed',
  'person.invited',
  'person.sessions-ended',
  'person.password-set',
  'person.password-changed',
  'server.started',
  'server.stopped',
] as const

/** What a site's journal knows of. */
export const SITE_ACTIONS = [
  'key.created',
  'key.revoked',
  'register.imported',
  'reading.entered',
  'announced.entered',
  'configuration.loaded',
  'configuration.refused',
] as const
