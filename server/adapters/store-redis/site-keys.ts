/** All keys of a site, in the order in which the functions take them. One hash tag: one slot. */
const KEY_NAMES = [
  'stream',
  'epoch',
  'meta',
  'index',
  'keyframes',
  'keyframe-bodies',
  'series',
  'series-numbers',
  'metrics',
  'documents',
  'lease:feed',
  'lease:alarms',
  'in',
  'in:dead',
  'history',
  'history:cursors',
  'history:days',
  'journal',
  'counts',
  'dossiers',
  'dossiers:changes',
  'dossiers:position',
  'dossiers:reports',
] as const

export interface SiteKeys {
  readonly stream: string
  readonly input: string
  readonly journal: string
  readonly dossiers: string
  readonly dossierPosition: string
  readonly dossierReports: string
  readonly all: readonly string[]
}

/** All keys of a site's alarms, in the order in which their functions take them. */
const ALARM_KEY_NAMES = [
  'epoch',
  'lease',
  'journal',
  'records',
  'points',
  'evaluation',
  'commands',
  'command-times',
  'messages',
  'messages:order',
  'dead',
  'dead:order',
] as const

export interface AlarmKeys {
  readonly lease: string
  readonly journal: string
  readonly evaluation: string
  readonly all: readonly string[]
}

export function alarmKeys(site: string): AlarmKeys {
  const prefix = `${prefixOf(site)}alarms:`
  return {
    lease: `${prefix}lease`,
    journal: `${prefix}journal`,
    evaluation: `${prefix}evaluation`,
    all: ALARM_KEY_NAMES.map((name) => prefix + name),
  }
}

function prefixOf(site: string): string {
  if (!/^[^\s{}]+$/.test(site)) throw new Error(`not a site id: ${JSON.stringify(site)}`)
  return `iocwall:{${site}}:`
}

export function siteKeys(site: string): SiteKeys {
  const prefix = prefixOf(site)
  return {
    stream: `${prefix}stream`,
    input: `${prefix}in`,
    journal: `${prefix}journal`,
    dossiers: `${prefix}dossiers`,
    dossierPosition: `${prefix}dossiers:position`,
    dossierReports: `${prefix}dossiers:reports`,
    all: KEY_NAMES.map((name) => prefix + name),
  }
}
