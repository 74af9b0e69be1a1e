import { z } from 'zod'
import { DOSSIER_CHANNELS } from '../../../protocol/dossiers.ts'
import { REGISTER_ENCODINGS } from '../../../protocol/registers.ts'
import { localized, unitCode } from '../sites/config-values.ts'
import { foldText } from './fold-text.ts'
import { personalWordIn } from './personal-words.ts'

/** What a register may tell of a dossier; one column each. */
export const REGISTER_COLUMNS = [
  'code',
  'received',
  'unit',
  'field',
  'procedure',
  'channel',
  'level',
  'due',
  'limit',
  'completed',
  'returned',
  'withdrawn',
  'supplementRequested',
  'financialDuty',
  'resumed',
  'status',
] as const
export type RegisterColumn = (typeof REGISTER_COLUMNS)[number]

/** What a word in the column of the state says of a dossier. `not-received`: it is none, or not yet one. */
export const STATUS_MEANINGS = [
  'open',
  'supplement-requested',
  'financial-duty-requested',
  'completed',
  'returned',
  'withdrawn',
  'not-received',
] as const
export type StatusMeaning = (typeof STATUS_MEANINGS)[number]

export const LIMIT_UNITS = ['working-days', 'working-hours', 'calendar-days'] as const
export type LimitUnit = (typeof LIMIT_UNITS)[number]

const word = z.string().trim().min(1).max(120)
const headers = z.array(word).min(1).max(32)
const code = z.string().trim().min(1).max(64)
const listOf = (words: readonly string[]) =>
  z
    .array(word)
    .max(64)
    .default([...words])

const wordsFor = <T extends z.ZodType>(meaning: T) =>
  z.record(word, meaning).refine(areDistinct, 'two words that differ only in accents or case')

const columns = z
  .strictObject({
    code: headers.describe('Number of the dossier or request'),
    received: headers.describe('When it was received'),
    unit: headers.optional().describe('Code or name of the unit'),
    field: headers.optional(),
    procedure: headers.optional(),
    channel: headers.optional().describe('How it was handed in'),
    level: headers.optional().describe('Level of the online service'),
    due: headers.optional().describe('When it was promised for'),
    limit: headers.optional().describe('Time limit, a number with or without its unit'),
    completed: headers.optional().describe('When its result was ready'),
    returned: headers.optional().describe('When the result was handed over'),
    withdrawn: headers.optional(),
    supplementRequested: headers.optional(),
    financialDuty: headers.optional().describe('When the applicant was asked to pay'),
    resumed: headers.optional().describe('When what was missing had come'),
    status: headers.optional(),
  })
  .superRefine((value, { addIssue }) => {
    const seen = new Map<string, string>()
    for (const column of REGISTER_COLUMNS) {
      for (const [index, text] of (value[column] ?? []).entries()) {
        const personal = personalWordIn(text)
        if (personal !== undefined) {
          const message = `"${text}" names a person or how to reach one ("${personal}"), which is never read`
          addIssue({ code: 'custom', path: [column, index], message })
        }
        const before = seen.get(foldText(text))
        if (before !== undefined) {
          const message = `"${text}" stands under ${before} already`
          addIssue({ code: 'custom', path: [column, index], message })
        }
        seen.set(foldText(text), column)
      }
    }
  })

/** `config/mappings/<name>.yaml`: how the columns and words of one kind of register are read. */
export const mappingFile = z.strictObject({
  name: localized(60),
  encoding: z
    .enum(['auto', ...REGISTER_ENCODINGS])
    .default('auto')
    .describe(
      'Of text files; auto = the one in which the headers and words of this file are found',
    ),
  delimiter: z.enum(['auto', ',', ';', 'tab', '|']).default('auto'),
  sheet: z.string().min(1).max(31).optional().describe('Absent = the first one that is not hidden'),
  dates: z.enum(['day-first', 'month-first']).default('day-first'),
  dateSystem: z
    .enum(['of-the-file', '1900', '1904'])
    .default('of-the-file')
    .describe('Day that the numbers of dates count from; text files have none, so 1900'),
  midnight: z
    .enum(['day', 'time'])
    .default('day')
    .describe('What 00:00 means: only the day is known, or midnight'),
  numbers: z.enum(['1.234,5', '1,234.5']).default('1.234,5'),
  columns: columns.describe(
    'Texts of the header by column, the best first; accents and case do not count',
  ),
  units: z
    .strictObject({
      names: wordsFor(unitCode).default({}).describe('Code by what the register writes'),
      whenEmpty: unitCode
        .optional()
        .describe('Code for rows that name none; site = the whole site'),
    })
    .prefault({}),
  fields: z
    .strictObject({
      names: wordsFor(code).default({}).describe('Code by what the register writes'),
      whenEmpty: code.optional(),
    })
    .prefault({}),
  channels: wordsFor(z.enum(DOSSIER_CHANNELS)).default({}),
  levels: wordsFor(code).default({}),
  limitUnit: z.enum(LIMIT_UNITS).default('working-days').describe('Where a limit names none'),
  statuses: wordsFor(z.enum(STATUS_MEANINGS)).default({}),
  totals: listOf(['Tổng cộng', 'Tổng số', 'Cộng', 'Total', 'Grand total']).describe(
    'What rows of totals begin with',
  ),
  footnotes: listOf(['Ghi chú', 'Chú thích', 'Lưu ý', 'Nguồn', 'Note', 'Source']).describe(
    'What footnotes begin with; also (*)',
  ),
  signatures: listOf([
    'Người lập',
    'Người tổng hợp',
    'Thủ trưởng',
    'Lãnh đạo',
    'Chủ tịch',
    'Phó chủ tịch',
    'Giám đốc',
    'Trưởng phòng',
    'TM. UBND',
    'KT. Chủ tịch',
    'TL. Chủ tịch',
    'Ký, ghi rõ họ tên',
    'Prepared by',
    'Signed',
  ]).describe('What the lines of those who sign begin with'),
})

export type Mapping = Readonly<z.output<typeof mappingFile>>

function areDistinct(words: Readonly<Record<string, unknown>>): boolean {
  const meanings = new Map<string, unknown>()
  return Object.entries(words).every(([text, meaning]) => {
    const folded = foldText(text)
    const isFine = !meanings.has(folded) || meanings.get(folded) === meaning
    meanings.set(folded, meaning)
    return isFine
  })
}
