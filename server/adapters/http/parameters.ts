import type { Request } from 'express'
import { parseInstant } from '../../core/ingest/instant.ts'
import { HttpProblem } from './problem.ts'

/** Of a parameter that nobody knows, as far as it is repeated. */
const MAX_NAME_LENGTH = 64

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

/** A filter that nobody knows must not be passed over: the figures would be those of something else. */
export function refuseOthers(req: Request, known: readonly string[]): void {
  for (const name of Object.keys(req.query)) {
    const [head = ''] = name.split('[', 1)
    if (known.includes(head)) continue
    throw badParameter(name.slice(0, MAX_NAME_LENGTH), `one of ${known.join(', ')}`)
  }
}

/** At most four digits. */
export function wholeNumber(
  req: Request,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const text = plainParameter(req, name)
  if (text === undefined) return undefined
  const value = /^\d{1,4}$/.test(text) ? Number(text) : NaN
  if (value >= least && value <= most) return value
  throw badParameter(name, `${name} is a whole number from ${least} to ${most}`)
}

export function oneOf<Word extends string>(
  req: Request,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = plainParameter(req, name)
  return text === undefined ? undefined : oneWord(text, name, words)
}

/** One word or more, with commas between; undefined = the parameter is not there. */
export function wordsOf<Word extends string>(
  req: Request,
  name: string,
  words: readonly Word[],
): ReadonlySet<Word> | undefined {
  const text = plainParameter(req, name)
  if (text === undefined) return undefined
  return new Set(text.split(',').map((word) => oneWord(word, name, words)))
}

function oneWord<Word extends string>(text: string, name: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === text)
  if (word === undefined) throw badParameter(name, `one of ${words.join(', ')}`)
  return word
}
