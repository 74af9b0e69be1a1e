import type { Severity } from './alarms.ts'
import type { AnnouncedLevel } from './announced.ts'
import type { FreshnessLimits } from './freshness.ts'
import type { PanelSpec } from './panels/panel.ts'

/** Text in the languages of the interface. */
export interface LocalizedText {
  readonly vi: string
  readonly en: string
}

/** One full screen of panels on a grid of 24 × 12 modules. */
export interface Scene {
  readonly id: string
  readonly title: LocalizedText
  readonly panels: readonly PlacedPanel[]
}

/** Column and row count from 1; the panel spans `width` × `height` modules. */
export interface PlacedPanel {
  readonly id: string
  readonly at: {
    readonly column: number
    readonly row: number
    readonly width: number
    readonly height: number
  }
  readonly panel: PanelSpec
}

/** What the `screen` event carries: everything a wall needs to draw, beside the figures themselves. */
export interface ScreenMessage {
  /** Changes with every change of what is below. */
  readonly revision: string
  readonly site: {
    readonly id: string
    readonly name: LocalizedText
    readonly subtitle: LocalizedText
    readonly timeZone: string
    readonly rootUnit: string
    /** Civil date of the site clock that units and map were chosen for. */
    readonly date: string
    /** False when the site itself is not in force on that date. */
    readonly inForce: boolean
  }
  readonly metrics: readonly ScreenMetric[]
  /** In force on `site.date`; the root unit and units in between included. */
  readonly units: readonly ScreenUnit[]
  readonly sensors: readonly ScreenSensor[]
  readonly map: ScreenMap | undefined
  /** What alarms are raised by. */
  readonly alarmRules: readonly ScreenAlarmRule[]
  /** Times in which alarms are hidden on purpose: open, or still to come on `site.date`. */
  readonly maintenance: readonly ScreenMaintenance[]
  /** Levels of disaster risk that authorities have announced, the highest first. */
  readonly announced: readonly AnnouncedLevel[]
  readonly layout: { readonly rotateEverySeconds?: number; readonly scenes: readonly Scene[] }
  /** Set while the site clock is a scenario; the band that says so cannot be removed. */
  readonly scenario: { readonly title: LocalizedText } | undefined
}

export interface ScreenMetric {
  readonly id: string
  readonly name: LocalizedText
  readonly shortName: LocalizedText
  readonly unitOfMeasure: LocalizedText
  readonly decimals: number
  readonly channel: string
  readonly subjects: 'unit' | 'sensor'
  /** The kind of sensor that gives it; absent where units do. */
  readonly sensorKind?: ScreenSensor['kind']
  readonly direction: 'higher-is-better' | 'lower-is-better' | 'neither'
  readonly target?: number
  readonly classes?: readonly number[]
  /** Names of its values, where they are no amounts but states. */
  readonly states?: readonly ValueState[]
  readonly freshness: FreshnessLimits
  readonly owner: LocalizedText
  /** What it counts, in a sentence. */
  readonly definition?: LocalizedText
  /** The field of work it belongs to: metrics of one pack stand together on a page. */
  readonly group?: MetricGroup
  /** How it combines to the parent unit; absent where it does not. */
  readonly aggregation?: Aggregation
  /** The metric whose inputs this one counts. */
  readonly coverageOf?: string
}

/** What a value is written as and what it means, e.g. 4, `Cấp IV`, `nguy hiểm`. */
export interface ValueState {
  readonly value: number
  readonly name: LocalizedText
  readonly meaning?: LocalizedText
}

export interface MetricGroup {
  readonly id: string
  readonly name: LocalizedText
}

/** How values of units combine to their parent unit. A ratio is Σ numerator ÷ Σ denominator × factor over inputs that have both. */
export type Aggregation =
  | { readonly kind: 'none' }
  | { readonly kind: 'sum' | 'mean' | 'min' | 'max' }
  | {
      readonly kind: 'ratio'
      readonly numerator: string
      readonly denominator: string
      readonly factor: number
    }

export interface ScreenUnit {
  readonly code: string
  readonly name: LocalizedText
  readonly kind: string
  readonly parent?: string
  readonly point?: { readonly lon: number; readonly lat: number }
}

export interface ScreenSensor {
  readonly id: string
  readonly name: LocalizedText
  readonly kind: 'river' | 'rain' | 'reservoir' | 'weather'
  readonly unit?: string
  readonly point?: { readonly lon: number; readonly lat: number; readonly approximate: boolean }
  readonly levels?: readonly { readonly name: string; readonly value: number }[]
  /** Metrics that the site works out from what the sensor tells: nobody enters them. */
  readonly workedOut?: readonly string[]
  /** Of a reservoir. */
  readonly storage?: ScreenStorage
}

/** Marks of a reservoir in metres, ascending: dead level, limit of the flood season, normal full level, design flood. */
export interface ScreenStorage {
  readonly dead: number
  readonly floodLimit?: number
  readonly full: number
  readonly designFlood?: number
  /** Those that no document confirms; absent = all are confirmed. */
  readonly unconfirmed?: readonly StorageMark[]
}

export const STORAGE_MARKS = ['dead', 'floodLimit', 'full', 'designFlood'] as const
export type StorageMark = (typeof STORAGE_MARKS)[number]

/** A rule that alarms are raised by, for whoever reads and answers them. */
export interface ScreenAlarmRule {
  readonly id: string
  readonly name: LocalizedText
  /** Absent = a combination of other rules. */
  readonly metric?: string
  /** What it watches for, e.g. `levels`, `rate`, `stale`; absent where it watches nothing at present. */
  readonly kind?: string
  /** Values of the metric that it holds against, ascending by severity. */
  readonly limits: readonly ScreenAlarmLimit[]
  /** Instead, where sensors have their own. */
  readonly limitsBySensor?: Readonly<Record<string, readonly ScreenAlarmLimit[]>>
  /** What to do. */
  readonly guidance?: LocalizedText
  /** Whom to call. */
  readonly call: readonly string[]
  /** Who is told when nobody acknowledges for so long, in order; a role without a name is called by its id. */
  readonly escalation?: readonly {
    readonly afterMs: number
    readonly role: string
    readonly name?: LocalizedText
  }[]
  /** Longest shelf that an officer may ask for. */
  readonly maxShelfMs: number
}

export interface ScreenAlarmLimit {
  /** E.g. BĐ2. */
  readonly name?: string
  readonly value: number
  readonly severity: Severity
}

/** [from, to) in site time, ms since 1970. */
export interface ScreenMaintenance {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly reason: LocalizedText
  /** Absent = all rules. */
  readonly rules?: readonly string[]
  /** Neither = all subjects. */
  readonly sensors?: readonly string[]
  readonly units?: readonly string[]
}

/** Where the commune shapes come from: `url` is GeoJSON whose features carry `properties.code`. */
export interface ScreenMap {
  readonly url: string
  readonly kind: 'schematic' | 'boundaries'
  readonly source: LocalizedText
  readonly validFrom?: string
  readonly validTo?: string
}
