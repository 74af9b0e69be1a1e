import { z } from 'zod'
import { duration, isoDate, slug } from '../sites/config-values.ts'
import { START_CODES } from './fire-weather.ts'
import { MEASURES } from './measures.ts'

const code = (name: keyof typeof START_CODES, { max }: { readonly max: number }) =>
  z.number().min(0).max(max).default(START_CODES[name])

/** Of a weather station: which indices of forest fire are worked out from its readings, and where they begin. */
export const sensorFire = z
  .strictObject({
    from: isoDate.describe('The first day that is worked out; a later one lets it begin anew'),
    p: z
      .strictObject({
        bands: slug.describe('Under config/fire-bands: what P means'),
        start: z
          .number()
          .min(0)
          .max(MEASURES.index.max)
          .optional()
          .describe('P of the day before; absent = not known, until rain lets it begin anew'),
      })
      .optional()
      .describe('Index P and its level, from the air at 13:00'),
    fwi: z
      .strictObject({
        ffmc: code('ffmc', MEASURES.ffmc),
        dmc: code('dmc', MEASURES.code),
        dc: code('dc', MEASURES.code),
      })
      .optional()
      .describe(
        'The Canadian index, from the weather at noon; the codes are those of the day before',
      ),
    rain: slug.optional().describe('A rain sensor nearby; absent = the rain of the station itself'),
    within: duration
      .refine((text) => !/ d$/.test(text), 'at most some hours')
      .default('1 h')
      .describe('How far from noon and 13:00 a reading may lie'),
  })
  .refine(({ p, fwi }) => p !== undefined || fwi !== undefined, 'name `p`, `fwi`, or both')
  .describe('Of a weather station: fire indices worked out day by day from its readings')

export type SensorFireOptions = Readonly<z.output<typeof sensorFire>>
