import { z } from 'zod'
import type { CalendarFile } from '../calendar/calendar-shape.ts'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { FireBands } from '../hazards/fire-bands.ts'
import type { AlarmsFile } from './alarms-file.ts'
import type { CatalogueFile } from './catalogue-file.ts'
import type { MetricsFile, SiteFile } from './config-schemas.ts'
import type { SensorsFile } from './sensors-file.ts'
import type { LayoutFile } from './layout-file.ts'
import type { NotificationsFile } from './notifications-file.ts'
import type { UnitRow } from './unit-row.ts'

/** Keys and indexes from the top of a file to a value; in a table the row's index and the column's name. */
export type SourcePath = readonly (string | number)[]

/** A parsed file together with its name, so that faults can be placed. */
export interface Sourced<T> {
  readonly file: string
  readonly value: T
}

/** What is wrong in a file and where; the reader of the file turns the path into line and column. */
export interface Fault {
  readonly file: string
  readonly path: SourcePath
  readonly message: string
}

/** The files of one site, parsed. */
export interface SiteSources {
  readonly id: string
  readonly site: Sourced<SiteFile>
  readonly units: Sourced<readonly UnitRow[]>
  readonly ownMetrics: Sourced<MetricsFile> | undefined
  readonly sensors: Sourced<SensorsFile>
  readonly layout: Sourced<LayoutFile>
  readonly notifications: Sourced<NotificationsFile> | undefined
  /** Names under the site's folder `media`. */
  readonly mediaFiles: ReadonlySet<string>
}

/** A calendar file and the calendar that it describes. */
export interface SourcedCalendar extends Sourced<CalendarFile> {
  readonly calendar: WorkingCalendar
}

/** What sites share: packs, networks, calendars, catalogues, alarm rules and fire bands by name, and the codes drawn by each map file that could be read. */
export interface SharedSources {
  readonly packs: ReadonlyMap<string, Sourced<MetricsFile>>
  readonly networks: ReadonlyMap<string, Sourced<SensorsFile>>
  readonly calendars: ReadonlyMap<string, SourcedCalendar>
  readonly catalogues: ReadonlyMap<string, Sourced<CatalogueFile>>
  readonly alarms: ReadonlyMap<string, Sourced<AlarmsFile>>
  readonly fireBands: ReadonlyMap<string, Sourced<FireBands>>
  /** Rules to be tried: they stand in the place of those of the same name in every site. */
  readonly trialAlarms?: Sourced<AlarmsFile> | undefined
  /** Absent = maps are not looked at. */
  readonly maps?: ReadonlyMap<string, MapContent>
  /** Every site there is, whether asked for or not. */
  readonly siteIds: ReadonlySet<string>
}

export type MapContent =
  | { readonly ok: true; readonly codes: ReadonlySet<string> }
  | { readonly ok: false; readonly message: string }

const ring = z.array(z.tuple([z.number(), z.number()])).min(4)

/** A map under maps/: GeoJSON (RFC 7946) polygons whose properties carry the code of their unit. */
export const mapFile = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(
      z.object({
        type: z.literal('Feature'),
        properties: z.object({ code: z.string().min(1), context: z.boolean().optional() }),
        geometry: z.discriminatedUnion('type', [
          z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
          z.object({
            type: z.literal('MultiPolygon'),
            coordinates: z.array(z.array(ring).min(1)).min(1),
          }),
        ]),
      }),
    )
    .min(1),
})
