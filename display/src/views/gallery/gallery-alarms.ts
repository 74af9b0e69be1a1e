import { SEVERITIES, type AlarmRow } from '../../../../protocol/alarms.ts'
import type { PanelSpec } from '../../../../protocol/panels/panel.ts'
import type { Place } from './gallery-place.ts'
import { GALLERY_NOW } from './gallery-screen.ts'

const MINUTE_MS = 60_000

export const DEFAULT_ALARM_COUNT = 12

const RIVERS = ['ai-nghia', 'hoi-khach', 'nong-son', 'giao-thuy', 'cau-lau', 'thanh-my']

/** What each kind of alarm watches, one after the other. */
const SUBJECTS: readonly ((turn: number) => Partial<AlarmRow>)[] = [
  (turn) => ({
    ...{ rule: 'river-level', metric: 'river.level', value: 10.6, level: 'BĐ3' },
    sensor: RIVERS[turn % RIVERS.length] ?? '',
  }),
  (turn) => ({ rule: 'rain-1h', metric: 'rain.1h', value: 62, sensor: `rain-${turn % 5}` }),
  (turn) => ({ rule: 'overdue', metric: 'overdue', value: 14 + turn, unit: `u${turn % 7}` }),
  () => ({ rule: 'rain-and-rise' }),
  (turn) => ({ rule: 'river-silent', metric: 'river.level', sensor: RIVERS[(turn + 3) % 6] ?? '' }),
]

const officer = { id: 'hanh', name: 'Trần Thị Hạnh', at: GALLERY_NOW - 6 * MINUTE_MS }

/** In turn: two that wait, taken, over and not taken, shelved, hidden in the flood. */
const STANDINGS: readonly Partial<AlarmRow>[] = [
  {},
  {},
  { state: 'acknowledged', isAcknowledged: true, acknowledged: officer },
  {
    ...{ state: 'returned-unacknowledged', isActive: false },
    clearedAt: GALLERY_NOW - 3 * MINUTE_MS,
  },
  { state: 'shelved', shelf: { ...officer, until: GALLERY_NOW + 90 * MINUTE_MS } },
  { state: 'suppressed', suppressedBy: ['flood'] },
]

/** So many alarms of every priority and standing; the same at every visit. */
export function galleryAlarms(count: number): ReadonlyMap<string, readonly AlarmRow[]> {
  const rows = Array.from({ length: count }, (_, turn): AlarmRow => {
    const at = GALLERY_NOW - 8_000 - turn * 47_000
    const subject = SUBJECTS[turn % SUBJECTS.length]?.(turn) ?? {}
    return {
      ...{ alarm: `${subject.rule ?? ''}~${turn}`, occurrence: 1, rule: '' },
      ...{ state: 'unacknowledged', isActive: true, isAcknowledged: false },
      severity: SEVERITIES[3 - (Math.floor(turn / 2) % 4)] ?? 'low',
      ...{ raisedAt: at, askedAt: at },
      ...subject,
      ...STANDINGS[turn % STANDINGS.length],
    }
  })
  return new Map(rows.map((row) => [row.alarm, [row]]))
}

const panel = (options: Extract<PanelSpec, { kind: 'alarms' }>['options']): PanelSpec => ({
  kind: 'alarms',
  options,
})

/** The list at the sizes at which it looks different. */
export const ALARM_PLACES: readonly Place[] = [
  [1, 1, 8, 5, panel({})],
  [9, 1, 6, 5, panel({})],
  [
    15,
    1,
    10,
    12,
    { kind: 'commune-map', options: { metric: 'overdue', sensors: ['river.level'] } },
  ],
  [1, 6, 14, 4, panel({})],
  [1, 10, 7, 3, panel({ severities: ['critical', 'high'] })],
  [8, 10, 7, 3, panel({ severities: ['low'], title: { vi: 'Mức thấp', en: 'Low priority' } })],
]

const kpis: PanelSpec = { kind: 'alarm-kpis', options: {} }

/** How good the alarms are, at sizes at which not all of it has room. */
export const KPI_PLACES: readonly Place[] = [
  [1, 1, 8, 7, kpis],
  [9, 1, 16, 4, kpis],
  [9, 5, 5, 8, kpis],
  [14, 5, 11, 8, kpis],
  [1, 8, 8, 5, { kind: 'alarm-kpis', options: { title: { vi: 'Cảnh báo', en: 'Alarms' } } }],
]
