import { describe, expect, it } from 'vitest'
import { buildChoices, buildKey, FAKE_NOW } from './fake-server.ts'
import { ingestLine, readLine, sampleSpot, wallAddress } from './key-lines.ts'
import { keyState, sortKeys } from './key-state.ts'
import { agenciesOf, postableMetrics } from './site-choices.ts'

const DAY_MS = 86_400_000
const line = { origin: 'https://ioc.example', site: 'dai-loc', text: 'iwk_x' }

describe('a key', () => {
  it.each([
    ['in-force', {}],
    ['in-force', { expiresAt: FAKE_NOW + 15 * DAY_MS }],
    ['expiring', { expiresAt: FAKE_NOW + 14 * DAY_MS }],
    ['expired', { expiresAt: FAKE_NOW }],
    ['revoked', { expiresAt: FAKE_NOW, revokedAt: FAKE_NOW - 1 }],
  ] as const)('is %s', (state, given) => {
    expect(keyState(buildKey(given), FAKE_NOW)).toBe(state)
  })

  it('stands before those that are over', () => {
    const keys = [
      buildKey({ id: 'revoked', revokedAt: FAKE_NOW }),
      buildKey({ id: 'old', createdAt: 1 }),
      buildKey({ id: 'new', createdAt: 2 }),
      buildKey({ id: 'expiring', expiresAt: FAKE_NOW + 1 }),
    ]
    const sorted = sortKeys(keys, FAKE_NOW).map(({ id }) => id)
    expect(sorted).toEqual(['expiring', 'new', 'old', 'revoked'])
  })
})

describe('the line that sends a figure', () => {
  it('is of a unit without parts, for totals are the server’s', () => {
    const spot = sampleSpot(buildChoices({}), undefined)
    expect(spot).toEqual({ metric: 'dossiers.overdue', subject: { unit: '20539' } })
  })

  it('keeps to what the key is limited to', () => {
    expect(sampleSpot(buildChoices({}), { units: ['20542'] })?.subject).toEqual({ unit: '20542' })
    expect(sampleSpot(buildChoices({}), { metrics: ['river.level'] })).toEqual({
      ...{ metric: 'river.level', subject: { sensor: 'ai-nghia' } },
    })
    // Only a unit that has parts: nothing can be sent for it.
    expect(sampleSpot(buildChoices({}), { metrics: ['dossiers.overdue'], units: ['503'] })).toBe(
      undefined,
    )
  })

  it('is one that a shell takes as it is', () => {
    const text = ingestLine(line, { metric: "o'clock", subject: { unit: '1' } })
    expect(text).toContain("-H 'Authorization: Bearer iwk_x' \\\n")
    expect(text).toContain(`-d '{"samples":[{"metric":"o'\\''clock","unit":"1","value":1}]}'`)
    expect(text.startsWith('curl -X POST https://ioc.example/api/v1/sites/dai-loc/samples')).toBe(
      true,
    )
  })

  it('reads, or opens a wall, with the other kinds of keys', () => {
    expect(readLine(line)).toContain('/api/v1/sites/dai-loc/snapshot')
    expect(wallAddress(line)).toBe('https://ioc.example/wall/dai-loc#key=iwk_x')
  })
})

describe('what a site offers', () => {
  it('leaves out figures that the server makes alone', () => {
    const [metric] = buildChoices({}).metrics
    if (!metric) expect.fail('a metric')
    const counting = { ...metric, id: 'dossiers.overdue.coverage', coverageOf: 'dossiers.overdue' }
    expect(postableMetrics(buildChoices({ metrics: [metric, counting] }))).toEqual([metric])
  })

  it('names each agency once, over all sites', () => {
    expect(agenciesOf([buildChoices({}), buildChoices({})])).toEqual([
      ...['Đài khí tượng thủy văn', 'Văn phòng UBND huyện'],
    ])
  })
})
