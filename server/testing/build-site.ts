import type { Metric, Sensor, Site, Unit } from '../core/sites/site.ts'

const MINUTE = 60_000

function text(name: string): { readonly vi: string; readonly en: string } {
  return { vi: name, en: name }
}

export function buildMetric(id: string, overrides: Partial<Metric> = {}): Metric {
  return {
    id,
    name: text(id),
    shortName: text(id),
    unitOfMeasure: text(''),
    decimals: 0,
    channel: 'figures',
    subjects: 'unit',
    direction: 'neither',
    hardRange: { min: 0, max: 1_000_000 },
    freshness: {
      cadenceMs: 5 * MINUTE,
      graceMs: MINUTE,
      staleAfterMs: 20 * MINUTE,
      expireAfterMs: 80 * MINUTE,
    },
    owner: text('Office'),
    aggregation: { kind: 'none' },
    ...overrides,
  }
}

export function buildUnit(code: string, overrides: Partial<Unit> = {}): Unit {
  return { code, name: text(code), kind: 'commune', parent: 'root', validity: {}, ...overrides }
}

export function buildSensor(id: string, overrides: Partial<Sensor> = {}): Sensor {
  return { id, name: text(id), kind: 'river', ...overrides }
}

/**
 * A small site: units `root`, `old` (until 2025-06-30), `new` (from 2025-07-01) and `20551` (one code,
 * two units that follow each other), a river and a rain sensor, and a metric of each kind.
 */
export function buildSite(overrides: Partial<Site> = {}): Site {
  return {
    id: 'test-site',
    name: text('Test site'),
    subtitle: text(''),
    timeZone: 'Asia/Ho_Chi_Minh',
    rootUnit: 'root',
    validity: {},
    parents: [],
    units: [
      { code: 'root', name: text('Root'), kind: 'area', validity: {} },
      buildUnit('old', { validity: { to: '2025-06-30' } }),
      buildUnit('new', { validity: { from: '2025-07-01' } }),
      buildUnit('20551', { validity: { to: '2025-06-30' } }),
      buildUnit('20551', { validity: { from: '2025-07-01' }, name: text('20551 again') }),
    ],
    sensors: [buildSensor('ai-nghia'), buildSensor('rain-1', { kind: 'rain' })],
    metrics: [
      buildMetric('dossiers.open', { aggregation: { kind: 'sum' } }),
      buildMetric('dossiers.open.coverage', { coverageOf: 'dossiers.open' }),
      buildMetric('mood'),
      buildMetric('river.level', {
        subjects: 'sensor',
        sensorKind: 'river',
        channel: 'water',
        decimals: 2,
        hardRange: { min: -5, max: 50 },
      }),
    ],
    channels: [
      { name: 'figures', ticksPerSecond: 4, timeGridMs: 250 },
      { name: 'water', ticksPerSecond: 4, timeGridMs: 250 },
    ],
    maps: [],
    layout: { scenes: [] },
    alarms: { rules: [], maintenance: [] },
    retention: {
      streamHours: 24,
      streamMaxBytes: 1 << 28,
      history: { rawDays: 30, rawMaxBytes: 1 << 30, rollupDays: 730 },
    },
    ...overrides,
  }
}
