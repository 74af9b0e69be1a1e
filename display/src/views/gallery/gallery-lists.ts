import type { Place } from './gallery-place.ts'
import { FIELDS } from './gallery-screen.ts'

const words = (vi: string, en: string): { vi: string; en: string } => ({ vi, en })
const byField = FIELDS.map(([id]) => `overdue.${id}`)

/** Panels of rows, one scene of each kind's usual sizes and one of narrow ones. */
export const LIST_PLACES: Readonly<Record<'rows' | 'words', readonly Place[]>> = {
  rows: [
    [
      1,
      1,
      14,
      6,
      {
        kind: 'heatmap',
        options: { rows: 'unit', columns: byField, total: 'overdue', order: 'worst-first' },
      },
    ],
    [
      15,
      1,
      10,
      6,
      {
        kind: 'table',
        options: { rows: 'unit', columns: ['open', 'overdue', 'on-time'], orderBy: 'on-time' },
      },
    ],
    [1, 7, 8, 6, { kind: 'gauge-strip', options: { metric: 'river.level' } }],
    [9, 7, 6, 6, { kind: 'gauge-strip', options: { metric: 'rain.24h', beside: 'rain.1h' } }],
    [
      15,
      7,
      5,
      6,
      {
        kind: 'heatmap',
        options: { rows: 'unit', columns: byField.slice(0, 3), order: 'as-listed' },
      },
    ],
    [20, 7, 5, 6, { kind: 'table', options: { rows: 'sensor', columns: ['river.level'] } }],
  ],
  words: [
    [1, 1, 9, 6, { kind: 'warnings', options: { metrics: ['river.level', 'on-time'] } }],
    [
      10,
      1,
      8,
      6,
      {
        kind: 'agenda',
        options: {
          title: words('Giao ban thứ Hai', 'Monday briefing'),
          text: [],
          points: [
            { at: '19:30', text: words('Trực ban báo cáo', 'Duty officer reports') },
            {
              at: '20:00',
              text: words(
                'Hồ sơ quá hạn theo xã, trước hết là đất đai',
                'Overdue dossiers by commune, land first',
              ),
              note: words('Trung tâm Phục vụ hành chính công', 'Public service centre'),
            },
            { at: '20:30', text: words('Kết luận, phân công', 'Conclusions, tasks') },
          ],
        },
      },
    ],
    [
      18,
      1,
      7,
      6,
      {
        kind: 'agenda',
        options: {
          title: words('Thông báo', 'Notice'),
          text: [
            words(
              'Từ 20 giờ hôm nay các xã báo cáo số hộ phải di dời mỗi giờ một lần.',
              'From 20:00 today the communes report households to be moved once an hour.',
            ),
          ],
          points: [],
        },
      },
    ],
    [
      1,
      7,
      12,
      6,
      {
        kind: 'media',
        options: {
          title: words('Ảnh hiện trường', 'Picture from the place'),
          kind: 'image',
          source: 'missing.png',
          words: words('Cầu Ái Nghĩa nhìn từ bờ bắc', 'Ái Nghĩa bridge from the north bank'),
        },
      },
    ],
    [13, 7, 6, 6, { kind: 'warnings', options: { metrics: ['on-time'] } }],
    [19, 7, 6, 6, { kind: 'warnings', options: { metrics: ['river.level'] } }],
  ],
}
