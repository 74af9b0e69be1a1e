import type { DossierMatrixOptions } from '../../../../protocol/panels/dossier-matrix.ts'
import type { PanelSpec } from '../../../../protocol/panels/panel.ts'
import type { Place } from './gallery-place.ts'

/** Lends its age to all of them. */
const metric = 'open'

function matrix(given: Partial<DossierMatrixOptions>): PanelSpec {
  return {
    kind: 'dossier-matrix',
    options: { rows: 'unit', columns: 'field', measure: 'overdue', metric, ...given },
  }
}

const title = (vi: string, en: string): DossierMatrixOptions['title'] => ({ vi, en })

/** What is counted of dossiers, each kind at sizes at which it looks different. */
export const COUNT_PLACES: readonly Place[] = [
  [1, 1, 10, 6, matrix({ title: title('Quá hạn theo xã và lĩnh vực', 'Overdue by field') })],
  [11, 1, 7, 6, { kind: 'dossier-ageing', options: { metric } }],
  [18, 1, 7, 6, { kind: 'dossier-list', options: { metric, class: 'due-soon', limit: 40 } }],
  [
    1,
    7,
    8,
    6,
    matrix({ columns: 'day', days: 10, ahead: 5, title: title('Quá hạn từng ngày', 'Day by day') }),
  ],
  [
    9,
    7,
    5,
    6,
    matrix({
      ...{ rows: 'hour', columns: 'weekday', measure: 'received' },
      title: title('Tiếp nhận theo giờ', 'Receipts by hour'),
    }),
  ],
  [
    ...([14, 7, 8, 3] as const),
    matrix({ measure: 'on-time-rate', title: title('Tỷ lệ đúng hạn', 'On-time rate') }),
  ],
  [14, 10, 8, 3, { kind: 'dossier-list', options: { metric, class: 'overdue', limit: 10 } }],
  [22, 7, 3, 6, { kind: 'dossier-ageing', options: { metric, unit: 'u1' } }],
]
