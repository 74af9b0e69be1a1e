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

export function siteKeys(site: string): SiteKeys {
  if (!/^[^\s{}]+$/.test(site)) throw new Error(`not a site id: ${JSON.stringify(site)}`)
  const prefix = `iocwall:{${site}}:`
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
