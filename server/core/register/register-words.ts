import type { Localized, Site, Validity } from '../sites/site.ts'

/** What of a site a register is read with: plain data that another process can be given. */
export interface RegisterWords {
  readonly timeZone: string
  readonly rootUnit: string
  readonly units: readonly {
    readonly code: string
    readonly names: readonly string[]
    readonly kind: string
    readonly validity: Validity
  }[]
  readonly fields: readonly CodeNames[]
  readonly procedures: readonly (CodeNames & { readonly field: string })[]
  readonly levels: readonly CodeNames[]
}

export interface CodeNames {
  readonly code: string
  /** Names and codes that sources use for it. */
  readonly names: readonly string[]
}

export function registerWordsOf(site: Site): RegisterWords {
  const { fields = [], procedures = [], levels = [] } = site.dossiers ?? {}
  return {
    timeZone: site.timeZone,
    rootUnit: site.rootUnit,
    units: site.units.map(({ code, name, kind, validity }) => ({
      code,
      names: namesOf(name),
      kind,
      validity,
    })),
    fields: fields.map(({ code, aliases, name, shortName }) => ({
      code,
      names: [...aliases, ...namesOf(name), ...namesOf(shortName)],
    })),
    procedures: procedures.map(({ code, aliases, name, field }) => ({
      code,
      names: [...aliases, ...namesOf(name)],
      field,
    })),
    levels: levels.map(({ code, name }) => ({ code, names: namesOf(name) })),
  }
}

function namesOf({ vi, en }: Localized): readonly string[] {
  return vi === en ? [vi] : [vi, en]
}
