import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { Batch } from './adapters/cli/print-batch.ts'
import { START_CODES } from './core/hazards/fire-weather.ts'
import { hazardActions } from './hazard-actions.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ioc-wall-hazards-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function fileOf(lines: readonly string[]): Promise<string> {
  const file = path.join(folder, 'rows.csv')
  await writeFile(file, lines.join('\n'))
  return file
}

async function fireWeather(lines: readonly string[], latitude = 46) {
  return hazardActions.fireWeather({ file: await fileOf(lines), latitude, start: START_CODES })
}

async function pIndex(lines: readonly string[], bands = 'hue-2022', start = 0) {
  return hazardActions.pIndex({ file: await fileOf(lines), bands, start })
}

async function rain(lines: readonly string[], kind: 'interval' | 'cumulative' = 'interval') {
  return hazardActions.rain({ file: await fileOf(lines), gauge: { kind } })
}

/** The results of each row, or where and why there are none. */
function told(answer: Answer<Batch>) {
  if (!answer.ok) return answer.message.replace(/^.*rows\.csv:/, '')
  return answer.value.rows.map(({ line, column, result }) =>
    result.ok ? result.value : `${line}:${column} ${result.message}`,
  )
}

/** Rows as objects, by the names of the results. */
function named(answer: Answer<Batch>) {
  if (!answer.ok) throw new Error(answer.message)
  const { resultColumns, rows } = answer.value
  return rows.map(({ result }) =>
    result.ok
      ? Object.fromEntries(resultColumns.map((name, index) => [name, result.value[index]]))
      : {},
  )
}

describe('fire weather of a file', () => {
  const HEADER = 'day,month,temp,rh,wind,rain'

  it('goes on from day to day, by the latitude', async () => {
    const days = [HEADER, 'a,3,29.5,58,12,0', 'b,3,31,52,9,0.4', 'c,3,27,88,8,14.2']
    const answer = await fireWeather(days, 16)
    expect(answer.ok && answer.value.resultColumns).toEqual([
      'ffmc',
      'dmc',
      'dc',
      'isi',
      'bui',
      'fwi',
    ])
    expect(told(answer).slice(0, 2)).toEqual([
      [87.1587, 8.16641, 21.514, 5.21836, 8.38025, 5.15176],
      [88.6035, 10.7637, 28.298, 5.51752, 11.0345, 6.27924],
    ])
    expect(told(await fireWeather(days, 46))).not.toEqual(told(answer))
  })

  it('tells nothing after a row that cannot be read, and says which one', async () => {
    const days = [HEADER, 'a,4,17,42,25,0', 'b,13,17,42,25,0', 'c,4,17,42,25,0', 'd,4,17,,25,0']
    expect(told(await fireWeather(days))).toEqual([
      [87.6494, 8.54505, 19.014, 10.7762, 8.49043, 10.0362],
      '3:3 month: "13" is no month (1 to 12)',
      '4:1 not to be told without the row before',
      '5:8 column "rh" is empty',
    ])
  })

  it.each([
    [['month,temp,rh,wind'], '1:1: column "rain" is missing'],
    [['month,temp,temp,wind,rain,rh'], '1:12: column "temp" is there twice'],
    [['month,temp,rh,wind,rain', '"4,1,1,1,1'], '2:1: a quoted cell is not closed properly'],
  ])('refuses a file of %s', async (lines, message) => {
    expect(told(await fireWeather(lines))).toBe(message)
  })

  it('is read from the tables of the reference programs as they are published', async () => {
    const row = [87.6494, 8.54505, 19.014, 10.7762, 8.49043, 10.0362]
    const published = ['long;lat;yr;mon;day;temp;rh;ws;prec', '-100;40;1985;4;13;17;42;25;0']
    expect(told(await fireWeather(published))).toEqual([row])
    const capitals = ['LONG,LAT,YR,MON,DAY,TEMP,RH,WS,PREC', '-100,40,1985,4,13,17,42,25,0']
    const answer = await fireWeather(capitals)
    expect(told(answer)).toEqual([row])
    expect(answer.ok && answer.value.columns).toEqual(capitals[0]?.split(','))
    expect(told(await fireWeather(['month,mon,temp,rh,wind,rain']))).toContain(
      'column "mon" is there twice',
    )
  })

  it('is read from what spreadsheets write where numbers have decimal commas', async () => {
    const point = told(await fireWeather(['month,temp,rh,wind,rain', '4,17.5,42,25,0.6']))
    const comma = await fireWeather(['month;temp;rh;wind;rain', '4;17,5;42;25;"0,6"'])
    expect(told(comma)).toEqual(point)
    expect(comma.ok && comma.value.rows[0]?.cells[1]).toBe('17,5')
    // Elsewhere a comma may stand between thousands.
    expect(told(await fireWeather(['month,temp,rh,wind,rain', '4,"17,5",42,25,0']))).toEqual([
      '2:3 temp: "17,5" is no temperature in °C',
    ])
    expect(
      told(await fireWeather(['month\ttemp\trh\twind\train', '4\t17.5\t42\t25\t0.6'])),
    ).toEqual(point)
  })

  it('warns of months that do not follow each other', async () => {
    const months = [4, 4, 5, 7, 12, 1, 12]
    const answer = await fireWeather([HEADER, ...months.map((month) => `a,${month},17,42,25,0`)])
    const warned = answer.ok ? answer.value.rows.map(({ warning }) => warning?.slice(0, 32)) : []
    expect(warned).toEqual([
      ...[undefined, undefined, undefined, 'month 7 does not follow month 5;'],
      ...['month 12 does not follow month 7', undefined, 'month 12 does not follow month 1'],
    ])
  })

  it('says that a file is empty', async () => {
    expect(told(await fireWeather(['', '']))).toBe('1:1: the file is empty')
  })

  it('refuses a file that is not there, and one of too many rows', async () => {
    const file = path.join(folder, 'none.csv')
    const missing = await hazardActions.fireWeather({ file, latitude: 46, start: START_CODES })
    expect(told(missing)).toContain('none.csv:1:1: no such file')
    const many = ['month,temp,rh,wind,rain', ...Array.from({ length: 120_001 }, () => '4,,,,')]
    expect(told(await fireWeather(many))).toBe('1:1: more than 120000 rows')
  })
})

describe('the index P of a file', () => {
  it('has its level by the bands of a name', async () => {
    const days = ['t13,rh13,rain', '37,42,0', '30,80,12.0', '33,60,0']
    const hue = await pIndex(days, 'hue-2022', 3_671.2)
    expect(told(hue)).toEqual([
      [5017.7, 'II'],
      [0, 'I'],
      [664, 'I'],
    ])
    expect(told(await pIndex(days, 'nesterov-general', 3_671.2))[0]).toEqual([5017.7, 'IV'])
  })

  it('takes a saturation deficit as it was measured', async () => {
    expect(told(await pIndex(['t13,d13,rain', '30,20,0', '30,20,4.9']))).toEqual([
      [600, 'I'],
      [1200, 'I'],
    ])
  })

  it('begins anew with heavy rain after a row that cannot be read', async () => {
    const days = ['t13,d13,rain', '30,x,0', '30,20,0', '30,20,5', '30,20,0']
    expect(told(await pIndex(days))).toEqual([
      '2:4 d13: "x" is no saturation deficit in hPa',
      '3:1 not to be told without the row before',
      [0, 'I'],
      [600, 'I'],
    ])
  })

  it('warns of days that are missing and refuses days that come again', async () => {
    const days = [
      '2025-04-01',
      '2025-04-02',
      '2025-04-05',
      '2025-04-05',
      '2025-04-31',
      '2025-04-06',
    ]
    const answer = await pIndex(['date,t13,d13,rain', ...days.map((day) => `${day},30,20,0`)])
    expect(told(answer)).toEqual([
      [600, 'I'],
      [1200, 'I'],
      [1800, 'I'],
      '5:1 2025-04-05 does not come after 2025-04-05',
      '6:1 "2025-04-31" is no date; write YYYY-MM-DD',
      '7:1 not to be told without the row before',
    ])
    expect(answer.ok && answer.value.rows.map(({ warning }) => warning)).toEqual([
      undefined,
      undefined,
      '2 days are missing before it; P lacks what they added',
      undefined,
      undefined,
      undefined,
    ])
  })

  it('refuses a file without what it needs, and bands that are not there', async () => {
    expect(told(await pIndex(['t13,rh13']))).toBe('1:1: column "rain" is missing')
    expect(told(await pIndex(['t13,rain']))).toBe('1:1: one of the columns rh13 and d13 is needed')
    expect(told(await pIndex(['t13,d13,rh13,rain']))).toContain('one of the columns')
    expect(told(await pIndex(['t13,rh13,rain'], 'nowhere'))).toContain(
      'there are hue-2022, nesterov-general',
    )
  })
})

describe('the rain of a file', () => {
  const hourly = (values: readonly (number | string)[], sensor = 'a') =>
    values.map((value, hour) => `${sensor},2025-10-27T${String(hour).padStart(2, '0')}:00,${value}`)

  it('is added up for each sensor up to each reading', async () => {
    const rows = named(
      await rain([
        'sensor,at,value',
        ...hourly([1, 2, 3, 4], 'a'),
        ...hourly([10, 10, 10, 10], 'b'),
      ]),
    )
    expect(rows.map((row) => row['rain.3h'])).toEqual([1, 3, 6, 9, 10, 20, 30, 30])
    expect(rows[3]).toMatchObject({ 'rain.1h': 4, 'coverage.3h': 1, 'coverage.6h': 0.6667 })
    expect(rows[3]?.['uncertain']).toEqual(['6h', '12h', '24h'])
  })

  it('says of each row what was unusual about it', async () => {
    const lines = [...hourly([1, 1, 1, '', 1, 1, 1, 1, 1]), 'a,2025-10-27T09:30,1']
    const late = [lines[0], lines[2], lines[1], ...lines.slice(3), lines[4], lines[5] + '.5']
    const rows = named(await rain(['sensor,at,value', ...late.map(String)]))
    expect(rows.map((row) => row['notes'])).toEqual([
      [],
      [],
      ['late'],
      ['no-value'],
      [],
      [],
      [],
      [],
      [],
      [],
      ['duplicate'],
      ['replaces'],
    ])
    expect(rows[5]?.['rain.1h']).toBe(1.5)
    expect(rows[4]).toMatchObject({ 'rain.1h': 1, 'rain.3h': 2, 'coverage.3h': 0.6667 })
  })

  it('takes counters, with or without a name of the sensor', async () => {
    const lines = hourly([100, 101.2, 104, 0.4, 1]).map((line) => line.slice(2))
    const rows = named(await rain(['at,value', ...lines], 'cumulative'))
    expect(rows.map((row) => row['rain.1h'])).toEqual([null, 1.2, 2.8, 0.4, 0.6])
    expect(rows[3]?.['notes']).toEqual(['reset'])
    expect(rows[3]?.['uncertain']).toContain('1h')
  })

  it('does not take a number that cannot be read for no rain', async () => {
    const answer = await rain([
      'sensor,at,value',
      ...hourly([1, '-2', 1, 'x', 1]),
      'a,27/10/2025,1',
    ])
    expect([...told(answer)].filter((one) => typeof one === 'string')).toEqual([
      '3:20 value: "-2" is no rain in mm (0 to 2000)',
      '5:20 value: "x" is no rain in mm',
      '7:3 "27/10/2025" is no moment; write e.g. 2025-10-20T16:10',
    ])
    expect(named(answer)[4]).toMatchObject({ 'rain.3h': 2, 'coverage.3h': 0.6667 })
  })

  it('does not count what stands in a row that is too long or too short', async () => {
    const [first, , ...after] = hourly([1, 1, 1, 1])
    const lines = [first, 'a,2025-10-27T01:00,12,5', ...after, 'a,2025-10-27T04:00']
    const answer = await rain(['sensor,at,value', ...lines.map(String)])
    expect([told(answer)[1], told(answer)[4]]).toEqual([
      '3:1 4 cells, the header has 3',
      '6:1 2 cells, the header has 3',
    ])
    expect(named(answer)[2]).toMatchObject({ 'rain.3h': 2, 'coverage.3h': 0.6667 })
  })

  it('refuses a file without times', async () => {
    expect(told(await rain(['sensor,value']))).toBe('1:1: column "at" is missing')
  })
})
