import type { PanelSpec } from '../../../../protocol/panels/panel.ts'
import type { Place } from './gallery-place.ts'
import { SCORES } from './gallery-screen.ts'

const river = (sensor: string) => ({ metric: 'river.level', sensor })

function hydrograph(sensor: string, hours: number, beside: readonly string[] = []): PanelSpec {
  return {
    kind: 'hydrograph',
    options: { metric: 'river.level', sensor, hours, beside: [...beside] },
  }
}

function bar(
  metrics: readonly string[],
  arrangement: 'grouped' | 'stacked',
  places: 'unit' | 'sensor' = 'unit',
): PanelSpec {
  return {
    kind: 'bar',
    options: { metrics: [...metrics], arrangement, places, order: 'highest-first' },
  }
}

function radar(units: readonly string[]): PanelSpec {
  const axes = SCORES.map(([id, , , full]) => ({ metric: `score.${id}`, full }))
  return { kind: 'radar', options: { units: [...units], axes } }
}

function calendar(metric: string, weeks: number): PanelSpec {
  return { kind: 'calendar', options: { metric, unit: 'root', weeks, measure: 'last' } }
}

/** The kinds that draw, at the sizes at which they look different. */
export const CHART_PLACES: Readonly<Record<'overTime' | 'ofPlaces', readonly Place[]>> = {
  overTime: [
    [1, 1, 13, 6, hydrograph('ai-nghia', 72, ['hoi-khach', 'giao-thuy'])],
    [14, 1, 6, 6, hydrograph('giao-thuy', 48)],
    [20, 1, 5, 3, hydrograph('cau-lau', 12)],
    [
      20,
      4,
      5,
      3,
      { kind: 'trend', options: { series: [{ metric: 'on-time', unit: 'root' }], hours: 720 } },
    ],
    [
      1,
      7,
      13,
      6,
      {
        kind: 'trend',
        options: {
          series: ['ai-nghia', 'hoi-khach', 'nong-son', 'giao-thuy', 'cau-lau', 'thanh-my'].map(
            river,
          ),
          hours: 72,
        },
      },
    ],
    [14, 7, 11, 6, { kind: 'trend', options: { series: [river('ai-nghia')], hours: 24 } }],
  ],
  ofPlaces: [
    [1, 1, 7, 6, bar(['overdue', 'due-soon'], 'grouped')],
    [8, 1, 6, 6, bar(['overdue.land', 'overdue.social', 'overdue.business'], 'stacked')],
    [14, 1, 4, 6, bar(['on-time'], 'grouped')],
    [18, 1, 7, 3, bar(['rain.24h'], 'grouped', 'sensor')],
    [18, 4, 7, 3, calendar('on-time', 26)],
    [1, 7, 8, 6, radar(['root'])],
    [9, 7, 8, 6, radar(['u1', 'u2', 'u3'])],
    [17, 7, 8, 6, calendar('overdue', 13)],
  ],
}
