import { z } from 'zod'
import {
  isOrderedValidity,
  localized,
  ORDERED_VALIDITY,
  slug,
  validityKeys,
} from './config-values.ts'

const MAX_WORKING_DAYS = 2_000

const alias = z.string().trim().min(1).max(120)

const aliases = z
  .array(alias)
  .max(32)
  .default([])
  .describe('What sources call it, besides its code and its Vietnamese name')

const procedureCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/, 'use letters, digits, dots and hyphens, at most 64')

const limit = z
  .strictObject({
    workingDays: z.int().min(0).max(MAX_WORKING_DAYS).optional(),
    workingHours: z
      .number()
      .min(0)
      .max(8 * MAX_WORKING_DAYS)
      .optional(),
    calendarDays: z
      .int()
      .min(0)
      .max(2 * MAX_WORKING_DAYS)
      .optional(),
  })
  .refine((given) => Object.values(given).filter((count) => count !== undefined).length === 1, {
    message: 'give one of workingDays, workingHours, calendarDays',
  })
  .describe('How long it may take; one of the three')

/** `config/catalogues/<name>.yaml`: the words and rules for the dossiers of sites. */
export const catalogueFile = z.strictObject({
  name: localized(80).describe('What it lists'),
  fields: z
    .array(
      z.strictObject({
        code: slug,
        aliases,
        name: localized(80),
        shortName: localized(40),
        apart: z.boolean().default(false).describe('Shown apart from the others'),
      }),
    )
    .min(1)
    .max(100),
  procedures: z
    .array(
      z.strictObject({
        code: procedureCode,
        aliases,
        name: localized(200),
        field: slug,
        level: slug.optional().describe('Level of the online service'),
        limit: limit.optional(),
        calendar: slug.optional().describe('Absent = that of the site'),
      }),
    )
    .max(3_000)
    .default([]),
  levels: z
    .array(
      z
        .strictObject({ code: slug, name: localized(60), ...validityKeys })
        .refine(isOrderedValidity, ORDERED_VALIDITY),
    )
    .max(50)
    .default([])
    .describe('Levels of online service; a code may have other names at other times'),
  dueSoon: z
    .array(
      z.strictObject({
        limitFromWorkingDays: z.number().min(0).max(MAX_WORKING_DAYS),
        workingHours: z
          .number()
          .positive()
          .max(8 * MAX_WORKING_DAYS),
      }),
    )
    .min(1)
    .max(16)
    .describe('Ahead of its due time a dossier is due soon, by the length of its limit; ascending'),
  extensionNoticeDays: z
    .int()
    .min(0)
    .max(60)
    .default(1)
    .describe('Days before the due date by which an extension must have been announced'),
})

export type CatalogueFile = Readonly<z.output<typeof catalogueFile>>
