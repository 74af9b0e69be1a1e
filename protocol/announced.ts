import * as z from 'zod/mini'

/** Kinds of natural hazards that levels of disaster risk are announced for (Decision 18/2021/QĐ-TTg). */
export const NATURAL_HAZARDS = [
  'storm',
  'heavy-rain',
  'flood',
  'flash-flood',
  'storm-surge',
  'thunderstorm',
  'strong-wind',
  'fog',
  'heat',
  'drought',
  'salinity',
  'cold',
  'forest-fire',
  'earthquake',
  'tsunami',
] as const
export type NaturalHazard = (typeof NATURAL_HAZARDS)[number]

/** Levels of disaster risk, by law. */
export const MOST_RISK_LEVEL = 5
/** In the place of a level: the announcement no longer holds. */
export const NO_RISK_LEVEL = 0

/** A level of disaster risk as an authority has announced it; never worked out from figures. Instants are ms since 1970 of the site's clock. */
export interface AnnouncedLevel {
  readonly hazard: NaturalHazard
  /** 1…5. */
  readonly level: number
  /** When the bulletin was issued. */
  readonly bulletinAt: number
  /** Who announced it, e.g. a station. */
  readonly source?: string | undefined
}

const instant = z.iso.datetime({ offset: true })

/** What the route of announced levels answers: the highest first. */
export const AnnouncedAnswerSchema = z.strictObject({
  /** Site time. */
  time: instant,
  announced: z.array(
    z.strictObject({
      hazard: z.enum(NATURAL_HAZARDS),
      level: z.int().check(z.minimum(1), z.maximum(MOST_RISK_LEVEL)),
      bulletinAt: instant,
      source: z.optional(z.string()),
    }),
  ),
})
export type AnnouncedAnswer = z.infer<typeof AnnouncedAnswerSchema>
