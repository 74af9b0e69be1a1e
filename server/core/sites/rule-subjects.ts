import type { RuleEntry } from './collect-alarms.ts'
import type { SensorsFile } from './sensors-file.ts'

type Sensor = SensorsFile['sensors'][number]

/** True for a rule whose limits are the named levels of each sensor. */
export function takesLevelsOfSensor({ condition }: RuleEntry): boolean {
  return condition.kind === 'levels' && condition.levels === 'from-sensor'
}

/**
 * The sensors that a rule watches, of all there are in a site; `kind` is that of its metric (absent =
 * any). Those without levels are left out of a rule that needs them; unknown ones are passed over.
 */
export function sensorsOf(
  rule: RuleEntry,
  all: readonly Sensor[],
  kind: Sensor['kind'] | undefined,
): readonly Sensor[] {
  const { sensors } = rule
  if (sensors === undefined) return []
  return all.filter(
    (sensor) =>
      (sensors === 'all' || sensors.includes(sensor.id)) &&
      (kind === undefined || sensor.kind === kind) &&
      !(takesLevelsOfSensor(rule) && sensor.levels === undefined),
  )
}
