import type { DossierChannel, DossierLimit } from '../../../protocol/dossiers.ts'
import type { RegisterColumn } from './mapping.ts'

/** When something was: ms since 1970, or an ISO date of the site's zone where only the day is known. */
export type When = number | string

export const STEP_TYPES = [
  'supplement-requested',
  'financial-duty-requested',
  'resumed',
  'completed',
  'returned',
  'withdrawn',
] as const
export type StepType = (typeof STEP_TYPES)[number]

/** What a row says of a dossier, nothing worked out yet. */
export interface RegisterRow {
  readonly row: number
  readonly code: string
  readonly unit: string
  readonly field: string
  readonly procedure?: string
  readonly channel?: DossierChannel
  readonly level?: string
  readonly limit?: DossierLimit
  readonly received: When
  readonly due?: When
  /** In the order in which they follow each other; without `when` at an unknown moment since reception. */
  readonly steps: readonly { readonly type: StepType; readonly when?: When }[]
}

/** Why a row is not taken. */
export const ROW_FAULTS = [
  'missing-value',
  'bad-code',
  'bad-date',
  'bad-number',
  'error-value',
  'cell-too-long',
  'unknown-unit',
  'unit-not-in-force',
  'ambiguous-unit',
  'unknown-status',
  'no-date-for-status',
  'duplicate',
  'before-reception',
] as const
export type RowFaultCode = (typeof ROW_FAULTS)[number]

export interface RowFault {
  /** Absent = the row as a whole. */
  readonly column?: RegisterColumn
  readonly code: RowFaultCode
  readonly message: string
}

export type ReadRow =
  | { readonly kind: 'dossier'; readonly dossier: RegisterRow }
  | {
      readonly kind: 'faulty'
      readonly row: number
      /** At least one. */
      readonly faults: readonly RowFault[]
    }

/** Rows that are no dossiers, by what they are. */
export interface OtherRows {
  readonly blank: number
  readonly headings: number
  readonly totals: number
  readonly footnotes: number
  readonly signatures: number
  /** Not received, as their status says. */
  readonly skipped: number
}

/** Where a column of the mapping stands in the file. */
export interface FoundColumn {
  readonly index: number
  readonly header: string
}

export type FoundColumns = Readonly<Partial<Record<RegisterColumn, FoundColumn>>>
