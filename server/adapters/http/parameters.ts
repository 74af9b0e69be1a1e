import type { Request } from 'express'
import { parseInstant } from '../../core/ingest/instant.ts'
import { HttpProblem } from './problem.ts'

/** Reads a required instant. */
export function requiredInstant(req: Request, name: string): number {
  const instant = instantParameter(req, name)
  if (instant === undefined) throw badParameter(name, `${name} is required`)
  return instant
}

export function badParameter(parameter: string, detail: string): HttpProblem {
  return new HttpProblem('bad-parameter', detail, { extra: { parameter } })
}

/** ms since 1970. */
export function instantParameter(req: Request, name: string): number | undefined {
  const text = textParameter(req, name)
  if (text === undefined) return undefined
  const instant = /^\d{1,15}$/.test(text) ? Number(text) : parseInstant(text)
  if (instant === undefined) {
    throw badParameter(name, `${name} is neither ISO 8601 with a zone nor ms since 1970`)
  }
  return instant
}

/** An instant or a name: a + that was not written as %2B has become a blank. */
export function textParameter(req: Request, name: string): string | undefined {
  return plainParameter(req, name)?.replace(' ', '+')
}

/** Whatever somebody wrote. */
export function plainParameter(req: Request, name: string): string | undefined {
  // What others read as a list or an object of that name would be left out here without a word.
  const isTaken = Object.keys(req.query).some((one) => one.startsWith(`${name}[`))
  if (isTaken) throw badParameter(name, `${name} is one value`)
  const value = req.query[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw badParameter(name, `${name} is there more than once`)
  return value
}
