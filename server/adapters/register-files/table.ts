import type { DateSystem, RegisterLine } from '../../core/register/register-cell.ts'

/** A file of rows and cells, opened. */
export interface ReadTable {
  readonly dateSystem: DateSystem
  readonly facts: TableFacts
  readonly lines: AsyncGenerator<readonly RegisterLine[], void, undefined>
  readonly close: () => void
}

/** How the file was read, for whoever wonders. */
export interface TableFacts {
  readonly sheet?: string
  readonly encoding?: string
}
