import { ALARM_STATES, SEVERITIES } from '../../protocol/alarms.ts'
import { readPulse } from './alarm-cursor.ts'
import type { AlarmDesk, CommandAnswer } from './alarm-desk.ts'
import type { AlarmFollower } from './alarm-follower.ts'
import type { AlarmMetrics } from './metrics.ts'
import type { SiteClock } from './site-clock.ts'

/** The same desk, whose commands are counted by what became of them. */
export function withAlarmMetrics({
  site,
  desk,
  metrics,
}: {
  readonly site: string
  readonly desk: AlarmDesk
  readonly metrics: Pick<AlarmMetrics, 'alarmCommand'>
}): AlarmDesk {
  return {
    async order(commands) {
      const answers = await desk.order(commands)
      for (const [index, answer] of answers.entries()) {
        const name = commands[index]?.command.name
        if (name) metrics.alarmCommand(site, name, outcomeOf(answer))
      }
      return answers
    },
  }
}

function outcomeOf(answer: CommandAnswer): Parameters<AlarmMetrics['alarmCommand']>[2] {
  if (!answer.ok) return answer.reason
  return answer.isRepeated ? 'repeated' : 'ok'
}

export interface AlarmGaugeParts {
  readonly site: string
  readonly follower: Pick<AlarmFollower, 'book' | 'epoch' | 'pulse'>
  readonly clock: Pick<SiteClock, 'now' | 'reading'>
  readonly monotonicNow: () => number
  readonly metrics: Omit<AlarmMetrics, 'alarmCommand'>
}

/** To be called every second: tells how many alarms there are, and whether anybody watches for more. */
export function createAlarmGauge({
  site,
  follower,
  clock,
  monotonicNow,
  metrics,
}: AlarmGaugeParts): () => void {
  return () => {
    // Before anything was read, no alarm would look like a calm site.
    if (follower.epoch() === '') return
    const { counts, posture } = follower.book()
    for (const state of ALARM_STATES.filter((one) => one !== 'normal')) {
      for (const severity of [...SEVERITIES, 'none'] as const) {
        metrics.alarms(site, state, severity, counts.of(state, severity))
      }
    }
    metrics.alarmFlood(site, posture.value.since !== undefined)
    const { text, movedAt } = follower.pulse()
    metrics.alarmEvaluationAge(
      site,
      Number.isFinite(movedAt) ? monotonicNow() - movedAt : undefined,
    )
    const canaryAt = readPulse(text ?? '')?.canaryAt ?? 0
    // Sent every ten seconds of the machine, however fast the site's time goes.
    const rate = Math.max(1, clock.reading().rate)
    const ageMs = Math.max(0, clock.now() - canaryAt) / rate
    metrics.alarmCanaryAge(site, canaryAt > 0 ? ageMs : undefined)
  }
}
