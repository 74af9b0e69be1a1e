import { setImmediate as breathe } from 'node:timers/promises'
import { createDossiers } from '../services/dossiers.ts'
import type { RegisterDossiers } from '../services/register-intake.ts'
import { buildDossierSite } from './dossier-rules.ts'
import { FakeDossiers } from './fake-dossiers.ts'

export interface DossiersUnderTest extends RegisterDossiers {
  readonly store: FakeDossiers
}

/** The real service of dossiers at a standing time, for the small site of `dossier-rules`. */
export function buildRegisterDossiers(now: number): DossiersUnderTest {
  const store = new FakeDossiers({ assertReachable: () => undefined, refusal: () => undefined })
  const site = buildDossierSite()
  const { take } = createDossiers({
    site: () => site,
    epoch: () => '',
    store,
    clock: { now: () => now, scenario: () => undefined },
    machine: { wallNow: () => now },
    breathe: () => breathe(),
    log: { info: () => undefined, warn: () => undefined },
  })
  return { store, site: () => site, now: () => now, take, read: (codes) => store.read(codes) }
}
