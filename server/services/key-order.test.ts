import { describe, expect, it } from 'vitest'
import { buildSite } from '../testing/build-site.ts'
import { keyOrderProblem } from './key-order.ts'

const NOW = 1_000
const fieldOf = (order: object): string | undefined =>
  keyOrderProblem({ name: 'x', scope: 'ingest', ...order }, buildSite(), NOW)?.field

describe('an order for a key', () => {
  it('is refused where it could never let anything through', () => {
    expect(fieldOf({ expiresAt: NOW })).toBe('expiresAt')
    expect(fieldOf({ scope: 'read', limits: { metrics: ['river.level'] } })).toBe('limits')
    expect(fieldOf({ limits: { metrics: ['river.level', 'river.speed'] } })).toBe('limits.metrics')
    expect(fieldOf({ limits: { units: ['99999'] } })).toBe('limits.units')
  })

  it('is good otherwise', () => {
    expect(fieldOf({})).toBeUndefined()
    expect(fieldOf({ expiresAt: NOW + 1, limits: { metrics: ['river.level'] } })).toBeUndefined()
  })
})
