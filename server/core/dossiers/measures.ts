import type { HeatmapMeasure } from '../../../protocol/dossiers.ts'
import type { Direction, DossierMeasure, Localized, Site } from '../sites/site.ts'
import type { FigureSum } from './figures.ts'
import { percent } from './percent.ts'

/** How a measure of the heatmap is worked out and drawn. */
export interface MeasureLook {
  readonly name: Localized
  readonly unitOfMeasure: Localized
  readonly decimals: number
  readonly direction: Direction
  readonly valueOf: (sum: FigureSum) => number | null
  /** Lower bounds of colour classes where no metric of the site counts the same. */
  readonly classes: readonly number[]
  /** The count of the site's metrics whose classes it shares. */
  readonly counts?: DossierMeasure
}

const NO_UNIT: Localized = { vi: '', en: '' }
const PERCENT: Localized = { vi: '%', en: '%' }
const COUNT = { unitOfMeasure: NO_UNIT, decimals: 0, direction: 'lower-is-better' } as const
const RATE = {
  unitOfMeasure: PERCENT,
  decimals: 1,
  direction: 'higher-is-better',
  classes: [80, 90, 95, 98],
} as const
const FEW = [1, 5, 10, 15]
const MANY = [1, 50, 100, 200]

function forecast(workingHours: number): MeasureLook {
  return {
    ...COUNT,
    name: {
      vi: `Sẽ quá hạn trong ${workingHours} giờ làm việc`,
      en: `Overdue within ${workingHours} working hours`,
    },
    valueOf: (sum) => sum.forecast(workingHours),
    classes: FEW,
  }
}

export const MEASURES: Readonly<Record<HeatmapMeasure, MeasureLook>> = {
  open: {
    ...COUNT,
    direction: 'neither',
    name: { vi: 'Đang giải quyết', en: 'In process' },
    valueOf: (sum) => sum.figures().open,
    classes: MANY,
    counts: 'open',
  },
  overdue: {
    ...COUNT,
    name: { vi: 'Quá hạn', en: 'Overdue' },
    valueOf: (sum) => sum.overdue,
    classes: FEW,
    counts: 'overdue',
  },
  'due-soon': {
    ...COUNT,
    name: { vi: 'Sắp đến hạn', en: 'Due soon' },
    valueOf: (sum) => sum.figures().dueSoon,
    classes: FEW,
    counts: 'due-soon',
  },
  paused: {
    ...COUNT,
    direction: 'neither',
    name: { vi: 'Tạm dừng', en: 'Paused' },
    valueOf: (sum) => sum.figures().paused,
    classes: FEW,
    counts: 'paused',
  },
  received: {
    ...COUNT,
    direction: 'neither',
    name: { vi: 'Tiếp nhận', en: 'Received' },
    valueOf: (sum) => sum.figures().received,
    classes: MANY,
    counts: 'received',
  },
  'on-time-rate': {
    ...RATE,
    name: { vi: 'Đúng hạn / đã giải quyết', en: 'On time / resolved' },
    valueOf: (sum) => sum.figures().onTimeOfResolved,
  },
  'on-time-received-rate': {
    ...RATE,
    name: { vi: 'Đúng hạn / tiếp nhận', en: 'On time / received' },
    valueOf: (sum) => sum.figures().onTimeOfReceived,
  },
  'mean-delay': {
    name: { vi: 'Quá hạn trung bình', en: 'Mean delay' },
    unitOfMeasure: { vi: 'ngày làm việc', en: 'working days' },
    decimals: 1,
    direction: 'lower-is-better',
    valueOf: (sum) => sum.figures().meanDelay,
    classes: [1, 3, 5, 10],
  },
  'forecast-1h': forecast(1),
  'forecast-4h': forecast(4),
  'forecast-8h': forecast(8),
  'forecast-24h': forecast(24),
}

/** The on-time rate of a day. */
export function rateOfDay(inTime: number, ended: number): number | null {
  return percent(inTime, ended)
}

/** The classes of the site's own metric that counts the same, so that matrix and map are coloured alike. */
export function classesOf(
  measure: HeatmapMeasure,
  isByField: boolean,
  metrics: Site['metrics'],
): readonly number[] {
  const { counts, classes } = MEASURES[measure]
  const same = metrics.filter((one) => counts !== undefined && one.counts?.measure === counts)
  const whole = same.find((one) => one.counts?.field === undefined)
  const byField = same.find((one) => one.counts?.field !== undefined)
  return (isByField ? (byField?.classes ?? whole?.classes) : whole?.classes) ?? classes
}

/** Classes of counts that nobody has set any for: none, and the quarters of the greatest. */
export function spreadClasses(greatest: number): number[] {
  const most = Math.max(4, greatest)
  return [1, ...[1, 2, 3].map((quarter) => Math.max(quarter + 1, Math.ceil((quarter * most) / 4)))]
}
