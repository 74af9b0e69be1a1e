import type { ScreenMessage, ScreenMetric } from '../../../protocol/screen.ts'

const text = (words: string): { vi: string; en: string } => ({ vi: words, en: words })

/** A metric for tests, whole but for what is given. */
export function buildMetric(given: Partial<ScreenMetric>): ScreenMetric {
  return {
    id: 'river.level',
    name: text('level'),
    shortName: text('level'),
    unitOfMeasure: text('m'),
    decimals: 2,
    channel: 'rivers',
    subjects: 'sensor',
    ...((given.subjects ?? 'sensor') === 'sensor' && { sensorKind: 'river' as const }),
    direction: 'lower-is-better',
    freshness: { cadenceMs: 60_000, graceMs: 0, staleAfterMs: 120_000, expireAfterMs: 480_000 },
    owner: text('owner'),
    ...given,
  }
}

/** A screen message for tests, whole but for what is given. */
export function buildScreen(given: Partial<ScreenMessage>): ScreenMessage {
  return {
    revision: 'r1',
    site: {
      id: 'dai-loc',
      name: text('site'),
      subtitle: text('subtitle'),
      timeZone: 'Asia/Ho_Chi_Minh',
      rootUnit: '1',
      date: '2025-10-27',
      inForce: true,
    },
    metrics: [buildMetric({})],
    units: [],
    sensors: [],
    map: undefined,
    alarmRules: [],
    maintenance: [],
    announced: [],
    layout: { scenes: [] },
    scenario: undefined,
    ...given,
  }
}
