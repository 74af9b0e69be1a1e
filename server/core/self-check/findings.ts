import type { SelfCheck } from '../../../protocol/people.ts'
import type { NotificationGaps } from '../sites/notification-warnings.ts'

type Durability = 'always' | 'may-lose' | 'clean'

/** What is known of the server and its sites when somebody asks whether all is well. */
export interface SelfCheckFacts {
  readonly isSetUp: boolean
  readonly isDemo: boolean
  readonly store: {
    readonly kind: 'redis' | 'embedded'
    readonly durability: Durability
    /** Of what keeps alarms and their acknowledgements; absent where no site has rules. */
    readonly alarms?: Durability | undefined
  }
  readonly network: {
    /** Only this machine reaches it. */
    readonly isLoopbackOnly: boolean
    readonly isTls: boolean
    readonly trustedProxies: number
    readonly publicOrigins: readonly string[]
  }
  /** Of the folder that the server keeps its data in; absent where the system does not say. */
  readonly disk?: { readonly freeBytes: number } | undefined
  readonly clock: { readonly isSound: boolean }
  /** Problems that keep the configuration's files from being taken; 0 = they are. */
  readonly configurationProblems: number
  readonly sites: readonly SiteFacts[]
}

export interface SiteFacts {
  readonly site: string
  /** Metrics that are posted, not computed; of them those without any value, and those whose newest is stale or expired. */
  readonly metricCount: number
  readonly silentCount: number
  readonly lateCount: number
  /** On the site's present date. */
  readonly unitCount: number
  readonly map: 'boundaries' | 'schematic' | 'none'
  /** Years that deadlines reach and whose days off a calendar of the site does not know; absent = it takes no dossiers. */
  readonly uncoveredYears?: readonly number[]
  /** Whether the people whom its alarm rules name would be told; absent = they name nobody. */
  readonly notifications?: NotificationGaps
}

const GB = 1024 ** 3
/** What a month of raw figures of a province takes, and what a day of them does. */
const DISK_LOW_BYTES = 4 * GB
const DISK_OUT_BYTES = GB / 4

/** One finding for each thing that can be wrong, good ones included; the pages have the words. */
export function selfCheckOf(facts: SelfCheckFacts): readonly SelfCheck[] {
  return [
    accounts(facts),
    demo(facts),
    configuration(facts),
    ...facts.sites.flatMap((one) => [
      figures(one),
      siteMap(one),
      calendar(one),
      notifications(one),
    ]),
    transport(facts),
    publicOrigin(facts),
    durability('store-durability', facts.store.durability),
    durability('alarm-durability', facts.store.alarms),
    storeKind(facts),
    diskSpace(facts),
    clock(facts),
  ].filter((one) => one !== undefined)
}

/** The demo has people of its own, and prints no link. */
function accounts({ isSetUp, isDemo }: SelfCheckFacts): SelfCheck | undefined {
  if (isDemo && !isSetUp) return undefined
  const check = 'first-administrator'
  return isSetUp
    ? { check, state: 'good', finding: 'there', facts: {} }
    : { check, state: 'bad', finding: 'missing', facts: {} }
}

function demo({ isDemo }: SelfCheckFacts): SelfCheck | undefined {
  return isDemo ? { check: 'demo', state: 'warning', finding: 'running', facts: {} } : undefined
}

function configuration({ configurationProblems: problems }: SelfCheckFacts): SelfCheck {
  const check = 'configuration'
  return problems === 0
    ? { check, state: 'good', finding: 'taken', facts: {} }
    : { check, state: 'bad', finding: 'refused', facts: { problems } }
}

function figures({ site, metricCount, silentCount, lateCount }: SiteFacts): SelfCheck {
  const check = 'site-figures'
  const facts = { metrics: metricCount, silent: silentCount, late: lateCount }
  if (metricCount > 0 && silentCount === metricCount) {
    return { check, site, state: 'bad', finding: 'none-yet', facts }
  }
  if (silentCount > 0) return { check, site, state: 'warning', finding: 'some-silent', facts }
  if (lateCount > 0) return { check, site, state: 'warning', finding: 'some-late', facts }
  return { check, site, state: 'good', finding: 'all-there', facts }
}

function siteMap({ site, unitCount, map }: SiteFacts): SelfCheck {
  const check = 'site-map'
  const facts = { units: unitCount }
  if (unitCount === 0) return { check, site, state: 'bad', finding: 'no-units', facts }
  if (map === 'boundaries') return { check, site, state: 'good', finding: 'boundaries', facts }
  return { check, site, state: 'warning', finding: map === 'none' ? 'no-map' : 'schematic', facts }
}

function calendar({ site, uncoveredYears }: SiteFacts): SelfCheck | undefined {
  if (uncoveredYears === undefined) return undefined
  const check = 'site-calendar'
  return uncoveredYears.length === 0
    ? { check, site, state: 'good', finding: 'covered', facts: {} }
    : {
        check,
        site,
        state: 'warning',
        finding: 'not-covered',
        facts: { years: uncoveredYears.join(' ') },
      }
}

function transport({ network }: SelfCheckFacts): SelfCheck {
  const check = 'tls'
  if (network.isTls) return { check, state: 'good', finding: 'tls', facts: {} }
  if (network.trustedProxies > 0) return { check, state: 'good', finding: 'proxy', facts: {} }
  if (network.isLoopbackOnly) return { check, state: 'good', finding: 'this-machine', facts: {} }
  return { check, state: 'warning', finding: 'plain-http', facts: {} }
}

function publicOrigin({ network }: SelfCheckFacts): SelfCheck {
  const check = 'public-origin'
  const { isLoopbackOnly, publicOrigins, trustedProxies } = network
  if (publicOrigins.length > 0) {
    return { check, state: 'good', finding: 'set', facts: { origins: publicOrigins.join(' ') } }
  }
  const isNeeded = !isLoopbackOnly || trustedProxies > 0
  return isNeeded
    ? { check, state: 'warning', finding: 'not-set', facts: {} }
    : { check, state: 'good', finding: 'not-needed', facts: {} }
}

function notifications({ site, notifications: gaps }: SiteFacts): SelfCheck | undefined {
  if (gaps === undefined) return undefined
  const check = 'site-notifications'
  const { unheardRules, unreachable } = gaps
  if (unheardRules > 0) {
    return { check, site, state: 'warning', finding: 'nobody', facts: { rules: unheardRules } }
  }
  if (unreachable.length === 0) {
    return { check, site, state: 'good', finding: 'reachable', facts: {} }
  }
  const missing = [...new Set(unreachable.map((one) => one.missing))].join(' ')
  const facts = { targets: unreachable.map(({ target }) => target).join(' '), missing }
  return { check, site, state: 'warning', finding: 'unreachable', facts }
}

function durability(
  check: 'store-durability' | 'alarm-durability',
  found: Durability | undefined,
): SelfCheck | undefined {
  if (found === undefined) return undefined
  return found === 'may-lose'
    ? { check, state: 'warning', finding: 'may-lose', facts: {} }
    : { check, state: 'good', finding: 'durable', facts: {} }
}

function storeKind({ store: { kind } }: SelfCheckFacts): SelfCheck {
  return { check: 'store-kind', state: 'good', finding: kind, facts: {} }
}

function diskSpace({ disk }: SelfCheckFacts): SelfCheck | undefined {
  if (disk === undefined) return undefined
  const check = 'disk-space'
  const { freeBytes } = disk
  const facts = { freeGb: Math.round((freeBytes / GB) * 10) / 10 }
  if (freeBytes < DISK_OUT_BYTES) return { check, state: 'bad', finding: 'nearly-full', facts }
  if (freeBytes < DISK_LOW_BYTES) return { check, state: 'warning', finding: 'low', facts }
  return { check, state: 'good', finding: 'enough', facts }
}

function clock({ clock: { isSound } }: SelfCheckFacts): SelfCheck {
  const check = 'clock'
  return isSound
    ? { check, state: 'good', finding: 'steady', facts: {} }
    : { check, state: 'bad', finding: 'jumped', facts: {} }
}
