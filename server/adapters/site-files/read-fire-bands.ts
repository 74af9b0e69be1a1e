import { fireBandsFile, type FireBands } from '../../core/hazards/fire-bands.ts'
import { readNamed, type FileKind, type NamedOutcome } from './named-files.ts'

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
