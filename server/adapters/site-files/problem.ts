import type { SourcePath } from '../../core/sites/sources.ts'

/** Something wrong in the configuration, at a place that an editor can jump to; line and column count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface Position {
  readonly line: number
  readonly column: number
}

export const TOP: Position = { line: 1, column: 1 }

/** A file read without a syntax error: its value, and where each part of it stands. */
interface ReadFile {
  readonly file: string
  readonly value: unknown
  readonly locate: (path: SourcePath, part?: 'key' | 'value') => Position
}

export type ReadOutcome =
  | { readonly ok: true; readonly read: ReadFile }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** One problem a line, as compilers print them: `file:line:column: message`. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`)
    .join('\n')
}
