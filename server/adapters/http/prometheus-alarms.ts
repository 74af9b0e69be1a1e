import { Counter, Gauge, type Registry } from 'prom-client'
import type { AlarmMetrics } from '../../services/metrics.ts'

const MS_PER_SECOND = 1_000

/** Alarms as Prometheus reads them. */
export function alarmMetrics(registry: Registry): AlarmMetrics {
  const registers = [registry]
  const gauge = <Label extends string>(
    name: string,
    help: string,
    more: readonly Label[] = [],
  ): Gauge<Label | 'site'> =>
    new Gauge({ name: `ioc_wall_${name}`, help, labelNames: ['site', ...more], registers })
  const alarms = gauge('alarms', 'Alarms that are open, hidden or out of service', [
    'state',
    'severity',
  ])
  const flood = gauge('alarm_flood', '1 while a site has more alarms than anybody can follow')
  const evaluationAge = gauge(
    'alarm_evaluation_age_seconds',
    'Time since the rules were last seen to be worked out',
  )
  const canaryAge = gauge(
    'alarm_canary_age_seconds',
    'Age of the newest figure that came all the way to the rules; one is sent every 10 s',
  )
  const commands = new Counter({
    name: 'ioc_wall_alarm_commands_total',
    help: 'Commands to alarms, by what became of them',
    labelNames: ['site', 'command', 'outcome'],
    registers,
  })
  return {
    alarms: (site, state, severity, count) => alarms.set({ site, state, severity }, count),
    alarmFlood: (site, isFlood) => flood.set({ site }, Number(isFlood)),
    alarmEvaluationAge: (site, ageMs) => setAge(evaluationAge, site, ageMs),
    alarmCanaryAge: (site, ageMs) => setAge(canaryAge, site, ageMs),
    alarmCommand: (site, command, outcome) => commands.inc({ site, command, outcome }),
  }
}

/** What is not known is not told. */
function setAge(gauge: Gauge<'site'>, site: string, ageMs: number | undefined): void {
  if (ageMs === undefined) gauge.remove({ site })
  else gauge.set({ site }, ageMs / MS_PER_SECOND)
}
