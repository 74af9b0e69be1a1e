import { z } from 'zod'

/** Something of the site that a panel's options name, and where they name it. */
export type PanelReference =
  | {
      readonly kind: 'metric'
      readonly id: string
      readonly path: readonly (string | number)[]
      /** What the metric must be measured of. */
      readonly subjects?: Subjects
    }
  | {
      readonly kind: 'unit'
      readonly id: string
      readonly path: readonly (string | number)[]
    }
  | {
      /** A file of the site's media folder, or an https address of an origin that the site allows. */
      readonly kind: 'address'
      readonly id: string
      readonly path: readonly (string | number)[]
    }
  | {
      readonly kind: 'sensor'
      readonly id: string
      readonly path: readonly (string | number)[]
      /** The metric that the sensor must be able to give. */
      readonly metric: string
    }

export type Subjects = 'unit' | 'sensor'

/** A panel kind: the shape of its options, and what in the site they refer to. */
export interface PanelDefinition<Options> {
  readonly options: z.ZodType<Options>
  references(options: Options): readonly PanelReference[]
}

export function definePanel<Schema extends z.ZodType>(definition: {
  readonly options: Schema
  references(options: z.output<Schema>): readonly PanelReference[]
}): typeof definition {
  return definition
}

/** The id of a metric. */
export const metricField = z.string().min(1).max(64)

export const titleField = z.strictObject({ vi: z.string().max(60), en: z.string().max(60) })

/** Whose values make the rows: the site's units of the lowest level, or the sensors that give the metric. */
export const placesField = z.enum(['unit', 'sensor']).default('unit')

const subjectKeys = {
  /** A unit code or `root` for the site's own unit; or a sensor. Exactly one of the two. */
  unit: z.string().min(1).max(32).optional(),
  sensor: z.string().min(1).max(64).optional(),
}

/** The keys that name one series, to be spread into a panel's options together with `hasOneSubject`. */
export const seriesKeys = { metric: metricField, ...subjectKeys }

export interface SeriesOptions {
  readonly metric: string
  readonly unit?: string | undefined
  readonly sensor?: string | undefined
}

export function hasOneSubject(options: SeriesOptions): boolean {
  return (options.unit === undefined) !== (options.sensor === undefined)
}

export const ONE_SUBJECT = { message: 'give either unit or sensor' }

/** What a panel refers to where it names one series; `path` leads to the object that holds the keys. */
export function seriesReferences(
  { metric, unit, sensor }: SeriesOptions,
  path: readonly (string | number)[] = [],
): readonly PanelReference[] {
  const subjects = unit === undefined ? 'sensor' : 'unit'
  return [
    { kind: 'metric', id: metric, path: [...path, 'metric'], subjects },
    ...(unit === undefined ? [] : [{ kind: 'unit', id: unit, path: [...path, 'unit'] } as const]),
    ...(sensor === undefined
      ? []
      : [{ kind: 'sensor', id: sensor, path: [...path, 'sensor'], metric } as const]),
  ]
}

/** What a panel refers to where it lists metrics under one key. */
export function metricReferences(
  ids: readonly string[],
  key: string,
  subjects?: Subjects,
): readonly PanelReference[] {
  return ids.map((id, index) => ({
    kind: 'metric',
    id,
    path: [key, index],
    ...(subjects && { subjects }),
  }))
}
