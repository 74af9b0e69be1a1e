import { z } from 'zod'
import { DELIVERIES, FULL_SCORES, type ScoreGroup } from '../../core/demo/scenario-data.ts'

/** An instant with its offset from UTC, as ms since 1970. */
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const localized = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) })
const scenario = z.strictObject({ title: localized, start: instant, end: instant })
const units = z.array(z.string().min(1))
const minutes = z.int().positive()

export const demoFile = z.strictObject({
  scenarios: z.strictObject({ flood: scenario, briefing: scenario }),
  signalLossMinutes: minutes,
  feedbackSurge: z.strictObject({ count: z.int().positive(), minutes, units: units.min(1) }),
  isolated: z.strictObject({ units, from: instant, to: instant }),
  silentUnits: units,
  owed: z.array(
    z.strictObject({ delivery: z.enum(DELIVERIES), unit: z.string().min(1), since: instant }),
  ),
})

export const levelRow = z.object({
  time: instant,
  station_id: z.string().min(1),
  level_m: z.coerce.number(),
})

const READINGS = {
  level_m: 'level',
  spill_m3s: 'spill',
  release_m3s: 'release',
  inflow_m3s: 'inflow',
} as const

/** Readings of single reservoirs; notices and totals of a basin are not series of the wall. */
export const reservoirRow = z.object({
  time: instant,
  reservoir_id: z.string().min(1),
  record: z.string(),
  quantity: z.string(),
  value: z.string(),
  kind: z.string(),
})

/** What a quantity of the table is called here; undefined for what is not a reading of one reservoir. */
export function quantityOf(name: string): (typeof READINGS)[keyof typeof READINGS] | undefined {
  return Object.entries(READINGS).find(([key]) => key === name)?.[1]
}

export const eventsFile = z.object({
  events: z.array(z.object({ t: instant, type: z.string(), station: z.string().optional() })),
})

const FIELD_CODES = {
  DAT: 'land',
  HT: 'civil-status',
  XD: 'construction',
  CT: 'certification',
  KD: 'business',
  BTXH: 'social',
  MT: 'environment',
} as const

const CHANNELS = {
  'trực tiếp': { channel: 'in-person' },
  'một phần': { channel: 'online', level: 'partial' },
  'toàn trình': { channel: 'online', level: 'full' },
} as const

const WAITS_FOR = {
  2: {},
  4: {},
  5: { waitsFor: 'supplement' },
  6: { waitsFor: 'financial-duty' },
} as const

const score = (group: ScoreGroup) => z.number().min(0).max(FULL_SCORES[group])

/** The groups of index 766 under the names of the file. */
const scores = z
  .object({
    'cong-khai': score('transparency'),
    'tien-do': score('timeliness'),
    dvctt: score('online-services'),
    'thanh-toan': score('online-payment'),
    'hai-long': score('satisfaction'),
    'so-hoa': score('digitisation'),
  })
  .transform((row) => ({
    transparency: row['cong-khai'],
    timeliness: row['tien-do'],
    'online-services': row.dvctt,
    'online-payment': row['thanh-toan'],
    satisfaction: row['hai-long'],
    digitisation: row['so-hoa'],
  }))

export const briefingFile = z.object({
  score766: z.record(z.string(), scores),
  dossiers: z.array(
    z.object({
      id: z.string(),
      unit_code: z.string(),
      unit: z.string(),
      procedure: z.string().min(1),
      /** Channel and, where it is online, level in one. */
      channel: z
        .enum(['trực tiếp', 'một phần', 'toàn trình'])
        .transform((channel) => CHANNELS[channel]),
      field_code: z
        .enum(['DAT', 'HT', 'XD', 'CT', 'KD', 'BTXH', 'MT'])
        .transform((code) => FIELD_CODES[code]),
      received: z.iso.date(),
      due: z.iso.date(),
      limit_working_days: z.int().positive(),
      /** States of the national portal: 2 and 4 run, 5 waits for supplements, 6 for money. */
      state: z.literal([2, 4, 5, 6]).transform((state) => WAITS_FOR[state]),
      apology_letter: z.boolean(),
    }),
  ),
})
