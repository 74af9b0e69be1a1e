import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const SITE = `
names:
  - { name: { vi: A, en: A }, subtitle: { vi: a, en: a }, to: 2025-06-30 }
  - { name: { vi: B, en: B }, subtitle: { vi: b, en: b }, from: 2025-07-01 }
root: { name: { vi: A, en: A }, kind: area }
packs: [figures]
channels: [{ name: figures }]
maps: [{ file: a.json, kind: schematic, source: { vi: s, en: s } }]
dossiers: { catalogue: desk, calendar: office }
`

const UNITS = `code,name,kind,parent,valid_from,valid_to,lon,lat,successor
D,District,district,,,2025-06-30,,,
1,Old,town,D,,2025-06-30,108.1,15.9,1
1,New,commune,,2025-07-01,,108.1,15.9,
2,Other,commune,,,,108.2,15.9,
`

const METRICS = `
metrics:
  - id: cases.open
    name: { vi: Mở, en: Open }
    shortName: { vi: Mở, en: Open }
    decimals: 0
    channel: figures
    subjects: unit
    direction: neither
    classes: [1, 5, 10]
    hardRange: { min: 0, max: 1000 }
    freshness: { cadence: 1 h, grace: 10 min, staleAfter: 3 h }
    owner: { vi: Văn phòng, en: Office }
    aggregation: { kind: sum }
    counts: { measure: overdue, field: land }
  - id: cases.rate
    name: { vi: Tỷ lệ, en: Rate }
    shortName: { vi: Tỷ lệ, en: Rate }
    decimals: 1
    channel: figures
    subjects: unit
    direction: higher-is-better
    target: 95
    hardRange: { min: 0, max: 100 }
    freshness: { cadence: 1 h, grace: 10 min, staleAfter: 3 h, expireAfter: 1 d }
    owner: { vi: Văn phòng, en: Office }
    aggregation: { kind: ratio, numerator: cases.open, denominator: cases.open, factor: 100 }
  - id: level
    name: { vi: Mực nước, en: Level }
    shortName: { vi: Mực nước, en: Level }
    decimals: 2
    channel: figures
    subjects: sensor
    sensorKind: river
    direction: neither
    hardRange: { min: -5, max: 60 }
    freshness: { cadence: 5 min, grace: 5 min, staleAfter: 20 min }
    owner: { vi: Đài, en: Station }
`

const NETWORK = `
sensors:
  - { id: gauge, name: { vi: G, en: G }, kind: rain }
`

const SENSORS = `
use: [{ network: basin, sensors: [gauge] }]
sensors:
  - id: station
    name: { vi: S, en: S }
    kind: river
    unit: '2'
    levels: [{ name: BĐ1, value: 1 }, { name: BĐ2, value: 2.5 }]
`

const CALENDAR = `
name: { vi: Văn phòng, en: Office }
timeZone: Asia/Ho_Chi_Minh
dayRule: close-of-business
coveredYears: [2025]
hours: [{ weekdays: { monday: ['07:30-11:30', '13:00-17:00'], friday: ['07:30-11:30'] } }]
holidays:
  - { date: 2025-05-02, name: { vi: Nghỉ, en: Off }, kind: swapped, source: test }
makeUpDays:
  - { date: 2025-04-26, insteadOf: 2025-05-02, source: test }
`

const CATALOGUE = `
name: { vi: Một cửa, en: Desk }
fields:
  - { code: land, aliases: [DAT], name: { vi: Đất đai, en: Land }, shortName: { vi: Đất, en: Land }, apart: true }
  - { code: papers, name: { vi: Hộ tịch, en: Papers }, shortName: { vi: Hộ tịch, en: Papers } }
procedures:
  - { code: birth, name: { vi: Khai sinh, en: Birth }, field: papers, level: full, limit: { workingDays: 1 } }
  - { code: '1.02', name: { vi: Thửa, en: Plot }, field: land, calendar: office, limit: { workingHours: 4 } }
levels:
  - { code: full, name: { vi: Mức độ 4, en: Level 4 }, to: 2022-08-14 }
  - { code: full, name: { vi: Toàn trình, en: Fully online }, from: 2022-08-15 }
dueSoon:
  - { limitFromWorkingDays: 0, workingHours: 8 }
  - { limitFromWorkingDays: 5, workingHours: 16 }
`

const LAYOUT = `
scenes:
  - id: main
    title: { vi: M, en: M }
    panels:
      - id: list
        at: { column: 11, row: 4, width: 14, height: 9 }
        panel: { kind: ranking, options: { metric: cases.open } }
      - id: open
        at: { column: 11, row: 1, width: 4, height: 3 }
        panel: { kind: figure, options: { metric: cases.open, unit: root, notes: [cases.rate] } }
      - id: level
        at: { column: 15, row: 1, width: 4, height: 3 }
        panel: { kind: figure, options: { metric: level, sensor: station } }
      - id: map
        at: { column: 1, row: 1, width: 10, height: 12 }
        panel: { kind: commune-map, options: { metric: cases.open, sensors: [level] } }
`

const square = [
  [
    [108, 15],
    [109, 15],
    [109, 16],
    [108, 15],
  ],
]

const MAP = JSON.stringify({
  type: 'FeatureCollection',
  features: ['1', '2'].map((code) => ({
    type: 'Feature',
    properties: { code },
    geometry: { type: 'Polygon', coordinates: square },
  })),
})

/** The files of a small configuration that is right, by path from the folder that holds `config` and `maps`. */
export const GOOD_CONFIG: ReadonlyMap<string, string> = new Map([
  ['config/sites/a/site.yaml', SITE],
  ['config/sites/a/units.csv', UNITS],
  ['config/sites/a/sensors.yaml', SENSORS],
  ['config/sites/a/layout.yaml', LAYOUT],
  ['config/packs/figures.yaml', METRICS],
  ['config/stations/basin.yaml', NETWORK],
  ['config/calendars/office.yaml', CALENDAR],
  ['config/catalogues/desk.yaml', CATALOGUE],
  ['maps/a.json', MAP],
])

/** Writes files into a new folder under the system's temporary folder. */
export async function writeConfig(
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-config-'))
  for (const [name, content] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), content)
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
