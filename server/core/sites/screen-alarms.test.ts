import { describe, expect, it } from 'vitest'
import type { AlarmRule } from '../alarms/alarm-rules.ts'
import type { RuleCondition } from '../alarms/rule.ts'
import { buildRule } from '../../testing/alarm-moves.ts'
import { screenAlarmRule, screenMaintenance } from './screen-alarms.ts'

const name = { vi: 'Mực nước', en: 'Level' }

function ruleOf(subjects: AlarmRule['subjects'], more: Partial<AlarmRule> = {}): AlarmRule {
  const { condition, ...settings } = buildRule({ id: 'river-level', maxShelfMs: 7_200_000 })
  expect(condition).toBeDefined()
  return { name, metric: 'river.level', subjects, settings, call: [], notify: [], ...more }
}

const levels = (limit: number): RuleCondition => ({
  kind: 'levels',
  direction: 'high',
  levels: [{ name: 'BĐ1', limit, severity: 'medium' }],
})

describe('a rule on a screen', () => {
  it('says what to do, whom to call and how long a shelf may last', () => {
    const guidance = { vi: 'Gọi trạm', en: 'Call the station' }
    const condition: RuleCondition = { kind: 'high', limit: 5, severity: 'high' }
    const rule = ruleOf({ kind: 'site', condition }, { guidance, call: ['Đài KTTV'] })
    expect(screenAlarmRule(rule)).toEqual({
      ...{ id: 'river-level', name, metric: 'river.level', kind: 'high', maxShelfMs: 7_200_000 },
      limits: [{ value: 5, severity: 'high' }],
      guidance,
      call: ['Đài KTTV'],
    })
  })

  it('has the limits of each sensor where they differ, and one list where they do not', () => {
    const at = (id: string, limit: number) => ({ id, condition: levels(limit) })
    const differing = screenAlarmRule(
      ruleOf({ kind: 'sensors', sensors: [at('ai-nghia', 6.5), at('giao-thuy', 6)] }),
    )
    expect(differing.limits).toEqual([])
    expect(differing.limitsBySensor).toEqual({
      'ai-nghia': [{ name: 'BĐ1', value: 6.5, severity: 'medium' }],
      'giao-thuy': [{ name: 'BĐ1', value: 6, severity: 'medium' }],
    })
    const same = screenAlarmRule(
      ruleOf({ kind: 'sensors', sensors: [at('ai-nghia', 6), at('giao-thuy', 6)] }),
    )
    expect(same.limits).toEqual([{ name: 'BĐ1', value: 6, severity: 'medium' }])
    expect(same.limitsBySensor).toBeUndefined()
  })

  it('draws both sides of a target, and no line for what is no value of the metric', () => {
    const deviation: RuleCondition = { kind: 'deviation', target: 10, limit: 2, severity: 'low' }
    const lines = screenAlarmRule(ruleOf({ kind: 'site', condition: deviation })).limits
    expect(lines.map(({ value }) => value)).toEqual([8, 12])
    const stale: RuleCondition = { kind: 'stale', afterMs: 1, severity: 'low' }
    expect(screenAlarmRule(ruleOf({ kind: 'site', condition: stale })).limits).toEqual([])
  })
})

describe('maintenance on a screen', () => {
  it('is what is open or still to come', () => {
    const window = (id: string, from: number, to: number) => ({ id, from, to, reason: name })
    const all = [window('over', 0, 10), window('open', 5, 20), window('next', 30, 40)]
    expect(screenMaintenance(all, 10).map(({ id }) => id)).toEqual(['open', 'next'])
  })
})
