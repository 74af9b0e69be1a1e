import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PANEL_KINDS } from '../../../protocol/panels/panel-kinds.ts'
import { GOOD_CONFIG, writeConfig } from '../../testing/config-folder.ts'
import { loadSites } from './load-sites.ts'
import type { SitesOutcome } from './load-sites.ts'
import { formatProblems } from './problem.ts'

type Files = ReadonlyMap<string, string | Uint8Array>

async function load(files: Files, which?: readonly string[]): Promise<SitesOutcome> {
  const { folder, remove } = await writeConfig(files)
  try {
    const outcome = await loadSites(path.join(folder, 'config'), which)
    if (outcome.ok) return outcome
    const problems = outcome.problems.map((one) => ({
      ...one,
      file: path.relative(path.join(folder, 'config'), one.file),
    }))
    return { ok: false, problems }
  } finally {
    await remove()
  }
}

async function problemsOf(files: Files, which?: readonly string[]): Promise<string> {
  const outcome = await load(files, which)
  return outcome.ok ? 'accepted' : formatProblems(outcome.problems)
}

/** Replaces text of one good file; `▸` in the new text marks where the problem is expected. */
function planted(name: string, old: string, replacement: string): { files: Files; at: string } {
  const file = `config/${name}`
  const good = GOOD_CONFIG.get(file) ?? ''
  if (!good.includes(old)) throw new Error(`${file} does not contain ${old}`)
  const marked = good.replace(old, () => replacement)
  const before = marked.slice(0, marked.indexOf('▸')).split('\n')
  const files = new Map(GOOD_CONFIG).set(file, marked.replace('▸', ''))
  return { files, at: `${name}:${before.length}:${(before.at(-1) ?? '').length + 1}` }
}

const SITE = 'sites/a/site.yaml'
const UNITS = 'sites/a/units.csv'
const SENSORS = 'sites/a/sensors.yaml'
const LAYOUT = 'sites/a/layout.yaml'
const PACK = 'packs/figures.yaml'
const NETWORK = 'stations/basin.yaml'
const CALENDAR = 'calendars/office.yaml'
const CATALOGUE = 'catalogues/desk.yaml'

describe('loading sites', () => {
  it('builds a frozen site with everything resolved', async () => {
    const outcome = await load(GOOD_CONFIG)
    if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
    const site = outcome.sites.get('a')
    expect(site).toMatchObject({
      id: 'a',
      name: { vi: 'B' },
      rootUnit: 'a',
      timeZone: 'Asia/Ho_Chi_Minh',
      channels: [{ name: 'figures', ticksPerSecond: 4, timeGridMs: 250 }],
      retention: {
        streamHours: 24,
        streamMaxBytes: 256 * 1024 * 1024,
        history: { rawDays: 30, rawMaxBytes: 1024 * 1024 * 1024, rollupDays: 730 },
      },
    })
    expect(site?.units.map(({ code, parent }) => [code, parent])).toEqual([
      ['a', undefined],
      ['D', 'a'],
      ['1', 'D'],
      ['1', 'a'],
      ['2', 'a'],
    ])
    expect(site?.sensors.map((sensor) => sensor.id)).toEqual(['gauge', 'station'])
    expect(Object.isFrozen(site?.metrics[0]?.freshness)).toBe(true)
  })

  it('adds a coverage metric to each aggregated metric, and to no other', async () => {
    const outcome = await load(GOOD_CONFIG)
    const metrics = outcome.ok ? (outcome.sites.get('a')?.metrics ?? []) : []
    expect(metrics.map((metric) => metric.id)).toEqual([
      'cases.open',
      'cases.open.coverage',
      'cases.rate',
      'cases.rate.coverage',
      'level',
    ])
    expect(metrics[3]).toMatchObject({
      coverageOf: 'cases.rate',
      decimals: 0,
      channel: 'figures',
      aggregation: { kind: 'none' },
    })
  })

  it('reads durations, and expires after 4 × staleAfter where nothing is said', async () => {
    const outcome = await load(GOOD_CONFIG)
    const metrics = outcome.ok ? outcome.sites.get('a')?.metrics : undefined
    const limits = new Map(metrics?.map((metric) => [metric.id, metric.freshness]))
    expect(limits.get('level')).toEqual({
      cadenceMs: 300_000,
      graceMs: 300_000,
      staleAfterMs: 1_200_000,
      expireAfterMs: 4_800_000,
    })
    expect(limits.get('cases.rate')?.expireAfterMs).toBe(86_400_000)
  })

  it('takes the rules for dossiers from a catalogue and calendars', async () => {
    const outcome = await load(GOOD_CONFIG)
    const site = outcome.ok ? outcome.sites.get('a') : undefined
    expect(site?.dossiers).toMatchObject({
      calendar: { id: 'office', timeZone: 'Asia/Ho_Chi_Minh' },
      fields: [
        { code: 'land', aliases: ['DAT'], isApart: true },
        { code: 'papers', aliases: [], isApart: false },
      ],
      procedures: [
        { code: 'birth', level: 'full', limit: { unit: 'working-days', count: 1 } },
        { code: '1.02', limit: { unit: 'working-hours', count: 4 }, calendar: { id: 'office' } },
      ],
      levels: [
        { code: 'full', validity: { to: '2022-08-14' } },
        { code: 'full', validity: { from: '2022-08-15' } },
      ],
      dueSoon: [
        { limitFromWorkingDays: 0, hours: 8 },
        { limitFromWorkingDays: 5, hours: 16 },
      ],
      extensionNoticeDays: 1,
    })
    const friday = Date.parse('2025-04-25T09:00+07:00')
    const due = site?.dossiers?.calendar.due(friday, { unit: 'working-days', count: 1 })
    expect(due).toBe(Date.parse('2025-04-26T11:30+07:00'))
    expect(site?.metrics[0]?.counts).toEqual({ measure: 'overdue', field: 'land' })
  })

  it('takes no dossiers where a site says nothing of them', async () => {
    const text = (GOOD_CONFIG.get(`config/${SITE}`) ?? '').replace(/dossiers:.*/, '')
    const outcome = await load(new Map(GOOD_CONFIG).set(`config/${SITE}`, text))
    expect(outcome.ok && outcome.sites.get('a')?.dossiers).toBeUndefined()
  })

  it.each([
    ['an unknown key', SITE, 'packs:', '▸colour: red\npacks:', 'unknown key "colour"'],
    [
      'a missing key',
      LAYOUT,
      'kind: ranking, options: { metric: cases.open }',
      'kind: ranking, ▸options: {}',
      'metric: Invalid input: expected string, received undefined',
    ],
    [
      'a wrong type',
      PACK,
      'decimals: 2',
      'decimals: ▸two',
      'decimals: Invalid input: expected number, received string',
    ],
    ['a prototype key', SITE, 'packs:', '▸__proto__: {}\npacks:', '"__proto__" cannot be a key'],
    [
      'a key given twice',
      SITE,
      'packs: [figures]',
      'packs: [figures]\n▸packs: []',
      'Map keys must be unique',
    ],
    [
      'a date that does not exist',
      SITE,
      'to: 2025-06-30',
      'to: ▸2025-06-31',
      'to: not a date; write YYYY-MM-DD',
    ],
    [
      'an end before the start',
      SITE,
      'from: 2025-07-01',
      'from: 2025-07-01, to: ▸2025-06-30',
      'to: `to` lies before `from`',
    ],
    [
      'two names on one day',
      SITE,
      '- { name: { vi: B, en: B }, subtitle: { vi: b, en: b }, from: 2025-07-01 }',
      '- ▸{ name: { vi: B, en: B }, subtitle: { vi: b, en: b }, from: 2025-06-30 }',
      'two names are in force on one day',
    ],
    [
      'an unknown time zone',
      SITE,
      'packs:',
      'timeZone: ▸Asia/Atlantis\npacks:',
      'timeZone: not an IANA time zone, e.g. Asia/Ho_Chi_Minh',
    ],
    ['an unknown pack', SITE, '[figures]', '[figures, ▸more]', 'unknown metric pack "more"'],
    [
      'a channel twice',
      SITE,
      '{ name: figures }',
      '{ name: figures }, { name: ▸figures }',
      'channel "figures" is defined twice',
    ],
    [
      'an unknown parent site',
      SITE,
      'packs:',
      'parents: [{ site: ▸b }]\npacks:',
      'unknown parent site "b"',
    ],
    [
      'a site that is its own parent',
      SITE,
      'packs:',
      'parents: [{ site: ▸a }]\npacks:',
      '"a" is among its own parents',
    ],
    ['a map that is not there', SITE, 'a.json', '▸b.json', 'no file maps/b.json'],
    [
      'a channel that the server has itself',
      SITE,
      '{ name: figures }',
      '{ name: ▸alarms }',
      'name: the server has that one itself',
    ],
    [
      'a ticking rate out of range',
      SITE,
      '{ name: figures }',
      '{ name: figures, ticksPerSecond: ▸21 }',
      'ticksPerSecond: Too big: expected number to be <=20',
    ],
    [
      'a unit kind',
      UNITS,
      'Other,commune',
      'Other,▸hamlet',
      'kind: Invalid option: expected one of "district"|"commune"|"ward"|"town"|"special-zone"',
    ],
    ['a number', UNITS, '108.2', '▸1O8.2', 'lon: Invalid input: expected number, received string'],
    ['half a point', UNITS, '108.2,15.9', '108.2,▸', 'lat: give both lon and lat, or neither'],
    [
      'a successor that is not in force on the next day',
      UNITS,
      '2025-06-30,108.1,15.9,1',
      '2025-06-30,108.1,15.9,▸7',
      'no unit "7" is in force on 2025-07-01',
    ],
    [
      'a successor of a unit without an end',
      UNITS,
      '108.2,15.9,',
      '108.2,15.9,▸1',
      '"2" has no valid_to, so nothing follows it',
    ],
    ['an unknown parent unit', UNITS, 'Old,town,D', 'Old,town,▸E', 'unknown parent unit "E"'],
    [
      'a parent unit out of force',
      UNITS,
      'New,commune,,',
      'New,commune,▸D,',
      'parent unit "D" is not in force all the time that "1" is',
    ],
    [
      'a unit that is its own parent',
      UNITS,
      'Other,commune,,',
      'Other,commune,▸2,',
      '"2" is among its own parents',
    ],
    [
      'a code with two meanings',
      UNITS,
      '1,New,commune,,2025-07-01',
      '▸1,New,commune,,2025-06-30',
      'code "1" overlaps in time with "Old" of the same code',
    ],
    ['the code of the site', UNITS, '2,Other', '▸a,Other', '"a" is the unit of the site itself'],
    ['the code "root"', UNITS, '2,Other', '▸root,Other', 'code: "root" stands for the site itself'],
    [
      'a metric twice',
      PACK,
      'id: cases.rate',
      'id: ▸cases.open',
      'metric "cases.open" is defined twice',
    ],
    [
      'a coverage metric',
      PACK,
      'id: level',
      'id: ▸level.coverage',
      'id: coverage metrics are added by the system itself',
    ],
    [
      'an unknown channel',
      PACK,
      'decimals: 2\n    channel: figures',
      'decimals: 2\n    channel: ▸hydro',
      'unknown channel "hydro" in site "a"',
    ],
    [
      'an unknown ratio operand',
      PACK,
      'denominator: cases.open',
      'denominator: ▸cases.all',
      'unknown metric "cases.all"',
    ],
    [
      'a ratio of itself',
      PACK,
      'denominator: cases.open',
      'denominator: ▸cases.rate',
      'a ratio cannot be its own operand',
    ],
    [
      'a ratio over sensors',
      PACK,
      'denominator: cases.open',
      'denominator: ▸level',
      '"level" is not a metric of units',
    ],
    [
      'an unknown aggregation',
      PACK,
      'kind: sum',
      'kind: ▸median',
      'kind: one of none, sum, mean, min, max, ratio',
    ],
    ['a target out of range', PACK, 'target: 95', 'target: ▸101', 'outside the hard range'],
    ['classes that fall', PACK, '[1, 5, 10]', '[1, 5, ▸5]', 'class bounds must ascend'],
    ['an empty hard range', PACK, 'max: 60', 'max: ▸-5', '`max` must be above `min`'],
    [
      'a stale limit within the cadence',
      PACK,
      'staleAfter: 20 min',
      'staleAfter: ▸9 min',
      '`staleAfter` is shorter than cadence and grace together',
    ],
    [
      'an expiry before staleness',
      PACK,
      'expireAfter: 1 d',
      'expireAfter: ▸3 h',
      '`expireAfter` must be longer than `staleAfter`',
    ],
    [
      'a duration without a unit',
      PACK,
      'staleAfter: 20 min',
      "staleAfter: ▸'20'",
      'staleAfter: write a number and s, min, h or d, e.g. 20 min',
    ],
    [
      'a sensor metric without kind',
      PACK,
      'subjects: sensor\n    sensorKind: river',
      'subjects: ▸sensor',
      'a metric of sensors needs `sensorKind`',
    ],
    [
      'a unit metric with sensor kind',
      PACK,
      'subjects: unit',
      'subjects: unit\n    sensorKind: ▸rain',
      'only metrics of sensors have a `sensorKind`',
    ],
    [
      'an unknown network',
      SENSORS,
      'network: basin',
      'network: ▸delta',
      'unknown sensor network "delta"',
    ],
    [
      'an unknown pick',
      SENSORS,
      '[gauge]',
      '[gauge, ▸weir]',
      'network "basin" has no sensor "weir"',
    ],
    ['a sensor twice', SENSORS, 'id: station', 'id: ▸gauge', 'sensor "gauge" is defined twice'],
    ['an unknown unit of a sensor', SENSORS, "'2'", "▸'3'", 'unknown unit "3"'],
    ['levels that fall', SENSORS, 'value: 2.5', 'value: ▸1', 'levels must ascend'],
    [
      'leaps of what is not known',
      SENSORS,
      'kind: river',
      'kind: river\n    spikes: { metric: ▸nothing, least: 0.5 }',
      'unknown metric "nothing"',
    ],
    [
      'a gauge of a river',
      SENSORS,
      'kind: river',
      'kind: river\n    gauge: { metric: level, kind: ▸interval }',
      'only rain sensors and weather stations are gauges',
    ],
    [
      'a gauge of what the site does not have',
      SENSORS,
      'kind: river\n',
      'kind: rain\n    gauge: { metric: ▸rain.reading, kind: interval }\n',
      'unknown metric "rain.reading"',
    ],
    [
      'a gauge of figures of units',
      SENSORS,
      'kind: river\n',
      'kind: rain\n    gauge: { metric: ▸cases.open, kind: interval }\n',
      '"cases.open" is not what a rain gauge tells',
    ],
    [
      'an end of amounts',
      SENSORS,
      'kind: river\n',
      'kind: rain\n    gauge: { metric: level, kind: interval, wrapsAt: ▸9 }\n',
      'only a counter has an end',
    ],
    [
      'fire indices of a river',
      SENSORS,
      'kind: river\n',
      "kind: river\n    ▸fire: { from: '2025-03-01', fwi: {} }\n",
      'only weather stations have fire indices',
    ],
    [
      'fire bands that are not there',
      SENSORS,
      'kind: river\n',
      "kind: weather\n    fire: { from: '2025-03-01', p: { bands: ▸hue } }\n",
      'unknown fire bands "hue"',
    ],
    [
      'a Canadian index of no place',
      SENSORS,
      'kind: river\n',
      "kind: weather\n    fire: { from: '2025-03-01', ▸fwi: {} }\n",
      'give the sensor a `point`: how long its days are depends on the latitude',
    ],
    [
      'fire indices without their metrics',
      SENSORS,
      'kind: river\n',
      "kind: weather\n    ▸fire: { from: '2025-03-01', fwi: {} }\n",
      'the site lacks weather.temperature, weather.humidity, weather.wind, fire.ffmc, fire.dmc, fire.dc, fire.isi, fire.bui, fire.fwi: name the pack fire-weather',
    ],
    [
      'rain that a river should tell',
      SENSORS,
      'kind: river\n',
      "kind: weather\n    fire: { from: '2025-03-01', fwi: {}, rain: ▸weir }\n",
      'unknown sensor "weir"',
    ],
    [
      'rain of no metric',
      SENSORS,
      'kind: river\n',
      "kind: weather\n    fire: { from: '2025-03-01', fwi: {}, rain: ▸gauge }\n",
      'the site has no metric "rain.24h" that sensor "gauge" could tell its rain by',
    ],
    [
      'fire indices that are none',
      SENSORS,
      'kind: river\n',
      "kind: weather\n    ▸fire: { from: '2025-03-01' }\n",
      'fire: name `p`, `fwi`, or both',
    ],
    [
      'states that fall',
      PACK,
      'decimals: 2\n',
      'decimals: 2\n    states: [{ value: 2, name: { vi: A, en: A } }, { value: ▸1, name: { vi: B, en: B } }]\n',
      'values must ascend',
    ],
    [
      'storage marks of a river',
      SENSORS,
      'kind: river',
      'kind: river\n    ▸storage: { dead: { value: 1 }, full: { value: 2 } }',
      'only reservoirs have storage marks',
    ],
    [
      'a reservoir that is full when it is empty',
      SENSORS,
      'kind: river',
      'kind: reservoir\n    storage: { dead: { value: 5 }, full: { value: ▸5 } }',
      '`full` must be above `dead`',
    ],
    [
      'a limit before floods above the full level',
      SENSORS,
      'kind: river',
      'kind: reservoir\n    storage: { dead: { value: 5 }, floodLimit: { value: ▸9.1 }, full: { value: 9 } }',
      '`floodLimit` must be above `dead` and not above `full`',
    ],
    [
      'a design flood below the full level',
      NETWORK,
      'kind: rain }',
      'kind: reservoir, storage: { dead: { value: 5 }, full: { value: 9 }, designFlood: { value: ▸8 } } }',
      '`designFlood` must not be below `full`',
    ],
    [
      'a certainty of a mark that nobody knows',
      SENSORS,
      'kind: river',
      'kind: reservoir\n    storage: { dead: { value: 5, certainty: ▸sure }, full: { value: 9 } }',
      'certainty: Invalid option: expected one of "verified"|"derived"|"unverified"',
    ],
    [
      'a reservoir panel whose spill is not measured',
      LAYOUT,
      'kind: ranking, options: { metric: cases.open }',
      'kind: reservoirs, options: { metrics: { level: level, inflow: level, release: level, spill: ▸depth } }',
      'unknown metric "depth"',
    ],
    [
      'a network that picks',
      NETWORK,
      'sensors:',
      '▸use: [{ network: basin, sensors: [gauge] }]\nsensors:',
      'a network does not pick from other networks',
    ],
    [
      'a sensor twice in a network',
      NETWORK,
      'kind: rain }',
      'kind: rain }\n  - { id: ▸gauge, name: { vi: H, en: H }, kind: rain }',
      'sensor "gauge" is defined twice',
    ],
    [
      'an unknown panel kind',
      LAYOUT,
      'kind: ranking',
      'kind: ▸gauge',
      `kind: one of ${Object.keys(PANEL_KINDS).join(', ')}`,
    ],
    [
      'an unknown metric of a panel',
      LAYOUT,
      'metric: level',
      'metric: ▸depth',
      'unknown metric "depth"',
    ],
    ['an unknown unit of a panel', LAYOUT, 'unit: root', 'unit: ▸X', 'unknown unit "X"'],
    [
      'an unknown sensor of a panel',
      LAYOUT,
      'sensor: station',
      'sensor: ▸weir',
      'unknown sensor "weir"',
    ],
    [
      'a sensor that does not measure it',
      LAYOUT,
      'sensor: station',
      'sensor: ▸gauge',
      '"level" is not measured by a sensor of kind rain',
    ],
    [
      'a unit metric of a sensor',
      LAYOUT,
      'metric: level, sensor: station',
      'metric: ▸cases.open, sensor: station',
      '"cases.open" is a metric of units',
    ],
    [
      'a map filled by sensors',
      LAYOUT,
      'metric: cases.open, sensors: [level]',
      'metric: ▸level, sensors: [level]',
      '"level" is a metric of sensors',
    ],
    [
      'a unit metric among sensors',
      LAYOUT,
      'sensors: [level]',
      'sensors: [▸cases.open]',
      '"cases.open" is a metric of units',
    ],
    ['an unknown note', LAYOUT, '[cases.rate]', '[▸cases.late]', 'unknown metric "cases.late"'],
    [
      'a panel on another',
      LAYOUT,
      'at: { column: 15,',
      '▸at: { column: 14,',
      'panel "level" overlaps "open"',
    ],
    [
      'a panel off the grid',
      LAYOUT,
      'at: { column: 11, row: 4, width: 14',
      '▸at: { column: 11, row: 4, width: 15',
      'panel "list" leaves the grid of 24 × 12',
    ],
    [
      'an unknown calendar',
      SITE,
      'calendar: office',
      'calendar: ▸court',
      'unknown calendar "court"',
    ],
    [
      'an unknown catalogue',
      SITE,
      'catalogue: desk',
      'catalogue: ▸shop',
      'unknown catalogue "shop"',
    ],
    ['a count of an unknown field', PACK, 'field: land', 'field: ▸water', 'unknown field "water"'],
    [
      'a count of nothing known',
      PACK,
      'measure: overdue',
      'measure: ▸late',
      'measure: Invalid option: expected one of "open"|"in-time"|"due-soon"|"overdue"|"paused"|"received"|"received-online"|"resolved"|"resolved-early"|"resolved-on-time"|"resolved-late"|"withdrawn"|"overdue-days"|"ageing"|"forecast"',
    ],
    [
      'ages without a beginning',
      PACK,
      'measure: overdue, field: land',
      'measure: ▸ageing',
      '`ageing` needs `from`',
    ],
    [
      'ages that end before they begin',
      PACK,
      'measure: overdue, field: land',
      'measure: ageing, from: 5, to: ▸5',
      '`to` must be above `from`',
    ],
    [
      'a forecast without hours',
      PACK,
      'measure: overdue, field: land',
      'measure: ▸forecast',
      '`forecast` needs `workingHours`',
    ],
    [
      'hours of what is no forecast',
      PACK,
      'measure: overdue, field: land',
      'measure: open, workingHours: ▸4',
      'only for `forecast`',
    ],
    [
      'a ratio that counts',
      PACK,
      'factor: 100 }',
      'factor: 100 }\n    ▸counts: { measure: open }',
      'a ratio is worked out, it counts nothing',
    ],
    [
      'a sensor metric that counts',
      PACK,
      'staleAfter: 20 min }',
      'staleAfter: 20 min }\n    ▸counts: { measure: open }',
      'only metrics of units count dossiers',
    ],
    [
      'an alias of two fields',
      CATALOGUE,
      'code: papers,',
      'code: papers, aliases: [▸dat],',
      '"dat" already means "land"',
    ],
    ['an alias twice', CATALOGUE, '[DAT]', '[DAT, ▸DAT]', '"DAT" already means "land"'],
    [
      'a procedure named like another',
      CATALOGUE,
      'vi: Thửa,',
      'vi: ▸KHAI SINH,',
      '"KHAI SINH" already means "birth"',
    ],
    [
      'a procedure of an unknown field',
      CATALOGUE,
      'field: papers, level',
      'field: ▸tax, level',
      'unknown field "tax"',
    ],
    [
      'a procedure of an unknown level',
      CATALOGUE,
      'level: full',
      'level: ▸half',
      'unknown level "half"',
    ],
    [
      'a procedure with an unknown calendar',
      CATALOGUE,
      'calendar: office',
      'calendar: ▸court',
      'unknown calendar "court"',
    ],
    [
      'a procedure with two limits',
      CATALOGUE,
      'limit: { workingDays: 1 }',
      '▸limit: { workingDays: 1, calendarDays: 3 }',
      'limit: give one of workingDays, workingHours, calendarDays',
    ],
    [
      'a level with two names on one day',
      CATALOGUE,
      '- { code: full, name: { vi: Toàn trình, en: Fully online }, from: 2022-08-15 }',
      '- ▸{ code: full, name: { vi: Toàn trình, en: Fully online }, from: 2022-08-14 }',
      'level "full" has two names on one day',
    ],
    [
      'rules of what is due soon that do not ascend',
      CATALOGUE,
      'limitFromWorkingDays: 5',
      'limitFromWorkingDays: ▸0',
      'limits must ascend',
    ],
    [
      'rules of what is due soon that leave short limits out',
      CATALOGUE,
      'limitFromWorkingDays: 0',
      'limitFromWorkingDays: ▸1',
      'the first must be 0',
    ],
    [
      'hours that end before they begin',
      CALENDAR,
      "friday: ['07:30-11:30']",
      "friday: [▸'11:30-07:30']",
      'friday: ends before it begins',
    ],
    [
      'a make-up day for no swapped one',
      CALENDAR,
      'insteadOf: 2025-05-02',
      'insteadOf: ▸2025-05-05',
      'insteadOf: is not among the holidays of kind "swapped"',
    ],
    ['a panel twice', LAYOUT, '- id: level', '- id: ▸open', 'panel "open" is defined twice'],
  ])('refuses %s at its place', async (_, file, old, replacement, message) => {
    const { files, at } = planted(file, old, replacement)
    expect((await problemsOf(files)).split('\n')).toContain(`${at}: ${message}`)
  })

  it('refuses a map that lacks a unit in force, or is no map', async () => {
    const map = GOOD_CONFIG.get('maps/a.json') ?? ''
    const with_ = (text: string) => problemsOf(new Map(GOOD_CONFIG).set('maps/a.json', text))
    const place = 'sites/a/site.yaml:8:16'
    expect(await with_(map.replace('"2"', '"9"'))).toBe(`${place}: maps/a.json lacks unit 2`)
    expect(await with_(map.slice(0, -1))).toContain(`${place}: maps/a.json: not JSON`)
    expect(await with_('{"type":"Topology"}')).toContain(`${place}: maps/a.json: type:`)
  })

  it('refuses a map of Đà Nẵng without Hoàng Sa, whatever its units', async () => {
    const files = new Map(
      [...GOOD_CONFIG].map(([name, text]) => [name.replace('sites/a/', 'sites/da-nang/'), text]),
    )
    const problem = 'sites/da-nang/site.yaml:8:16: maps/a.json lacks unit 20333'
    expect(await problemsOf(files)).toBe(problem)
  })

  it('finds a circle of parents between sites, but lets parents change with time', async () => {
    const withParents = (ofA: string, ofB: string) => {
      const files = new Map(GOOD_CONFIG)
      for (const [name, text] of GOOD_CONFIG) files.set(name.replace('sites/a/', 'sites/b/'), text)
      const site = GOOD_CONFIG.get('config/sites/a/site.yaml') ?? ''
      files.set('config/sites/a/site.yaml', `${site}parents: [{ site: b, ${ofA} }]\n`)
      return files.set('config/sites/b/site.yaml', `${site}parents: [{ site: a, ${ofB} }]\n`)
    }
    expect(await problemsOf(withParents('to: 2025-06-30', 'from: 2025-07-01'))).toBe('accepted')
    expect(await problemsOf(withParents('to: 2025-07-01', 'from: 2025-07-01'))).toBe(
      'sites/a/site.yaml:10:19: "a" is among its own parents\n' +
        'sites/b/site.yaml:10:19: "b" is among its own parents',
    )
  })

  it('loads only the sites asked for and says which are not there', async () => {
    expect(await problemsOf(GOOD_CONFIG, ['a'])).toBe('accepted')
    expect(await problemsOf(GOOD_CONFIG, ['a', 'b'])).toBe('sites/b:1:1: there is no site "b"')
    expect(await problemsOf(GOOD_CONFIG, ['../a'])).toBe('a:1:1: "../a" cannot be the id of a site')
    expect(await problemsOf(new Map())).toBe('sites:1:1: no sites here')
  })

  it('says which files are missing or not text', async () => {
    const without = new Map(GOOD_CONFIG)
    without.delete('config/sites/a/layout.yaml')
    expect(await problemsOf(without)).toBe('sites/a/layout.yaml:1:1: no such file')
    const binary = new Map<string, string | Uint8Array>(GOOD_CONFIG)
    binary.set('config/sites/a/layout.yaml', Uint8Array.of(0xff, 0xfe, 0))
    expect(await problemsOf(binary)).toBe('sites/a/layout.yaml:1:1: not UTF-8 text')
  })

  it('needs no sensors.yaml, and refuses a broken metrics.yaml of the site', async () => {
    const files = new Map(GOOD_CONFIG)
    files.delete('config/sites/a/sensors.yaml')
    const layout = GOOD_CONFIG.get('config/sites/a/layout.yaml') ?? ''
    files.set(
      'config/sites/a/layout.yaml',
      layout.replace('metric: level, sensor: station', 'metric: cases.open, unit: root'),
    )
    expect(await problemsOf(files)).toBe('accepted')
    files.set('config/sites/a/metrics.yaml', 'metrics: 1\n')
    expect(await problemsOf(files)).toBe(
      'sites/a/metrics.yaml:1:10: metrics: Invalid input: expected array, received number',
    )
  })

  it('joins marks to letters, so that names compare equal', async () => {
    const { files } = planted(UNITS, 'Other', '▸Vu Gia Ộ'.normalize('NFD'))
    const outcome = await load(files)
    const unit = outcome.ok && outcome.sites.get('a')?.units.find((one) => one.code === '2')
    expect(unit && unit.name.vi).toBe('Vu Gia Ộ'.normalize('NFC'))
  })

  it('survives any damage to any of its files', async () => {
    const names = [...GOOD_CONFIG.keys()]
    const damage = fc.record({
      name: fc.constantFrom(...names),
      at: fc.nat({ max: 1500 }),
      length: fc.nat({ max: 40 }),
      text: fc.string({ unit: fc.constantFrom(...':[]{}-\n ,"\'&*!|>#%@`?aé0'), maxLength: 12 }),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ name, at, length, text }) => {
        const good = GOOD_CONFIG.get(name) ?? ''
        const bad = good.slice(0, at) + text + good.slice(at + length)
        const outcome = await load(new Map(GOOD_CONFIG).set(name, bad))
        return outcome.ok ? outcome.sites.size > 0 : outcome.problems.length > 0
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})
