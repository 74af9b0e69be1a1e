import { fireBandsFile, type FireBands } from '../../core/hazards/fire-bands.ts'
import { namedProblems, readNamed, type FileKind, type NamedOutcome } from './named-files.ts'
import type { Problem } from './problem.ts'

const FIRE_BANDS: FileKind<FireBands> = {
  folder: 'fire-bands',
  noun: 'fire bands',
  schema: fireBandsFile,
}

/** The bands of a name: `<folder>/fire-bands/<name>.yaml`. */
export async function readFireBands(
  folder: string,
  name: string,
): Promise<NamedOutcome<FireBands>> {
  return readNamed(folder, FIRE_BANDS, name)
}

/** What is wrong with any of the bands of a configuration folder. */
export async function fireBandsProblems(folder: string): Promise<readonly Problem[]> {
  return namedProblems(folder, FIRE_BANDS)
}
