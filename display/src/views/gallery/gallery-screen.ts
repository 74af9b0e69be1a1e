import type {
  ScreenMessage,
  ScreenMetric,
  ScreenSensor,
  ScreenUnit,
} from '../../../../protocol/screen.ts'
import { buildMetric, buildScreen } from '../../stores/build-screen.ts'
import { RESERVOIR_METRICS, RESERVOIRS } from './gallery-reservoirs.ts'
import { GALLERY_RULES } from './gallery-rules.ts'

/** 29/10/2025 20:00:12 in Vietnam. */
export const GALLERY_NOW = Date.parse('2025-10-29T20:00:12+07:00')
export const GALLERY_ROOT = 'area'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const DAILY = {
  cadenceMs: DAY_MS,
  graceMs: DAY_MS / 2,
  staleAfterMs: 3 * DAY_MS,
  expireAfterMs: 7 * DAY_MS,
}
const OFTEN = {
  cadenceMs: 5 * MINUTE_MS,
  graceMs: 5 * MINUTE_MS,
  staleAfterMs: 20 * MINUTE_MS,
  expireAfterMs: 80 * MINUTE_MS,
}

/** As long as real names get, in both languages. */
export const UNITS: readonly (readonly [name: string, english: string, kind: string])[] = [
  ['Thị trấn Ái Nghĩa', 'Ái Nghĩa Town', 'town'],
  ['Thượng Đức', 'Thượng Đức', 'commune'],
  ['Hà Nha', 'Hà Nha', 'commune'],
  ['Phường Điện Bàn Đông', 'Điện Bàn Đông Ward', 'ward'],
  ['Vu Gia', 'Vu Gia', 'commune'],
  ['Phú Thuận', 'Phú Thuận', 'commune'],
  ['Quế Sơn Trung', 'Quế Sơn Trung', 'commune'],
]

const STATIONS: readonly (readonly [id: string, name: string, levels: readonly number[]])[] = [
  ['ai-nghia', 'Ái Nghĩa', [6.5, 8, 9]],
  ['hoi-khach', 'Hội Khách', [14.5, 15.5, 16.5]],
  ['nong-son', 'Nông Sơn', [11, 13, 15]],
  ['giao-thuy', 'Giao Thủy', [6.5, 7.5, 8.8]],
  ['cau-lau', 'Câu Lâu', [2, 3, 4]],
  ['thanh-my', 'Thạnh Mỹ', []],
]

export const FIELDS = [
  ['land', 'Đất đai', 'Land'],
  ['civil-status', 'Hộ tịch', 'Civil status'],
  ['construction', 'Xây dựng', 'Construction'],
  ['certification', 'Chứng thực', 'Certification'],
  ['business', 'ĐK kinh doanh', 'Business'],
  ['social', 'Bảo trợ xã hội', 'Social protection'],
  ['environment', 'Môi trường', 'Environment'],
] as const

export const SCORES = [
  ['cong-khai', 'Công khai, minh bạch', 'Transparency', 18],
  ['tien-do', 'Tiến độ, kết quả', 'Timeliness', 20],
  ['truc-tuyen', 'Dịch vụ trực tuyến', 'Online services', 12],
  ['thanh-toan', 'Thanh toán trực tuyến', 'Online payment', 10],
  ['hai-long', 'Mức độ hài lòng', 'Satisfaction', 18],
  ['so-hoa', 'Số hóa hồ sơ', 'Digitisation', 22],
] as const

const text = (vi: string, en: string): { vi: string; en: string } => ({ vi, en })

function count(
  id: string,
  vi: string,
  en: string,
  given: Partial<ScreenMetric> = {},
): ScreenMetric {
  return buildMetric({
    id,
    name: text(vi, en),
    shortName: text(vi, en),
    unitOfMeasure: text('', ''),
    decimals: 0,
    channel: 'dossiers',
    subjects: 'unit',
    classes: [1, 5, 10, 15],
    freshness: DAILY,
    owner: text('Trung tâm Phục vụ hành chính công', 'Public service centre'),
    ...given,
  })
}

function measured(
  id: string,
  words: readonly [string, string],
  unit: string,
  given: Partial<ScreenMetric>,
): ScreenMetric {
  return buildMetric({
    id,
    name: text(...words),
    shortName: text(...words),
    unitOfMeasure: text(unit, unit),
    channel: 'hydro',
    freshness: OFTEN,
    direction: 'lower-is-better',
    ...given,
  })
}

const METRICS: readonly ScreenMetric[] = [
  count('overdue', 'Hồ sơ quá hạn', 'Overdue dossiers'),
  count('due-soon', 'Hồ sơ sắp đến hạn', 'Dossiers due soon'),
  count('open', 'Hồ sơ đang giải quyết', 'Dossiers in process', { classes: [1, 50, 100, 200] }),
  count('on-time', 'Tỷ lệ đúng hạn trên hồ sơ đã giải quyết', 'Share resolved on time', {
    shortName: text('Đúng hạn / đã trả', 'On time / resolved'),
    decimals: 1,
    unitOfMeasure: text('%', '%'),
    direction: 'higher-is-better',
    target: 95,
    classes: [80, 90, 95, 98],
  }),
  ...FIELDS.map(([id, vi, en]) => count(`overdue.${id}`, vi, en, { classes: [1, 3, 6, 9] })),
  ...SCORES.map(([id, vi, en]) =>
    count(`score.${id}`, vi, en, { decimals: 1, direction: 'higher-is-better' }),
  ),
  measured('river.level', ['Mực nước', 'Water level'], 'm', { sensorKind: 'river' }),
  measured('rain.24h', ['Mưa 24 giờ', 'Rain in 24 hours'], 'mm', {
    sensorKind: 'rain',
    decimals: 0,
    classes: [16, 51, 101, 200],
  }),
  measured('rain.1h', ['Mưa 1 giờ', 'Rain in 1 hour'], 'mm', { sensorKind: 'rain', decimals: 0 }),
  ...RESERVOIR_METRICS,
]

const units: readonly ScreenUnit[] = [
  { code: GALLERY_ROOT, name: text('Khu vực Đại Lộc', 'Đại Lộc area'), kind: 'area' },
  ...UNITS.map(([vi, en, kind], index) => ({
    code: `u${index}`,
    name: text(vi, en),
    kind,
    parent: GALLERY_ROOT,
    point: { lon: 107.9 + (index % 3) * 0.1, lat: 15.8 + Math.floor(index / 3) * 0.1 },
  })),
]

const sensors: readonly ScreenSensor[] = [
  ...STATIONS.map(([id, name, levels], index) => ({
    id,
    name: text(name, name),
    kind: 'river' as const,
    unit: `u${index}`,
    point: { lon: 107.88 + index * 0.05, lat: 15.85, approximate: false },
    ...(levels.length > 0 && {
      levels: levels.map((value, level) => ({ name: `BĐ${level + 1}`, value })),
    }),
  })),
  ...UNITS.slice(0, 5).map(([vi, en], index) => ({
    id: `rain-${index}`,
    name: text(vi, en),
    kind: 'rain' as const,
    unit: `u${index}`,
    point: { lon: 107.9 + index * 0.05, lat: 15.95, approximate: false },
  })),
  ...RESERVOIRS,
]

/** Seven units on a grid, as a map file has them. */
export function galleryMap(): object {
  return {
    type: 'FeatureCollection',
    features: UNITS.map(([name], index) => {
      const [west, south] = [107.85 + (index % 3) * 0.1, 15.75 + Math.floor(index / 3) * 0.1]
      const [east, north] = [west + (index === 6 ? 0.3 : 0.1), south + 0.1]
      const ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ]
      return {
        type: 'Feature',
        properties: { code: `u${index}`, name },
        geometry: { type: 'Polygon', coordinates: [ring] },
      }
    }),
  }
}

/** A site that exists nowhere, with the longest names there are. */
export function galleryScreen(mapUrl: string, hasPlaces: boolean): ScreenMessage {
  const screen = buildScreen({
    metrics: METRICS,
    units: hasPlaces ? units : units.slice(0, 1),
    sensors: hasPlaces ? sensors : [],
    alarmRules: GALLERY_RULES,
    map: { url: mapUrl, kind: 'boundaries', source: text('hình mẫu', 'sample shapes') },
  })
  return {
    ...screen,
    site: {
      ...screen.site,
      id: 'gallery',
      name: text('Khu vực Đại Lộc', 'Đại Lộc area'),
      subtitle: text('7 xã · thành phố Đà Nẵng', '7 communes · Đà Nẵng City'),
      rootUnit: GALLERY_ROOT,
      date: '2025-10-29',
    },
  }
}
