import path from 'node:path'
import { forgetBroughtFiles, withBroughtFile } from './adapters/register-files/brought-file.ts'
import { readRegisterFile } from './adapters/register-files/read-register-file.ts'
import { readMapping, readMappingNames } from './adapters/site-files/read-mapping.ts'
import type { Mapping } from './core/register/mapping.ts'
import { registerWordsOf } from './core/register/register-words.ts'
import type { Site } from './core/sites/site.ts'
import { PREVIEW_ROWS, type FileRefusal } from '../protocol/registers.ts'
import {
  importRegister,
  type RegisterReading,
  type TakeDossiers,
} from './services/register-import.ts'
import {
  takeFromRegister,
  type RegisterDossiers,
  type RegisterTake,
} from './services/register-intake.ts'
import type { BroughtRegister, RegisterResult, Registers } from './services/registers.ts'
import type { SiteStore } from './services/store.ts'
import type { SiteApp } from './site-app.ts'

/** Sites as far as their registers go. */
export type RegisterApps = ReadonlyMap<
  string,
  Pick<SiteApp, 'site'> & {
    readonly clock: Pick<SiteApp['clock'], 'now'>
    readonly dossiers: Pick<SiteApp['dossiers'], 'take'>
  }
>
export type RegisterStores = ReadonlyMap<string, Pick<SiteStore, 'dossiers'>>

/** The dossiers of a site of the running server. */
export function registerDossiersOf(
  apps: RegisterApps,
  stores: RegisterStores,
  id: string,
): RegisterDossiers | undefined {
  const [app, store] = [apps.get(id), stores.get(id)]
  if (!app || !store) return undefined
  const { site, clock, dossiers } = app
  return { site, now: clock.now, take: dossiers.take, read: (codes) => store.dossiers.read(codes) }
}

export interface RegisterFile {
  readonly file: string
  readonly mapping: Mapping
  /** In place of what the mapping says. */
  readonly encoding?: Mapping['encoding'] | undefined
  readonly sheet?: string | undefined
}

/** Reads a file as a register of this site. */
export function readRegister(
  site: Site,
  { file, mapping, encoding, sheet }: RegisterFile,
): Promise<RegisterReading> {
  const asked = {
    ...mapping,
    ...(encoding !== undefined && { encoding }),
    ...(sheet !== undefined && { sheet }),
  }
  return readRegisterFile({
    path: path.resolve(file),
    mapping: asked,
    words: registerWordsOf(site),
  })
}

export interface RegistersParts {
  readonly apps: RegisterApps
  readonly stores: RegisterStores
  readonly folders: { readonly config: string }
  readonly dataDir: string
}

/** Imports for people at a desk. Files that an earlier run left behind are removed. */
export async function createRegisters(parts: RegistersParts): Promise<Registers> {
  const folder = path.join(parts.dataDir, 'registers')
  const running = new Set<string>()
  await forgetBroughtFiles(folder)
  return {
    mappings: () => readMappingNames(parts.folders.config),
    begin(site) {
      if (running.has(site)) return undefined
      running.add(site)
      return () => running.delete(site)
    },
    async import(register) {
      const dossiers = registerDossiersOf(parts.apps, parts.stores, register.site)
      if (!dossiers) throw new Error(`no site ${register.site}`)
      const found = await readMapping(parts.folders.config, register.mapping)
      if (!found.ok) return { ok: false, reason: 'no-such-mapping' }
      const { mapping } = found
      const { encoding, sheet } = register
      return withBroughtFile(folder, register.bytes, async (file) => {
        const reading = await readRegister(dossiers.site(), { file, mapping, encoding, sheet })
        return taken(register, dossiers, reading)
      })
    },
  }
}

async function taken(
  { isTrial, origin }: BroughtRegister,
  dossiers: RegisterDossiers,
  reading: RegisterReading,
): Promise<RegisterResult> {
  const calendar = dossiers.site().dossiers?.calendar
  if (!calendar) return { ok: false, reason: 'not-taken', why: 'no-dossiers' }
  if (!reading.ok) {
    // A reading ends with the reasons of its files only.
    return { ...reading, reason: 'refused', why: reading.reason as FileRefusal }
  }
  const of: RegisterDossiers = {
    ...dossiers,
    take: (order) => dossiers.take({ ...order, origin }),
  }
  let why: (RegisterTake & { readonly ok: false })['reason'] | undefined
  const take: TakeDossiers = async (told) => {
    const answer = await takeFromRegister(of, told, isTrial)
    if (answer.ok) return answer
    why = answer.reason
    return { ok: false, message: answer.reason }
  }
  const previewRows = isTrial ? PREVIEW_ROWS : 0
  const done = await importRegister({ reading, calendar, take, previewRows })
  if (done.ok) return done
  return { ok: false, reason: 'not-taken', why: why ?? 'store-unavailable' }
}
