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
    const lines = (await text()).text.split('\n')
    expect(lines).toContain('ioc_wall_sockets_refused_total{reason="auth"} 2')
    expect(lines).toContain('ioc_wall_configuration_problems 3')
    expect(lines).toContain('ioc_wall_stream_damaged_entries{site="a"} 7')
    expect(lines).toContain('ioc_wall_keyframe_age_seconds{site="a"} 90')
    expect(lines.some((line) => line.startsWith('ioc_wall_keyframe_age_seconds{site="b"'))).toBe(
      false,
    )
  })
})
