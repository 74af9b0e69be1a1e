import type { Mapping } from '../../core/register/mapping.ts'
import type { RegisterEnd } from '../../core/register/read-register.ts'
import type { ReadRow } from '../../core/register/register-row.ts'
import type { RegisterWords } from '../../core/register/register-words.ts'
import type { FileRefusal } from '../../../protocol/registers.ts'
import type { TableFacts } from './table.ts'

/** What the reading process is given, as one JSON text on its standard input. */
export interface ReaderOrder {
  readonly path: string
  readonly mapping: Mapping
  readonly words: RegisterWords
}

/** What it answers, each as a line of JSON on its standard output; the last one ends the reading. */
export type ReaderLine =
  | { readonly rows: readonly ReadRow[] }
  | { readonly end: RegisterEnd & { readonly facts: TableFacts } }
  | { readonly refused: { readonly reason: FileRefusal; readonly message: string } }
