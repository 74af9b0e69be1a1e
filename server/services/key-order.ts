import type { Site } from '../core/sites/site.ts'
import type { KeyOrder } from './keys.ts'

/** What is wrong with the order for a key: it would never let anything through, a slip of whoever orders it. */
export interface KeyOrderProblem {
  readonly field: string
  readonly message: string
}

export function keyOrderProblem(
  { scope, limits, expiresAt }: KeyOrder,
  { metrics, units }: Pick<Site, 'metrics' | 'units'>,
  now: number,
): KeyOrderProblem | undefined {
  if (expiresAt !== undefined && expiresAt <= now) {
    return { field: 'expiresAt', message: 'lies in the past' }
  }
  if (limits === undefined) return undefined
  if (scope !== 'ingest') return { field: 'limits', message: 'only ingest keys have limits' }
  const metric = limits.metrics?.find((id) => !metrics.some((one) => one.id === id))
  if (metric !== undefined) {
    return { field: 'limits.metrics', message: `the site has no metric ${metric}` }
  }
  const unit = limits.units?.find((code) => !units.some((one) => one.code === code))
  if (unit === undefined) return undefined
  return { field: 'limits.units', message: `the site has no unit ${unit}` }
}
