import type { z } from 'zod'
import type { Sourced, SourcePath } from '../../core/sites/sources.ts'
import type { Position, Problem, ReadOutcome } from './problem.ts'

/** A file whose shape is right, and where each part of it stands. */
interface ParsedFile<T> extends Sourced<T> {
  readonly locate: (path: SourcePath) => Position
}

export type ParseOutcome<T> =
  | { readonly ok: true; readonly parsed: ParsedFile<T> }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Checks a file that was read against its schema; each issue becomes a problem at its place. */
export function parseFile<T>(outcome: ReadOutcome, schema: z.ZodType<T>): ParseOutcome<T> {
  if (!outcome.ok) return outcome
  const { file, value, locate } = outcome.read
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, parsed: { file, value: result.data, locate } }
  const problems = result.error.issues.flatMap((issue) =>
    placesOf(issue).map(({ path, part, message }) => ({ file, ...locate(path, part), message })),
  )
  return { ok: false, problems }
}

interface Place {
  readonly path: SourcePath
  readonly part: 'key' | 'value'
  readonly message: string
}

function placesOf(issue: z.core.$ZodIssue): readonly Place[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      part: 'key',
      message: `unknown key "${key}"`,
    }))
  }
  const name = path.findLast((step) => typeof step === 'string')
  const message = name === undefined ? issue.message : `${name}: ${issue.message}`
  return [{ path, part: 'value', message }]
}
