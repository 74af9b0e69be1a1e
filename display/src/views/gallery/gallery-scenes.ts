import type { PanelSpec } from '../../../../protocol/panels/panel.ts'
import type { Scene } from '../../../../protocol/screen.ts'
import { ALARM_PLACES, KPI_PLACES } from './gallery-alarms.ts'
import { CHART_PLACES } from './gallery-charts.ts'
import { COUNT_PLACES } from './gallery-counts.ts'
import { LIST_PLACES } from './gallery-lists.ts'
import type { Place } from './gallery-place.ts'
import { RESERVOIR_PLACES } from './gallery-reservoirs.ts'
import { GALLERY_ROOT } from './gallery-screen.ts'

function scene(id: string, vi: string, en: string, places: readonly Place[]): Scene {
  return {
    id,
    title: { vi, en },
    panels: places.map(([column, row, width, height, panel], index) => ({
      id: `${panel.kind}-${index}`,
      at: { column, row, width, height },
      panel,
    })),
  }
}

const overdueBy = (unit: string): PanelSpec => ({
  kind: 'figure',
  options: { metric: 'overdue', unit, notes: ['due-soon'] },
})

/** Every panel kind, the common ones at several sizes. */
export const GALLERY_SCENES: readonly Scene[] = [
  scene('numbers', 'Con số và bản đồ', 'Numbers and map', [
    [
      1,
      1,
      10,
      12,
      { kind: 'commune-map', options: { metric: 'overdue', sensors: ['river.level'] } },
    ],
    [11, 1, 3, 3, overdueBy('root')],
    [14, 1, 4, 3, overdueBy('u3')],
    [
      18,
      1,
      7,
      3,
      { kind: 'figure', options: { metric: 'river.level', sensor: 'ai-nghia', notes: [] } },
    ],
    [11, 4, 7, 6, { kind: 'ranking', options: { metric: 'overdue', order: 'worst-first' } }],
    [18, 4, 7, 6, { kind: 'ranking', options: { metric: 'on-time', order: 'worst-first' } }],
    [11, 10, 5, 3, { kind: 'figure', options: { metric: 'open', unit: GALLERY_ROOT, notes: [] } }],
    [16, 10, 9, 3, { kind: 'figure', options: { metric: 'on-time', unit: 'root', notes: [] } }],
  ]),
  scene('rows', 'Hàng và bảng', 'Rows and tables', LIST_PLACES.rows),
  scene('words', 'Chữ và hình', 'Words and pictures', LIST_PLACES.words),
  scene('charts', 'Biểu đồ theo thời gian', 'Charts over time', CHART_PLACES.overTime),
  scene('shapes', 'Cột, hình và lịch', 'Bars, shapes and calendars', CHART_PLACES.ofPlaces),
  scene('dossiers', 'Hồ sơ và thời hạn', 'Dossiers and deadlines', COUNT_PLACES),
  scene('alarms', 'Cảnh báo', 'Alarms', ALARM_PLACES),
  scene('reservoirs', 'Hồ chứa', 'Reservoirs', RESERVOIR_PLACES),
  scene('kpis', 'Chất lượng cảnh báo', 'Quality of alarms', KPI_PLACES),
]
