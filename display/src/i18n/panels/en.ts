import type { panelsVi } from './vi.ts'

export const panelsEn: typeof panelsVi = {
  heatmap: {
    total: 'Total',
    whole: 'Whole area',
    place: 'Place',
    empty: 'No places listed',
    sensorNoun: 'stations',
    others: (count, noun) => `and ${count} more ${noun}`,
    incomplete: (count) => `${count} incomplete`,
    sumKey: 'summed here',
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

  agenda: {
    now: 'now',
  },

  warnings: {
    title: 'Thresholds crossed and figures lost',
    levels: (count) => `${count} above a level`,
    targets: (count) => `${count} off target`,
    silent: (count) => `${count} without figures`,
    missed: (place, target) => `${place} misses its target of ${target}`,
    places: (count, all) => `${count} of ${all} places`,
    never: 'never reported',
    ask: (owner) => `ask ${owner}`,
    calm: 'No threshold crossed',
    unknown: (why) => `Not known whether thresholds are crossed: ${why}`,
    notAllHeard: 'not all sources have figures',
  },

  media: {
    loading: 'loading',
    failed: 'not loaded, trying again',
  },
}
