import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isInside } from '../../../maps/plane.ts'
import type { Ring } from '../../../maps/plane.ts'
import { schematicMapOf } from '../../../maps/site-map.ts'
import type { SchematicFeature, SchematicMap } from '../../../maps/territory.ts'
import { pointsOf } from '../../core/alarms/points.ts'
import { CONFIG_KINDS, configSchema } from '../../core/sites/config-schemas.ts'
import {
  childrenOf,
  isCommuneLevel,
  mapInForce,
  nameInForce,
  parentsInForce,
  siteInForce,
  unitInForce,
  unitsInForce,
} from '../../core/sites/in-force.ts'
import type { Site } from '../../core/sites/site.ts'
import { loadSites } from './load-sites.ts'
import { formatProblems } from './problem.ts'

const ROOT = path.join(import.meta.dirname, '../../..')
const LAST_OLD_DAY = '2025-06-30'
const FIRST_NEW_DAY = '2025-07-01'

let sites: ReadonlyMap<string, Site>

beforeAll(async () => {
  const outcome = await loadSites(path.join(ROOT, 'config'))
  if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
  sites = outcome.sites
})

function site(id: string): Site {
  const found = sites.get(id)
  if (!found) throw new Error(`no site ${id}`)
  return found
}

const communesOf = (id: string, date: string) =>
  unitsInForce(site(id), date).filter((unit) => isCommuneLevel(unit.kind))

async function readMap(file: string): Promise<SchematicMap> {
  return JSON.parse(await readFile(path.join(ROOT, 'maps', file), 'utf8')) as SchematicMap
}

const ringsOf = ({ geometry }: SchematicFeature): readonly Ring[] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()

describe('the configured sites', () => {
  it.each([
    ['dai-loc', 18, 5],
    ['hiep-duc', 11, 3],
    ['quang-nam', 241, 0],
    ['da-nang', 0, 94],
  ])('gives %s %i communes until 2025-06-30 and %i after', (id, before, after) => {
    expect(communesOf(id, LAST_OLD_DAY)).toHaveLength(before)
    expect(communesOf(id, FIRST_NEW_DAY)).toHaveLength(after)
  })

  it('reads code 20500 as Ái Nghĩa before and as Đại Lộc after', () => {
    const read = (date: string) => unitInForce(site('dai-loc'), '20500', date)
    expect(read(LAST_OLD_DAY)).toMatchObject({ name: { vi: 'Ái Nghĩa' }, kind: 'town' })
    expect(read(FIRST_NEW_DAY)).toMatchObject({ name: { vi: 'Đại Lộc' }, kind: 'commune' })
  })

  it('has every root unit always, first, under the id of its site', () => {
    for (const one of sites.values()) {
      for (const date of ['1990-01-01', LAST_OLD_DAY, FIRST_NEW_DAY]) {
        expect(unitsInForce(one, date)[0]).toMatchObject({ code: one.id, validity: {} })
      }
      expect(one.rootUnit).toBe(one.id)
    }
  })

  it('puts the communes of Quảng Nam under its 18 districts', () => {
    const units = unitsInForce(site('quang-nam'), LAST_OLD_DAY)
    const districts = units.filter((unit) => unit.kind === 'district')
    expect(districts).toHaveLength(18)
    expect(units.filter((unit) => unit.parent === '506')).toHaveLength(18)
    expect(units.filter((unit) => unit.parent === '512')).toHaveLength(11)
    expect(units.filter((unit) => unit.parent === 'quang-nam')).toEqual(districts)
  })

  it('changes the parent site on 2025-07-01', () => {
    expect(parentsInForce(site('dai-loc'), LAST_OLD_DAY)).toEqual(['quang-nam'])
    expect(parentsInForce(site('dai-loc'), FIRST_NEW_DAY)).toEqual(['da-nang'])
    const children = (id: string, date: string) => childrenOf(sites, id, date).map((one) => one.id)
    expect(children('quang-nam', LAST_OLD_DAY)).toEqual(['dai-loc', 'hiep-duc'])
    expect(children('quang-nam', FIRST_NEW_DAY)).toEqual([])
    expect(children('da-nang', LAST_OLD_DAY)).toEqual([])
    expect(children('da-nang', FIRST_NEW_DAY)).toEqual(['dai-loc', 'hiep-duc'])
  })

  it("ends Quảng Nam with 2025-06-30 and begins today's Đà Nẵng with 2025-07-01", () => {
    const inForce = (date: string) =>
      [...sites.values()].filter((one) => siteInForce(one, date)).map((one) => one.id)
    expect(inForce(LAST_OLD_DAY)).toEqual(['dai-loc', 'hiep-duc', 'quang-nam'])
    expect(inForce(FIRST_NEW_DAY)).toEqual(['da-nang', 'dai-loc', 'hiep-duc'])
  })

  it('names Đại Lộc by its date', () => {
    expect(nameInForce(site('dai-loc'), LAST_OLD_DAY).name.vi).toBe('Huyện Đại Lộc')
    expect(nameInForce(site('dai-loc'), FIRST_NEW_DAY)).toMatchObject({
      name: { vi: 'Khu vực Đại Lộc' },
      subtitle: { vi: '5 xã · thành phố Đà Nẵng' },
    })
  })

  it('gives every unit below the districts a point and an area', () => {
    const bare = [...sites.values()]
      .flatMap((one) => one.units)
      .filter((unit) => isCommuneLevel(unit.kind) && (!unit.point || !unit.areaKm2))
    expect(bare).toEqual([])
  })

  it('has the river stations with their alarm levels', () => {
    const stations = [
      'ai-nghia',
      'hoi-khach',
      'nong-son',
      'giao-thuy',
      'cau-lau',
      'hoi-an',
      'cam-le',
      'tam-ky',
    ]
    const rivers = site('da-nang').sensors.filter((sensor) => sensor.kind === 'river')
    expect(rivers.map((sensor) => sensor.id)).toEqual(stations)
    expect(rivers.every((sensor) => sensor.levels?.length === 3)).toBe(true)
    expect(rivers.every((sensor) => sensor.point?.approximate)).toBe(true)
    const aiNghia = site('dai-loc').sensors.find((sensor) => sensor.id === 'ai-nghia')
    expect(aiNghia?.levels?.map((level) => level.value)).toEqual([6.5, 8, 9])
  })

  it('marks every rain gauge as invented', () => {
    const gauges = [...sites.values()].flatMap((one) =>
      one.sensors.filter((sensor) => sensor.kind === 'rain'),
    )
    expect(gauges.length).toBeGreaterThan(5)
    expect(gauges.every((gauge) => gauge.demo)).toBe(true)
  })

  it('lets river levels go stale after 20 minutes', () => {
    const level = site('dai-loc').metrics.find((metric) => metric.id === 'river.level')
    expect(level).toMatchObject({
      decimals: 2,
      freshness: { cadenceMs: 300_000, staleAfterMs: 1_200_000 },
    })
  })

  it('raises river alarms at the levels of each station, whichever it has', () => {
    const alarmsOf = (id: string, date: string) =>
      pointsOf(site(id), date).filter(({ rule }) => rule.id === 'river-level')
    const daiLoc = alarmsOf('dai-loc', FIRST_NEW_DAY)
    expect(daiLoc.map(({ alarm }) => alarm)).toEqual([
      'river-level~ai-nghia',
      'river-level~hoi-khach',
      'river-level~giao-thuy',
      'river-level~thanh-my',
    ])
    expect(daiLoc[0]?.rule.condition).toMatchObject({
      levels: [
        { name: 'BĐ1', limit: 6.5, severity: 'medium' },
        { name: 'BĐ2', limit: 8, severity: 'high' },
        { name: 'BĐ3', limit: 9, severity: 'critical' },
      ],
    })
    expect(daiLoc[3]?.rule.condition).toMatchObject({
      levels: [{ name: 'BĐ3', severity: 'critical' }],
    })
    // The station Hiệp Đức has no levels.
    expect(alarmsOf('hiep-duc', FIRST_NEW_DAY).map(({ alarm }) => alarm)).toEqual([
      'river-level~nong-son',
    ])
  })

  it.each([
    ['dai-loc', LAST_OLD_DAY, 18],
    ['dai-loc', FIRST_NEW_DAY, 5],
    ['da-nang', FIRST_NEW_DAY, 94],
    ['quang-nam', LAST_OLD_DAY, 241],
  ])('watches overdue dossiers of each commune: in %s on %s %i', (id, date, count) => {
    for (const rule of ['dossiers-overdue', 'land-overdue']) {
      const points = pointsOf(site(id), date).filter((point) => point.rule.id === rule)
      expect(points).toHaveLength(count)
    }
  })

  it.each(CONFIG_KINDS)(
    'publishes the JSON Schema of %s as the program checks it',
    async (kind) => {
      const text = await readFile(path.join(ROOT, 'config/schemas', `${kind}.schema.json`), 'utf8')
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(configSchema(kind))))
    },
  )
})

describe('the calendar of Vietnamese administration', () => {
  const calendar = () => {
    const found = site('da-nang').dossiers?.calendar
    if (!found) throw new Error('Đà Nẵng takes no dossiers')
    return found
  }
  const due = (opened: string, count: number) => {
    const at = calendar().due(Date.parse(`${opened}+07:00`), { unit: 'working-days', count })
    return new Date(at + 7 * 3_600_000).toISOString().slice(0, 16)
  }

  it.each([
    ['2025-10-20T09:00', 10, '2025-11-03T17:00'],
    ['2025-10-20T16:10', 1, '2025-10-22T17:00'],
    ['2025-01-24T09:00', 1, '2025-02-03T17:00'],
    ['2025-04-25T09:00', 1, '2025-04-26T17:00'],
    ['2025-04-29T09:00', 1, '2025-05-05T17:00'],
    ['2025-08-29T15:01', 1, '2025-09-04T17:00'],
    ['2026-08-28T09:00', 1, '2026-09-03T17:00'],
    ['2026-11-20T16:10', 2, '2026-11-26T17:00'],
  ])('ends what came at %s with %i working days at %s', (opened, count, end) => {
    expect(due(opened, count)).toBe(end)
  })

  it('has as many working days in each year as the year has', () => {
    const daysOf = (year: number) => {
      const from = calendar().workingDay(Date.parse(`${year}-01-01T00:00+07:00`))
      return calendar().workingDay(Date.parse(`${year + 1}-01-01T00:00+07:00`)) - from
    }
    // Weekdays of the year, less the days off that fall on weekdays, and the make-up Saturdays.
    expect([2020, 2021, 2022, 2023, 2024, 2025, 2026].map(daysOf)).toEqual([
      262 - 10,
      261 - 11,
      260 - 11,
      260 - 11,
      262 - 12 + 1,
      261 - 12 + 1,
      261 - 14 + 2,
    ])
  })

  it('knows all days off until 2026, and not yet those of 2027', () => {
    const at = (date: string) => Date.parse(`${date}T12:00+07:00`)
    expect(calendar().isCovered(at('2020-01-01'), at('2026-12-31'))).toBe(true)
    expect(calendar().isCovered(at('2026-12-31'), at('2027-01-01'))).toBe(false)
    expect(calendar().isWorkingDay('2027-02-10')).toBe(false)
    expect(calendar().isWorkingDay('2027-02-11')).toBe(true)
  })

  it('knows the procedures of the briefing by name, with its limits', async () => {
    const file = path.join(ROOT, 'config/packs/demo/scenario-briefing.json')
    const { dossiers } = JSON.parse(await readFile(file, 'utf8')) as {
      dossiers: readonly { field_code: string; procedure: string; limit_working_days: number }[]
    }
    const rules = site('dai-loc').dossiers
    const unknown = dossiers.filter(({ field_code, procedure, limit_working_days }) => {
      const field = rules?.fields.find(({ aliases }) => aliases.includes(field_code))
      const known = rules?.procedures.find(({ name }) => name.vi === procedure)
      return known?.field !== field?.code || known?.limit?.count !== limit_working_days
    })
    expect(unknown).toEqual([])
  })
})

describe('the schematic maps', () => {
  it('are what the script makes of the configuration', async () => {
    for (const id of ['dai-loc', 'hiep-duc']) {
      for (const map of site(id).maps) {
        expect(schematicMapOf(site(id), map)).toEqual(await readMap(map.file))
      }
    }
  }, 60_000)

  it('draw exactly the communes in force, and name them so', async () => {
    for (const one of sites.values()) {
      for (const map of one.maps) {
        const date = map.validity.from ?? LAST_OLD_DAY
        expect(mapInForce(one, date)).toBe(map)
        const { features } = await readMap(map.file)
        const drawn = features.map(({ properties }) => [properties.code, properties.name])
        expect(drawn).toEqual(communesOf(one.id, date).map((unit) => [unit.code, unit.name.vi]))
        expect(features.every(({ properties }) => properties.schematic)).toBe(true)
      }
    }
  })

  it('hold the label and the point of each unit inside its shape', async () => {
    for (const one of sites.values()) {
      for (const map of one.maps) {
        const units = new Map(
          communesOf(one.id, map.validity.from ?? LAST_OLD_DAY).map((unit) => [
            unit.code,
            unit.point,
          ]),
        )
        for (const feature of (await readMap(map.file)).features) {
          const point = units.get(feature.properties.code)
          const inside = (lon: number, lat: number) =>
            ringsOf(feature).some((ring) => isInside([lon, lat], ring))
          expect(inside(...feature.properties.label)).toBe(true)
          expect(inside(point?.lon ?? NaN, point?.lat ?? NaN)).toBe(true)
        }
      }
    }
  })

  it('share every border between neighbours, point for point', async () => {
    for (const file of [...sites.values()].flatMap((one) => one.maps.map((map) => map.file))) {
      const { features } = await readMap(file)
      const edges = new Set<string>()
      const ends = new Map<string, number>()
      for (const ring of features.flatMap(ringsOf)) {
        for (const [index, from] of ring.slice(0, -1).entries()) {
          const edge = `${from.join()} ${ring[index + 1]?.join()}`
          expect(edges.has(edge)).toBe(false)
          edges.add(edge)
        }
      }
      // Edges without their reverse are the outline: they must run in closed lines that never touch.
      for (const edge of edges) {
        const [from = '', to = ''] = edge.split(' ')
        if (!edges.has(`${to} ${from}`)) ends.set(from, (ends.get(from) ?? 0) + 1)
      }
      for (const edge of edges) {
        const [from = '', to = ''] = edge.split(' ')
        if (!edges.has(`${to} ${from}`)) ends.set(to, (ends.get(to) ?? 0) - 1)
      }
      expect([...ends.values()].filter((balance) => balance !== 0)).toEqual([])
    }
  })

  it('show Hoàng Sa on the map of Đà Nẵng, as an inset, and no other inset', async () => {
    const { features } = await readMap('da-nang-2025.schematic.json')
    const insets = features.filter((feature) => feature.properties.inset)
    expect(insets.map((feature) => feature.properties.code)).toEqual(['20333'])
    const [lon, lat] = insets[0]?.properties.label ?? [0, 0]
    expect(lon).toBeCloseTo(112.55, 1)
    expect(lat).toBeCloseTo(16.03, 1)
  })
})
