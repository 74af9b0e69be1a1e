import { z } from 'zod'
import { isOrderedValidity, unitCode, validityKeys } from './config-values.ts'

const optionalNumber = (schema: z.ZodNumber) =>
  z.preprocess((text) => {
    if (text === '') return undefined
    return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  }, schema.optional())

const optionalText = <T extends z.ZodType>(schema: T) =>
  z.preprocess((text) => (text === '' ? undefined : text), schema.optional())

/** Codes in one cell, with spaces between them. */
const codeList = z
  .string()
  .transform((text) => text.split(/\s+/))
  .pipe(z.array(unitCode).max(16))

/** One row of `units.csv`; empty cells are absent values. */
export const unitRow = z
  .strictObject({
    code: unitCode,
    name: z.string().min(1).max(60),
    name_en: optionalText(z.string().max(60)),
    kind: z.enum(['district', 'commune', 'ward', 'town', 'special-zone']),
    parent: optionalText(unitCode),
    valid_from: optionalText(validityKeys.from.unwrap()),
    valid_to: optionalText(validityKeys.to.unwrap()),
    lon: optionalNumber(z.number().min(-180).max(180)),
    lat: optionalNumber(z.number().min(-90).max(90)),
    area_km2: optionalNumber(z.number().positive().max(100_000)),
    successor: optionalText(codeList),
  })
  .refine((row) => isOrderedValidity({ from: row.valid_from, to: row.valid_to }), {
    message: '`valid_to` lies before `valid_from`',
    path: ['valid_to'],
  })
  .refine((row) => (row.lon === undefined) === (row.lat === undefined), {
    message: 'give both lon and lat, or neither',
    path: ['lat'],
  })

export type UnitRow = Readonly<z.output<typeof unitRow>>
