import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { slug } from '../../core/sites/config-values.ts'
import { mappingFile, type Mapping } from '../../core/register/mapping.ts'
import { parseFile } from './parse-file.ts'
import { TOP, type Problem } from './problem.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'

export type MappingOutcome =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export interface MappingName {
  readonly id: string
  readonly name: Mapping['name']
}

/** The mapping of a name: `<folder>/mappings/<name>.yaml`. */
export async function readMapping(folder: string, name: string): Promise<MappingOutcome> {
  const file = path.join(folder, 'mappings', `${name}.yaml`)
  const refuse = (message: string): MappingOutcome => ({
    ok: false,
    problems: [{ file, ...TOP, message }],
  })
  if (!slug.safeParse(name).success) return refuse(`"${name}" cannot be the name of a mapping`)
  const text = await readText(file)
  if (!text.ok && text.isMissing) {
    const names = await mappingNames(folder)
    return refuse(`there is no such mapping; there are ${names.join(', ') || 'none'}`)
  }
  if (!text.ok) return { ok: false, problems: [text.problem] }
  const outcome = parseFile(readYaml(file, text.text), mappingFile)
  return outcome.ok ? { ok: true, mapping: outcome.parsed.value } : outcome
}

/** The mappings of a configuration folder that can be read, with what people call them. */
export async function readMappingNames(folder: string): Promise<readonly MappingName[]> {
  const ids = await mappingNames(folder)
  const read = await Promise.all(ids.map((id) => readMapping(folder, id)))
  return read.flatMap((one, index) => {
    const id = ids[index]
    return one.ok && id !== undefined ? [{ id, name: one.mapping.name }] : []
  })
}

/** What is wrong with any of the mappings of a configuration folder. */
export async function mappingProblems(folder: string): Promise<readonly Problem[]> {
  const names = await mappingNames(folder)
  const outcomes = await Promise.all(names.map((name) => readMapping(folder, name)))
  return outcomes.flatMap((one) => (one.ok ? [] : one.problems))
}

async function mappingNames(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path.join(folder, 'mappings'))
    return entries
      .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
      .map((name) => path.basename(name, '.yaml'))
      .toSorted()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
