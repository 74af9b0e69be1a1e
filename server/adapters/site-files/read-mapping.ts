import { mappingFile, type Mapping } from '../../core/register/mapping.ts'
import { namedProblems, namesOf, readNamed, type FileKind } from './named-files.ts'
import type { Problem } from './problem.ts'

export type MappingOutcome =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export interface MappingName {
  readonly id: string
  readonly name: Mapping['name']
}

const MAPPINGS: FileKind<Mapping> = { folder: 'mappings', noun: 'a mapping', schema: mappingFile }

/** The mapping of a name: `<folder>/mappings/<name>.yaml`. */
export async function readMapping(folder: string, name: string): Promise<MappingOutcome> {
  const outcome = await readNamed(folder, MAPPINGS, name)
  return outcome.ok ? { ok: true, mapping: outcome.value } : outcome
}

/** The mappings of a configuration folder that can be read, with what people call them. */
export async function readMappingNames(folder: string): Promise<readonly MappingName[]> {
  const ids = await namesOf(folder, MAPPINGS)
  const read = await Promise.all(ids.map((id) => readMapping(folder, id)))
  return read.flatMap((one, index) => {
    const id = ids[index]
    return one.ok && id !== undefined ? [{ id, name: one.mapping.name }] : []
  })
}

/** What is wrong with any of the mappings of a configuration folder. */
export async function mappingProblems(folder: string): Promise<readonly Problem[]> {
  return namedProblems(folder, MAPPINGS)
}
