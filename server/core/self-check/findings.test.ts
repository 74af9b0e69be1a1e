import { describe, expect, it } from 'vitest'
import { selfCheckOf, type SelfCheckFacts } from './findings.ts'

const TOLD = { unheardRules: 0, unreachable: [] }
const MAPPED = {
  unitCount: 5,
  map: 'boundaries',
  uncoveredYears: [],
  notifications: TOLD,
} as const

const WELL: SelfCheckFacts = {
  isSetUp: true,
  isDemo: false,
  store: { kind: 'embedded', durability: 'always', alarms: 'always' },
  network: { isLoopbackOnly: true, isTls: false, trustedProxies: 0, publicOrigins: [] },
  disk: { freeBytes: 40 * 1024 ** 3 },
  clock: { isSound: true },
  configurationProblems: 0,
  sites: [{ site: 'dai-loc', metricCount: 20, silentCount: 0, lateCount: 0, ...MAPPED }],
}

/** What is not good, as `check: finding`. */
function trouble(facts: Partial<SelfCheckFacts>): readonly string[] {
  return selfCheckOf({ ...WELL, ...facts })
    .filter(({ state }) => state !== 'good')
    .map(({ check, state, finding }) => `${check}: ${finding} (${state})`)
}
const network = (more: Partial<SelfCheckFacts['network']>): Partial<SelfCheckFacts> => ({
  network: { ...WELL.network, ...more },
})
const figures = (silentCount: number, lateCount: number): Partial<SelfCheckFacts> => ({
  sites: [{ site: 'dai-loc', metricCount: 20, silentCount, lateCount, ...MAPPED }],
})

const mapped = (unitCount: number, map: 'schematic' | 'none'): Partial<SelfCheckFacts> => ({
  sites: WELL.sites.map((one) => ({ ...one, unitCount, map })),
})

const uncovered = (...uncoveredYears: number[]): Partial<SelfCheckFacts> => ({
  sites: WELL.sites.map((one) => ({ ...one, uncoveredYears })),
})

const telling = (
  notifications: Partial<NonNullable<SelfCheckFacts['sites'][0]['notifications']>>,
): Partial<SelfCheckFacts> => ({
  sites: WELL.sites.map((one) => ({ ...one, notifications: { ...TOLD, ...notifications } })),
})

describe('the self-check', () => {
  it('finds nothing where all is well, and says so of each thing', () => {
    expect(trouble({})).toEqual([])
    expect(selfCheckOf(WELL)).toHaveLength(13)
  })

  it.each([
    [{ isSetUp: false }, 'first-administrator: missing (bad)'],
    [{ isDemo: true }, 'demo: running (warning)'],
    [{ configurationProblems: 3 }, 'configuration: refused (bad)'],
    [{ clock: { isSound: false } }, 'clock: jumped (bad)'],
    [{ store: { kind: 'redis', durability: 'may-lose' } }, 'store-durability: may-lose (warning)'],
    [
      { store: { kind: 'redis', durability: 'clean', alarms: 'may-lose' } },
      'alarm-durability: may-lose (warning)',
    ],
    [telling({ unheardRules: 5 }), 'site-notifications: nobody (warning)'],
    [
      telling({ unreachable: [{ target: 'pctt', missing: 'SMTP_URL' }] }),
      'site-notifications: unreachable (warning)',
    ],
    [{ disk: { freeBytes: 1024 ** 3 } }, 'disk-space: low (warning)'],
    [{ disk: { freeBytes: 1024 ** 2 } }, 'disk-space: nearly-full (bad)'],
    [figures(20, 0), 'site-figures: none-yet (bad)'],
    [figures(3, 2), 'site-figures: some-silent (warning)'],
    [figures(0, 2), 'site-figures: some-late (warning)'],
    [mapped(5, 'schematic'), 'site-map: schematic (warning)'],
    [mapped(5, 'none'), 'site-map: no-map (warning)'],
    [mapped(0, 'none'), 'site-map: no-units (bad)'],
    [uncovered(2026, 2027), 'site-calendar: not-covered (warning)'],
    [network({ trustedProxies: 1 }), 'public-origin: not-set (warning)'],
    [
      network({ isLoopbackOnly: false, publicOrigins: ['http://10.0.0.5:8080'] }),
      'tls: plain-http (warning)',
    ],
  ] as const)('says what is wrong: %j', (facts, words) => {
    expect(trouble(facts)).toEqual([words])
  })

  it('does not ask the demo for an administrator, who could not be made there', () => {
    expect(trouble({ isDemo: true, isSetUp: false })).toEqual(['demo: running (warning)'])
  })

  it('is content with TLS and a listed origin', () => {
    const open = { isLoopbackOnly: false, isTls: true, publicOrigins: ['https://ioc.example.vn'] }
    expect(trouble(network(open))).toEqual([])
  })
})
