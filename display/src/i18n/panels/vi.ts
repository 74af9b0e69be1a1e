/** What the panels say, by kind. */
export const panelsVi = {
  heatmap: {
    total: 'Cộng',
  },

  trend: {},

  hydrograph: {},

  gaugeStrip: {},

  bar: {},

  table: {},

  calendar: {},

  radar: {},

  agenda: {},

  warnings: {},

  media: {},
}
