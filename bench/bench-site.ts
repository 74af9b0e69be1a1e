import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { kindOf, METRICS_PER_UNIT, SENSOR_COUNT, SENSOR_KIND, UNIT_CODES } from './workload.ts'

export const BENCH_SITE = 'bench'

const MAP = 'quang-nam-2024.schematic.json'
const SENSORS_PER_FILE = 1_000
const SENSORS_PER_PICK = 500
/** Sensors with a place on the map, as many as a province has gauges. */
const PLACED_SENSORS = 30
const freshness = { cadence: '5 min', grace: '5 min', staleAfter: '20 min' }

const text = (words: string): { vi: string; en: string } => ({ vi: words, en: words })
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/**
 * Writes the configuration of the site that the benches use: the workload's communes, metrics and
 * sensors, a sum of every metric over the whole site, and a full wall of map, figures and rankings.
 */
export function writeBenchSite(folder: string): Promise<void> {
  return write(folder, json(site()))
}

/** The same site, every sensor of which is watched for levels, for a fast rise and for silence. */
export async function writeWatchedSite(folder: string): Promise<void> {
  await write(folder, json({ ...site(), alarms: ['levels'] }))
  await mkdir(path.join(folder, 'config/alarms'))
  await writeFile(path.join(folder, 'config/alarms/levels.yaml'), json(alarms()))
}

async function write(folder: string, siteFile: string): Promise<void> {
  const files = new Map<string, string>([
    [`config/sites/${BENCH_SITE}/site.yaml`, siteFile],
    [`config/sites/${BENCH_SITE}/units.csv`, units()],
    [`config/sites/${BENCH_SITE}/sensors.yaml`, json({ use: picks() })],
    [`config/sites/${BENCH_SITE}/layout.yaml`, json({ scenes: [scene()] })],
    ['config/packs/figures.yaml', json({ metrics: metrics() })],
    ...networks(),
  ])
  for (const [name, content] of files) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  await mkdir(path.join(folder, 'maps'), { recursive: true })
  const map = path.join(import.meta.dirname, '..', 'maps', MAP)
  await copyFile(map, path.join(folder, 'maps', MAP))
}

/** JSON is YAML. */
function json(value: unknown): string {
  return JSON.stringify(value)
}

function site(): object {
  return {
    names: [{ name: text('Bench'), subtitle: text('241 xã') }],
    root: { name: text('Bench'), kind: 'province' },
    packs: ['figures'],
    channels: [{ name: 'all', ticksPerSecond: 4, timeGridMs: 250 }],
    maps: [{ file: MAP, kind: 'schematic', source: text('Sơ đồ') }],
  }
}

/** Conditions of the watched site. */
export const CONDITION_COUNT = SENSOR_COUNT * 3
/** A reading that the walk never comes to, above all levels. */
export const ALARMING = 999

function alarms(): object {
  const rule = (id: string, condition: object): object => ({
    id,
    name: text(id),
    metric: 'level',
    sensors: 'all',
    condition,
  })
  const level = (limit: number, severity: string): object => ({ name: `${limit}`, limit, severity })
  const levels = [level(900, 'medium'), level(950, 'high'), level(980, 'critical')]
  const rise = { kind: 'rate', direction: 'rise', limit: 2_000, window: '1 h', severity: 'medium' }
  return {
    name: text('Mực nước'),
    rules: [
      rule('levels', { kind: 'levels', levels }),
      rule('rise', rise),
      rule('silent', { kind: 'stale', after: 'from-metric', severity: 'low' }),
    ],
  }
}

function units(): string {
  const rows = UNIT_CODES.map((code) => `${code},Xã ${code},commune`)
  return ['code,name,kind', ...rows, ''].join('\n')
}

function metrics(): object[] {
  const unitMetrics = numbers(METRICS_PER_UNIT).map((index) => ({
    id: `m${index}`,
    name: text(`Chỉ số ${index}`),
    shortName: text(`Chỉ số ${index}`),
    decimals: kindOf(index).decimals,
    channel: 'all',
    subjects: 'unit',
    direction: 'lower-is-better',
    classes: [0, 1, 2, 3].map((step) => kindOf(index).start + (step - 2) * kindOf(index).step * 4),
    hardRange: { min: 0, max: 1_000_000 },
    freshness,
    owner: text('Văn phòng'),
    aggregation: { kind: 'sum' },
  }))
  const level = {
    id: 'level',
    name: text('Mực nước'),
    shortName: text('Mực nước'),
    unitOfMeasure: text('m'),
    decimals: SENSOR_KIND.decimals,
    channel: 'all',
    subjects: 'sensor',
    sensorKind: 'river',
    direction: 'neither',
    hardRange: { min: -5, max: 1_000 },
    freshness,
    owner: text('Đài'),
  }
  return [...unitMetrics, level]
}

function networkOf(sensor: number): string {
  return `network-${Math.floor(sensor / SENSORS_PER_FILE)}`
}

function networks(): [string, string][] {
  return numbers(SENSOR_COUNT / SENSORS_PER_FILE).map((file) => {
    const first = file * SENSORS_PER_FILE
    const sensors = numbers(SENSORS_PER_FILE).map((index) => sensorOf(first + index))
    return [`config/stations/${networkOf(first)}.yaml`, json({ sensors })]
  })
}

function sensorOf(index: number): object {
  const place = {
    lon: 107.4 + (index % 6) * 0.2,
    lat: 15.2 + Math.floor(index / 6) * 0.15,
    approximate: true,
  }
  return {
    id: `s${index}`,
    name: text(`Trạm ${index}`),
    kind: 'river',
    ...(index < PLACED_SENSORS && { point: place }),
  }
}

function picks(): object[] {
  return numbers(SENSOR_COUNT / SENSORS_PER_PICK).map((pick) => {
    const first = pick * SENSORS_PER_PICK
    return {
      network: networkOf(first),
      sensors: numbers(SENSORS_PER_PICK).map((index) => `s${first + index}`),
    }
  })
}

/** The arrangement of the province's own wall: a map, six figures, two rankings of all communes. */
function scene(): object {
  const figures = numbers(6).map((index) => ({
    id: `figure-${index}`,
    at: { column: 13 + (index % 3) * 4, row: 1 + Math.floor(index / 3) * 3, width: 4, height: 3 },
    panel: {
      kind: 'figure',
      options: { metric: `m${index}`, unit: 'root', notes: [`m${index + 6}`] },
    },
  }))
  const rankings = numbers(2).map((index) => ({
    id: `ranking-${index}`,
    at: { column: 13 + index * 6, row: 7, width: 6, height: 6 },
    panel: { kind: 'ranking', options: { metric: `m${index + 1}` } },
  }))
  const map = {
    id: 'map',
    at: { column: 1, row: 1, width: 12, height: 12 },
    panel: { kind: 'commune-map', options: { metric: 'm0', sensors: ['level'] } },
  }
  return { id: 'full', title: text('Full'), panels: [map, ...figures, ...rankings] }
}
