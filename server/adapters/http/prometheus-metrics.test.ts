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
    const lines = (await text()).text.split('\n')
    expect(lines).toContain('ioc_wall_sockets_refused_total{reason="auth"} 2')
    expect(lines).toContain('ioc_wall_configuration_problems 3')
    expect(lines).toContain('ioc_wall_stream_damaged_entries{site="a"} 7')
    expect(lines).toContain('ioc_wall_keyframe_age_seconds{site="a"} 90')
    expect(lines).toContain('ioc_wall_input_waiting{site="a"} 12')
    expect(lines.filter((line) => line.includes('site="b"'))).toEqual([])
  })
})
