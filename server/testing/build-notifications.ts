import type { AlarmRule } from '../core/alarms/alarm-rules.ts'
import { SERVER_ACTOR, type AlarmChange, type AlarmEvent } from '../core/alarms/events.ts'
import {
  DEFAULT_CHATTERING,
  DEFAULT_MAX_SHELF_MS,
  DEFAULT_TIMING,
  type RuleCondition,
} from '../core/alarms/rule.ts'
import type { MessageEntry, OutboxRow } from '../core/notifications/outbox.ts'
import type { NotificationTarget } from '../core/notifications/target.ts'

const text = (name: string) => ({ vi: name, en: name })

export function buildTarget(
  id: string,
  overrides: Partial<NotificationTarget> = {},
): NotificationTarget {
  return {
    id,
    name: text(id),
    address: { kind: 'webhook', url: `https://hooks.example/${id}` },
    quiet: [],
    hearsCleared: false,
    ...overrides,
  }
}

/** A rule `river` on the sensors `ai-nghia` and `hoi-khach` that notifies `duty` and escalates to `leader`, then `chair`. */
export function buildRiverRule(overrides: Partial<AlarmRule> = {}): AlarmRule {
  const condition: RuleCondition = {
    kind: 'levels',
    direction: 'high',
    levels: [
      { name: 'BĐ1', limit: 6.5, severity: 'medium' },
      { name: 'BĐ2', limit: 8, severity: 'high' },
      { name: 'BĐ3', limit: 9, severity: 'critical' },
    ],
  }
  return {
    name: { vi: 'Mực nước vượt báo động', en: 'River above its alarm level' },
    metric: 'river.level',
    subjects: {
      kind: 'sensors',
      sensors: [
        { id: 'ai-nghia', condition },
        { id: 'hoi-khach', condition },
      ],
    },
    settings: {
      ...DEFAULT_TIMING,
      id: 'river',
      chattering: DEFAULT_CHATTERING,
      escalation: [
        { afterMs: 600_000, role: 'leader' },
        { afterMs: 1_800_000, role: 'chair' },
      ],
      maxShelfMs: DEFAULT_MAX_SHELF_MS,
      isHiddenInFlood: false,
    },
    guidance: { vi: 'Rà soát vùng ngập', en: 'Check the flooded areas' },
    call: ['Ban Chỉ huy 0235 3 000 000'],
    notify: ['duty'],
    ...overrides,
  }
}

/** Something that happened to the river alarm of a sensor. */
export function riverEvent(change: AlarmChange, at: number, sensor = 'ai-nghia'): AlarmEvent {
  return {
    alarm: `river~${sensor}`,
    rule: 'river',
    metric: 'river.level',
    subject: { kind: 'sensor', id: sensor },
    at,
    actor: SERVER_ACTOR,
    change,
  }
}

export function buildEntry(id: string, overrides: Partial<MessageEntry> = {}): MessageEntry {
  return {
    id,
    cause: 'raised',
    alarm: 'river~ai-nghia',
    rule: 'river',
    occurrence: 1,
    severity: 'high',
    what: { vi: 'Mực nước', en: 'River' },
    where: { vi: 'Ái Nghĩa', en: 'Ai Nghia' },
    unitOfMeasure: { vi: 'm', en: 'm' },
    decimals: 2,
    raisedAt: 0,
    at: 0,
    call: [],
    ...overrides,
  }
}

/** A row for `target` of one entry that has the row's id. */
export function buildRow(id: string, target = 'duty', overrides: Partial<OutboxRow> = {}) {
  return { id, row: { target, entries: [buildEntry(id)], ...overrides } }
}
