import type { panelsVi } from './vi.ts'

export const panelsEn: typeof panelsVi = {
  heatmap: {
    total: 'Total',
    whole: 'Whole area',
    place: 'Place',
    empty: 'No places listed',
    sensorNoun: 'stations',
    others: (count, noun) => `and ${count} more ${noun}, summed`,
    incomplete: (count, noun) => `${count} ${noun} incomplete`,
    columnsShown: (shown, all) => `${shown} of ${all} columns`,
  },

  trend: {},

  hydrograph: {},

  gaugeStrip: {
    perHour: (unit) => `${unit}/h`,
    lostSince: (when) => `lost since ${when}`,
    empty: 'No stations listed',
  },

  bar: {},

  table: {
    place: 'Place',
    missed: 'target missed',
    empty: 'No places listed',
  },

  calendar: {},

  radar: {},

  agenda: {},

  warnings: {},

  media: {},
}
