import type { FireBands } from '../hazards/fire-bands.ts'
import type { MoistureCodes } from '../hazards/fire-weather.ts'
import type { RainGauge } from '../hazards/rain-readings.ts'
import type { FreshnessLimits } from '../../../protocol/freshness.ts'
import type { Aggregation, MetricGroup, Scene, ValueState } from '../../../protocol/screen.ts'
import type { AlarmRules } from '../alarms/alarm-rules.ts'
import type { Limit, WorkingCalendar } from '../calendar/working-calendar.ts'
import type { HistoryRetention } from '../history/plan.ts'
import type { NotificationTarget } from '../notifications/target.ts'

/** Text in the languages of the interface. */
export interface Localized {
  readonly vi: string
  readonly en: string
}

/** One operations centre as configured: validated, frozen, with every reference resolved. */
export interface Site {
  readonly id: string
  readonly name: Localized
  /** What stands under the name on the wall, e.g. "5 xã · thành phố Đà Nẵng". */
  readonly subtitle: Localized
  /** Names where they changed with time; `name` and `subtitle` are those of the last entry. Absent = never changed. */
  readonly names?: readonly DatedName[]
  /** IANA zone; dates in validity ranges are civil dates of this zone. */
  readonly timeZone: string
  /** The unit that stands for the whole site; site totals are its series. */
  readonly rootUnit: string
  /** Days on which the site itself exists (inclusive ISO dates). */
  readonly validity: Validity
  readonly parents: readonly ParentSite[]
  readonly units: readonly Unit[]
  readonly sensors: readonly Sensor[]
  readonly metrics: readonly Metric[]
  readonly channels: readonly Channel[]
  readonly maps: readonly SiteMap[]
  readonly layout: Layout
  /** https origins that media panels may show. */
  readonly allowedOrigins?: readonly string[]
  readonly retention: Retention
  /** How dossiers are counted; absent = the site takes none. */
  readonly dossiers?: DossierRules
  readonly alarms: AlarmRules
  /** Who is told of alarms; absent = nobody. */
  readonly notifications?: readonly NotificationTarget[]
}

/** Inclusive ISO dates (YYYY-MM-DD); absent = open. */
export interface Validity {
  readonly from?: string
  readonly to?: string
}

export interface DatedName {
  readonly name: Localized
  readonly subtitle: Localized
  readonly validity: Validity
}

export interface ParentSite {
  readonly site: string
  readonly validity: Validity
}

export type UnitKind =
  'area' | 'province' | 'city' | 'district' | 'commune' | 'ward' | 'town' | 'special-zone'

/** Key = code and date: codes are reused, so one code may appear several times with disjoint validity. */
export interface Unit {
  readonly code: string
  readonly name: Localized
  readonly kind: UnitKind
  readonly parent?: string
  readonly validity: Validity
  /** Label point, WGS 84 degrees. */
  readonly point?: { readonly lon: number; readonly lat: number }
  readonly areaKm2?: number
  /** Codes of the units that its ground belongs to from the day after its last one, in this site or another. */
  readonly successors?: readonly string[]
}

export type SensorKind = 'river' | 'rain' | 'reservoir' | 'weather'

export interface Sensor {
  readonly id: string
  readonly name: Localized
  readonly kind: SensorKind
  readonly unit?: string
  readonly point?: { readonly lon: number; readonly lat: number; readonly approximate: boolean }
  /** Named levels of the sensor by metric, e.g. BĐ1–3 of a river station, ascending. */
  readonly levels?: readonly SensorLevel[]
  /** Of a reservoir. */
  readonly storage?: StorageMarks
  /** How a rain gauge counts: its totals are worked out from its readings. */
  readonly gauge?: SensorGauge
  /** Readings that leap off their course by more than `least` are doubted. */
  readonly spikes?: { readonly metric: string; readonly least: number }
  /** Of a weather station: the fire indices that are worked out day by day from its readings. */
  readonly fire?: SensorFire
  /** Invented for the demo: no such instrument stands there. */
  readonly demo?: boolean
}

export interface SensorGauge extends RainGauge {
  /** What the instrument itself tells. */
  readonly metric: string
}

/** At least one of `p` and `fwi` is there. */
export interface SensorFire {
  /** The first day that is worked out, an ISO date. */
  readonly from: string
  /** `start` is P of the day before; absent = not known, until rain lets it begin anew. */
  readonly p?: { readonly bands: FireBands; readonly start?: number }
  /** The moisture codes of the day before. */
  readonly fwi?: MoistureCodes
  /** Whose rain it is; absent = the station's own. */
  readonly rain?: string
  /** How far from noon and 13:00 a reading may lie, ms. */
  readonly withinMs: number
}

interface SensorLevel extends KnownValue {
  readonly name: string
}

/** Marks of a reservoir in metres, between which its water is stored. */
export interface StorageMarks {
  /** Below it no water can be drawn (mực nước chết). */
  readonly dead: KnownValue
  /** The highest level before floods are over (mực nước cao nhất trước lũ). */
  readonly floodLimit?: KnownValue
  /** The level that it is filled to in ordinary operation (mực nước dâng bình thường). */
  readonly full: KnownValue
  /** What it may rise to in its design flood (mực nước lũ thiết kế). */
  readonly designFlood?: KnownValue
}

interface KnownValue {
  readonly value: number
  /** How well the value is known; absent = verified. */
  readonly certainty?: 'verified' | 'derived' | 'unverified'
}

export type Direction = 'higher-is-better' | 'lower-is-better' | 'neither'

export interface Metric {
  readonly id: string
  readonly name: Localized
  /** Short form for tiles and table heads. */
  readonly shortName: Localized
  /** Unit of measure as printed, '' for counts. */
  readonly unitOfMeasure: Localized
  readonly decimals: number
  readonly channel: string
  readonly subjects: 'unit' | 'sensor'
  readonly sensorKind?: SensorKind
  readonly direction: Direction
  readonly target?: number
  /** Lower bounds of map classes 1…4 (class 0 is below the first). */
  readonly classes?: readonly number[]
  /** Names of its values, ascending, where they are no amounts but states. */
  readonly states?: readonly ValueState[]
  /** Values outside are refused. */
  readonly hardRange: { readonly min: number; readonly max: number }
  readonly freshness: FreshnessLimits
  readonly owner: Localized
  /** What it counts, in a sentence. */
  readonly definition?: Localized
  /** The pack it comes from, or the site itself. */
  readonly group?: MetricGroup
  readonly aggregation: Aggregation
  /** What it counts of the site's dossiers, for units that report those. */
  readonly counts?: DossierCount
  /** Set on the coverage series `<metric>.coverage` that the system adds itself: how many inputs an aggregate had. */
  readonly coverageOf?: string
}

export interface Channel {
  readonly name: string
  /** 1–20. */
  readonly ticksPerSecond: number
  readonly timeGridMs: 250 | 1
}

export interface SiteMap {
  /** File under maps/. */
  readonly file: string
  readonly kind: 'schematic' | 'boundaries'
  readonly validity: Validity
  readonly source: Localized
}

export interface Layout {
  readonly rotateEverySeconds?: number
  readonly scenes: readonly Scene[]
}

export interface Retention {
  readonly streamHours: number
  readonly streamMaxBytes: number
  readonly history: HistoryRetention
}

/** The law's clock and the words for dossiers of a site. */
export interface DossierRules {
  /** For procedures that name no other. */
  readonly calendar: WorkingCalendar
  readonly fields: readonly DossierField[]
  readonly procedures: readonly DossierProcedure[]
  /** Levels of online service, by code and date. */
  readonly levels: readonly DossierLevel[]
  /** How many working hours before its due time a dossier is due soon: the first whose limit it reaches; ascending by limit the last. */
  readonly dueSoon: readonly { readonly limitFromWorkingDays: number; readonly hours: number }[]
  /** Days before the due date by which an extension must have been announced. */
  readonly extensionNoticeDays: number
}

export interface DossierField {
  readonly code: string
  /** Codes that sources use for it. */
  readonly aliases: readonly string[]
  readonly name: Localized
  readonly shortName: Localized
  /** Shown apart from the others: land. */
  readonly isApart: boolean
}

export interface DossierProcedure {
  readonly code: string
  readonly aliases: readonly string[]
  readonly name: Localized
  readonly field: string
  readonly level?: string
  readonly limit?: Limit
  readonly calendar?: WorkingCalendar
}

export interface DossierLevel {
  readonly code: string
  readonly name: Localized
  readonly validity: Validity
}

/** A count of the dossiers of a unit, worked out by the system. */
export interface DossierCount {
  readonly measure: DossierMeasure
  /** Code of a field; absent = all. */
  readonly field?: string
  /** For `ageing`: overdue by at least `from` and less than `to` working days. */
  readonly from?: number
  readonly to?: number
  /** For `forecast`. */
  readonly workingHours?: number
}

export const DOSSIER_MEASURES = [
  'open',
  'in-time',
  'due-soon',
  'overdue',
  'paused',
  'received',
  'received-online',
  'resolved',
  'resolved-early',
  'resolved-on-time',
  'resolved-late',
  'withdrawn',
  'overdue-days',
  'ageing',
  'forecast',
] as const
export type DossierMeasure = (typeof DOSSIER_MEASURES)[number]
