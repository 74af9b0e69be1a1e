import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { slug } from '../../core/sites/config-values.ts'
import { parseFile } from './parse-file.ts'
import { TOP, type Problem } from './problem.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'

/** Files of one kind that are asked for by name: `<config>/<folder>/<name>.yaml`. */
export interface FileKind<T> {
  readonly folder: string
  /** What such a file is called in words. */
  readonly noun: string
  readonly schema: z.ZodType<T>
}

export type NamedOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** The file of a name. */
export async function readNamed<T>(
  config: string,
  kind: FileKind<T>,
  name: string,
): Promise<NamedOutcome<T>> {
  const file = path.join(config, kind.folder, `${name}.yaml`)
  const refuse = (message: string): NamedOutcome<T> => ({
    ok: false,
    problems: [{ file, ...TOP, message }],
  })
  if (!slug.safeParse(name).success) return refuse(`"${name}" cannot be the name of ${kind.noun}`)
  const text = await readText(file)
  if (!text.ok && text.isMissing) {
    const names = await namesOf(config, kind)
    return refuse(`this is no name of ${kind.noun}; there are ${names.join(', ') || 'none'}`)
  }
  if (!text.ok) return { ok: false, problems: [text.problem] }
  const outcome = parseFile(readYaml(file, text.text), kind.schema)
  return outcome.ok ? { ok: true, value: outcome.parsed.value } : outcome
}

/** What is wrong with any of the files of a kind. */
export async function namedProblems(
  config: string,
  kind: FileKind<unknown>,
): Promise<readonly Problem[]> {
  const names = await namesOf(config, kind)
  const outcomes = await Promise.all(names.map((name) => readNamed(config, kind, name)))
  return outcomes.flatMap((one) => (one.ok ? [] : one.problems))
}

/** The names of the files of a kind, sorted. */
export async function namesOf(
  config: string,
  { folder }: Pick<FileKind<unknown>, 'folder'>,
): Promise<readonly string[]> {
  try {
    const entries = await readdir(path.join(config, folder))
    return entries
      .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
      .map((name) => path.basename(name, '.yaml'))
      .toSorted()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
