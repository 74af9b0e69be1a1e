import type { FreshnessLimits } from '../../../protocol/freshness.ts'
import type { Aggregation, MetricGroup, Scene } from '../../../protocol/screen.ts'
import type { HistoryRetention } from '../history/plan.ts'

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

export type SensorKind = 'river' | 'rain' | 'reservoir'

export interface Sensor {
  readonly id: string
  readonly name: Localized
  readonly kind: SensorKind
  readonly unit?: string
  readonly point?: { readonly lon: number; readonly lat: number; readonly approximate: boolean }
  /** Named levels of the sensor by metric, e.g. BĐ1–3 of a river station, ascending. */
  readonly levels?: readonly SensorLevel[]
  /** Invented for the demo: no such instrument stands there. */
  readonly demo?: boolean
}

interface SensorLevel {
  readonly name: string
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
  /** Values outside are refused. */
  readonly hardRange: { readonly min: number; readonly max: number }
  readonly freshness: FreshnessLimits
  readonly owner: Localized
  /** What it counts, in a sentence. */
  readonly definition?: Localized
  /** The pack it comes from, or the site itself. */
  readonly group?: MetricGroup
  readonly aggregation: Aggregation
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
