import { describe, expect, it } from 'vitest'
import { createPrometheusMetrics } from './prometheus-metrics.ts'

describe('metrics', () => {
  it('tell what an operator must act on', async () => {
    const { metrics, text } = createPrometheusMetrics()
    metrics.socketRefused('auth')
    metrics.socketRefused('auth')
    metrics.configurationProblems(3)
    metrics.streamDamaged('a', 7)
    metrics.keyframeAge('a', 90_000)
    metrics.keyframeAge('b', 1_000)
    metrics.keyframeAge('b', undefined)
    metrics.inputWaiting('a', 12)
    metrics.inputWaiting('b', 3)
    metrics.inputWaiting('b', undefined)
    metrics.alarms('a', 'unacknowledged', 'high', 4)
    metrics.alarmFlood('a', true)
    metrics.alarmEvaluationAge('a', 2_500)
    metrics.alarmEvaluationAge('b', 1)
    metrics.alarmEvaluationAge('b', undefined)
    metrics.alarmCanaryAge('a', 10_000)
    metrics.alarmCommand('a', 'acknowledge', 'conflict')
    const lines = (await text()).text.split('\n')
    expect(lines).toContain('ioc_wall_sockets_refused_total{reason="auth"} 2')
    expect(lines).toContain('ioc_wall_configuration_problems 3')
    expect(lines).toContain('ioc_wall_stream_damaged_entries{site="a"} 7')
    expect(lines).toContain('ioc_wall_keyframe_age_seconds{site="a"} 90')
    expect(lines).toContain('ioc_wall_input_waiting{site="a"} 12')
    expect(lines).toContain('ioc_wall_alarms{site="a",state="unacknowledged",severity="high"} 4')
    expect(lines).toContain('ioc_wall_alarm_flood{site="a"} 1')
    expect(lines).toContain('ioc_wall_alarm_evaluation_age_seconds{site="a"} 2.5')
    expect(lines).toContain('ioc_wall_alarm_canary_age_seconds{site="a"} 10')
    expect(lines).toContain(
      'ioc_wall_alarm_commands_total{site="a",command="acknowledge",outcome="conflict"} 1',
    )
    expect(lines.filter((line) => line.includes('site="b"'))).toEqual([])
  })
})
