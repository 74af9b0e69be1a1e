import type { panelsVi } from './vi.ts'

export const panelsEn: typeof panelsVi = {
  heatmap: {
    total: 'Total',
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
