import type { DossierChannel } from '../../../protocol/dossiers.ts'
import type { Localized } from '../sites/site.ts'

/** The demo's facts, read and checked. All times in ms since 1970. */
export interface ScenarioData {
  readonly scenarios: Readonly<Record<DemoName, DemoScenario>>
  readonly levels: readonly LevelRow[]
  readonly reservoirs: readonly ReservoirRow[]
  readonly events: readonly ScenarioEvent[]
  readonly briefing: readonly BriefingDossier[]
  readonly signalLossMs: number
  readonly feedbackSurge: {
    readonly count: number
    readonly durationMs: number
    readonly units: readonly string[]
  }
  readonly isolated: {
    readonly units: readonly string[]
    readonly from: number
    readonly to: number
  }
  readonly silentUnits: readonly string[]
  /** What somebody owes: from a moment on nothing more of this kind comes from the unit. */
  readonly owed: readonly OwedDelivery[]
  /** Index 766 as of the briefing. */
  readonly scores: readonly UnitScores[]
}

/** The kinds of figures that units deliver by hand, each in its own rhythm. */
export const DELIVERIES = [
  'documents',
  'visits',
  'dengue',
  'health',
  'education',
  'economy',
  'index-766',
] as const
export type Delivery = (typeof DELIVERIES)[number]

export interface OwedDelivery {
  readonly delivery: Delivery
  readonly unit: string
  readonly since: number
}

/** The six groups of index 766 and their full scores (892/QĐ-UBND Quảng Nam, 2023). */
export const FULL_SCORES = {
  transparency: 18,
  timeliness: 20,
  'online-services': 12,
  'online-payment': 10,
  satisfaction: 18,
  digitisation: 22,
} as const
export type ScoreGroup = keyof typeof FULL_SCORES

export interface UnitScores {
  readonly unit: string
  readonly scores: Readonly<Record<ScoreGroup, number>>
}

export const DEMO_NAMES = ['flood', 'briefing'] as const
export type DemoName = (typeof DEMO_NAMES)[number]

export interface DemoScenario {
  readonly title: Localized
  readonly start: number
  readonly end: number
}

export interface LevelRow {
  readonly at: number
  readonly station: string
  /** Metres. */
  readonly level: number
}

export interface ReservoirRow {
  readonly at: number
  readonly reservoir: string
  readonly quantity: 'level' | 'inflow' | 'release' | 'spill'
  /** Levels in m, flows in m³/s. */
  readonly value: number
  /** False where the source gives no hour or only says "more than". */
  readonly isExact: boolean
}

export interface ScenarioEvent {
  readonly at: number
  readonly type: string
  readonly station?: string
}

export const FIELDS = [
  'land',
  'civil-status',
  'construction',
  'certification',
  'business',
  'social',
  'environment',
] as const
export type Field = (typeof FIELDS)[number]

/** An open dossier as of the briefing. Dates are ISO. */
export interface BriefingDossier {
  readonly id: string
  readonly unit: string
  readonly field: Field
  readonly received: string
  readonly due: string
  readonly limitWorkingDays: number
  /** Name of the procedure. */
  readonly procedure: string
  readonly channel: DossierChannel
  readonly level?: 'partial' | 'full'
  /** Why its clock stands still; absent = it runs. */
  readonly waitsFor?: 'supplement' | 'financial-duty'
  /** A letter of apology was written, too late to count. */
  readonly hasApology: boolean
}
