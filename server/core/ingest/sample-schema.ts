import { z } from 'zod'
import { QUALITIES } from '../../../protocol/sample.ts'
import { MAX_ID_LENGTH, REJECTIONS } from './incoming-sample.ts'
import { parseInstant } from './instant.ts'
import { MAX_SAMPLES } from './parse-body.ts'

const id = z.string().min(1).max(MAX_ID_LENGTH)

const fields = {
  metric: id.describe('Id of a metric of the site'),
  value: z.number().nullable().describe('null = explicitly no value'),
  at: z
    .string()
    .refine((text) => parseInstant(text) !== undefined, 'ISO 8601 with Z or an offset')
    .meta({ format: 'date-time', examples: ['2025-10-27T06:00:00+07:00'] })
    .describe('When it was measured, with Z or an offset; absent = now')
    .optional(),
  quality: z.enum(QUALITIES).optional(),
}

/** A sample as it is posted. What runs is `createSampleReader`; this describes it, and a test holds both together. */
export const SampleSchema = z.union([
  z.strictObject({ ...fields, unit: id.describe('Code of an administrative unit') }),
  z.strictObject({ ...fields, sensor: id.describe('Id of a sensor') }),
])

/** The JSON body of a post of samples. */
export const SamplesBodySchema = z.strictObject({
  samples: z.array(SampleSchema).max(MAX_SAMPLES),
})

/** What a request was answered, sample by sample where it was not taken. */
export const IntakeAnswerSchema = z.strictObject({
  accepted: z.int().min(0),
  rejected: z.array(
    z.strictObject({
      index: z.int().min(0).describe('Position in the request, from 0; with NDJSON the line'),
      code: z.enum(REJECTIONS),
      message: z.string(),
    }),
  ),
})
