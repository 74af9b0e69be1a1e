import type {
  DossierFigures,
  DossierFiguresAnswer,
  DossierList,
  Heatmap,
  HeatmapHead,
} from '../../../../protocol/dossiers.ts'
import type { AnswerPorts } from '../../answers/answer-book.ts'
import { FIELDS, GALLERY_NOW, UNITS } from './gallery-screen.ts'
import type { GalleryState } from './gallery-states.ts'
import { galleryKpis } from './gallery-kpis.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const at = new Date(GALLERY_NOW).toISOString()

/** What a server would answer in a state; the same at every visit. */
export function galleryAnswers(state: GalleryState): AnswerPorts['load'] {
  return ({ path, schema }) => {
    if (state === 'none' || state === 'unknown-metric') {
      return Promise.resolve({ ok: false, reason: 'unreachable' })
    }
    const [route = '', query = ''] = path.split('?')
    const asked = new URLSearchParams(query)
    const answer =
      route === '/dossiers/heatmap'
        ? heatmap(asked, state)
        : route === '/dossiers/figures'
          ? figures(state)
          : route === '/alarm-kpis'
            ? galleryKpis(state)
            : list(state)
    return Promise.resolve({ ok: true, value: schema.parse(answer), tag: undefined })
  }
}

/** Between 0 and 1, spread evenly over the numbers. */
const spread = (number: number): number => (number * 0.618_033_988_75) % 1

const units: readonly HeatmapHead[] = UNITS.map(([vi, en], index) => ({
  code: `u${index}`,
  name: { vi, en },
}))
const fields: readonly HeatmapHead[] = FIELDS.map(([code, vi, en]) => ({
  ...{ code, name: { vi, en } },
  ...(code === 'land' && { apart: true as const }),
}))

function rowsOf(asked: URLSearchParams, state: GalleryState): readonly HeatmapHead[] {
  if (asked.get('rows') === 'hour') {
    return Array.from({ length: 11 }, (_, hour) => headOf(String(hour + 7)))
  }
  return state === 'no-places' ? [] : units
}

function columnsOf(asked: URLSearchParams): readonly HeatmapHead[] {
  const kind = asked.get('columns')
  if (kind === 'weekday') return Array.from({ length: 7 }, (_, index) => headOf(String(index + 1)))
  if (kind !== 'day') return fields
  const [days, ahead] = [Number(asked.get('days') ?? 10), Number(asked.get('ahead') ?? 0)]
  return Array.from({ length: days + ahead }, (_, index) => ({
    ...headOf(new Date(GALLERY_NOW + (index - days + 1) * DAY_MS).toISOString().slice(0, 10)),
    ...(index >= days && { ahead: true as const }),
  }))
}

function headOf(code: string): HeatmapHead {
  return { code, name: { vi: code, en: code } }
}

function heatmap(asked: URLSearchParams, state: GalleryState): Heatmap {
  const [rows, columns] = [rowsOf(asked, state), columnsOf(asked)]
  const isOfHours = asked.get('rows') === 'hour'
  const isRate = asked.get('measure') === 'on-time-rate'
  const cells = rows.map((_, row) =>
    columns.map((_, column) => {
      if (state === 'mixed' && row === 2) return null
      if (isOfHours && column > 5) return null
      const share = spread(row * columns.length + column + 1)
      return isRate ? 80 + 20 * share : Math.max(0, Math.round(share * 14) - 2)
    }),
  )
  const sumOf = (all: readonly (number | null)[]): number | null => {
    const known = all.filter((one) => one !== null)
    if (known.length === 0) return null
    const sum = known.reduce((whole, one) => whole + one, 0)
    return isRate ? sum / known.length : sum
  }
  const rowTotals = cells.map(sumOf)
  const measure = isRate ? 'on-time-rate' : isOfHours ? 'received' : 'overdue'
  return {
    ...{ site: 'gallery', at, measure, name: { vi: 'Hồ sơ quá hạn', en: 'Overdue dossiers' } },
    unitOfMeasure: isRate ? { vi: '%', en: '%' } : { vi: '', en: '' },
    decimals: isRate ? 1 : 0,
    classes: isRate ? [80, 90, 95, 98] : [1, 3, 6, 9],
    direction: isRate ? 'higher-is-better' : 'lower-is-better',
    ...{ rows: [...rows], columns: [...columns], cells, rowTotals },
    columnTotals: columns.map((_, column) => sumOf(cells.map((row) => row[column] ?? null))),
    total: sumOf(rowTotals),
    silentUnits: state === 'mixed' && rows.length > 0 && !isOfHours ? ['u2'] : [],
  }
}

const AGEING = [0, 1, 3, 5, 10, 20]
const FORECAST = [1, 4, 8, 24]

function figuresOf(counts: readonly number[]): DossierFigures {
  const overdue = counts.reduce((sum, one) => sum + one, 0)
  return {
    ...{ open: 212, inTime: 150, dueSoon: 19, overdue, paused: 12, withoutLimit: 1 },
    ...{ received: 3_120, receivedOnline: 2_400, resolved: 2_908, early: 1_900, onTime: 900 },
    ...{ late: 108, withdrawn: 3, onTimeOfResolved: 96.3, onTimeOfReceived: 89.7 },
    meanDelay: overdue === 0 ? null : 6.4,
    forecast: FORECAST.map((workingHours, index) => ({
      ...{ workingHours, count: [3, 8, 12, 20][index] ?? 0 },
    })),
    ageing: AGEING.map((from, index) => ({ from, count: counts[index] ?? 0 })),
  }
}

function figures(state: GalleryState): DossierFiguresAnswer {
  const land = state === 'no-places' ? [] : [9, 7, 2, 5, 3, 1]
  const others = state === 'no-places' ? [] : [8, 5, 4, 1, 0, 2]
  const both = AGEING.map((_, index) => (land[index] ?? 0) + (others[index] ?? 0))
  return {
    ...{ site: 'gallery', at, by: 'field', total: figuresOf(both) },
    groups: fields.slice(0, 2).map((head, index) => ({
      ...{ head, figures: figuresOf(index === 0 ? land : others) },
    })),
    ...{ silentUnits: [], refusedEvents: 0, withoutReception: 0 },
  }
}

function list(state: GalleryState): DossierList {
  const count = state === 'no-places' ? 0 : 23
  const dossiers = Array.from({ length: count }, (_, index): DossierList['dossiers'][number] => {
    const [unit, field] = [units[index % units.length], fields[(index * 3) % fields.length]]
    return {
      code: `H17.${20 + index}-251029-${String(417 + index * 13).padStart(4, '0')}`,
      unit: unit ?? headOf(''),
      field: field ?? headOf(''),
      receivedAt: new Date(GALLERY_NOW - 9 * DAY_MS).toISOString(),
      dueAt: new Date(GALLERY_NOW + (index + 1) * 3 * HOUR_MS).toISOString(),
      class: 'due-soon',
      workingMsLeft: Math.round((index + 0.4) * 0.81 * HOUR_MS),
    }
  })
  return { site: 'gallery', at, total: count * 3, dossiers }
}
