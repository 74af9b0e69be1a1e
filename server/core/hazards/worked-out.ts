import type { Sensor } from '../sites/site.ts'
import { fireMetricsOf } from './fire-metrics.ts'
import { isRainTotal } from './rain-totals.ts'

/** True where the site works a metric of a sensor out itself, from what the sensor tells. */
export function isWorkedOut(metric: string, { gauge, fire }: Sensor): boolean {
  if (gauge !== undefined && isRainTotal(metric)) return true
  return fire !== undefined && fireMetricsOf(fire).some((one) => one === metric)
}
