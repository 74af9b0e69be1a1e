import { describe, expect, it } from 'vitest'
import type { SeriesName } from '../../../protocol/schema.ts'
import type { Metric } from '../sites/site.ts'
import { isWithinLimit, postLimitOf } from './post-limit.ts'
import type { Principal } from './principal.ts'

const metric = (id: string, owner: string): Metric =>
  ({ id, owner: { vi: owner, en: owner } }) as unknown as Metric
const METRICS = [metric('health.beds', 'Sở Y tế'), metric('dossiers.open', 'Văn phòng')]
const unit = (id: string, code = '20500'): SeriesName => ({
  metric: id,
  subject: { kind: 'unit', id: code },
})
const key = (limits?: { metrics?: string[]; units?: string[] }): Principal => ({
  kind: 'key',
  site: 'a',
  id: 'k',
  name: 'k',
  scope: 'ingest',
  limits,
  isDemo: false,
})

describe('what may be posted', () => {
  it('is everything for a key without limits', () => {
    expect(isWithinLimit(postLimitOf(key(), 'a', METRICS), unit('health.beds'))).toBe(true)
  })

  it('is what a key is limited to; sensors are of no unit', () => {
    const limit = postLimitOf(
      key({ metrics: ['health.beds', 'river.level'], units: ['20500'] }),
      'a',
      METRICS,
    )
    expect(isWithinLimit(limit, unit('health.beds'))).toBe(true)
    expect(isWithinLimit(limit, unit('health.beds', '20503'))).toBe(false)
    expect(isWithinLimit(limit, unit('dossiers.open'))).toBe(false)
    const sensor = { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' } } as const
    expect(isWithinLimit(limit, sensor)).toBe(true)
  })

  it('is of the own agency for a reporter, and nothing for who has none there', () => {
    const reporter = (agency?: string): Principal => ({
      kind: 'person',
      id: 'lan',
      name: 'Lan',
      grants: [
        { site: 'a', role: 'reporter', agency },
        { site: 'b', role: 'reporter', agency: 'Văn phòng' },
        { site: 'a', role: 'officer', agency: 'Văn phòng' },
      ],
      sessionId: 's',
      confirmedAt: 0,
      isDemo: false,
    })
    const limit = postLimitOf(reporter('Sở Y tế'), 'a', METRICS)
    expect(METRICS.filter(({ id }) => isWithinLimit(limit, unit(id))).map(({ id }) => id)).toEqual([
      'health.beds',
    ])
    const none = postLimitOf(reporter(), 'a', METRICS)
    expect(METRICS.some(({ id }) => isWithinLimit(none, unit(id)))).toBe(false)
  })
})
