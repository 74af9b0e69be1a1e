import type { CatalogueFile } from './catalogue-file.ts'
import { catalogueKey } from './catalogue-key.ts'
import type { Fault, SharedSources, Sourced } from './sources.ts'
import { areOverlapping, validityOf } from './validity.ts'

type Report = (path: readonly (string | number)[], message: string) => void

/** Faults of a catalogue: names that mean two things, procedures of unknown fields, levels or calendars. */
export function checkCatalogue(
  { file, value }: Sourced<CatalogueFile>,
  calendars: SharedSources['calendars'],
): readonly Fault[] {
  const faults: Fault[] = []
  const fault: Report = (path, message) => faults.push({ file, path, message })
  checkNames('fields', value.fields, fault)
  checkNames('procedures', value.procedures, fault)
  checkLevels(value, fault)
  checkDueSoon(value, fault)
  const fields = new Set(value.fields.map(({ code }) => code))
  const levels = new Set(value.levels.map(({ code }) => code))
  for (const [index, { field, level, calendar }] of value.procedures.entries()) {
    const path = (key: string) => ['procedures', index, key]
    if (!fields.has(field)) fault(path('field'), `unknown field "${field}"`)
    if (level !== undefined && !levels.has(level)) fault(path('level'), `unknown level "${level}"`)
    if (calendar !== undefined && !calendars.has(calendar)) {
      fault(path('calendar'), `unknown calendar "${calendar}"`)
    }
  }
  return faults
}

interface Named {
  readonly code: string
  readonly aliases: readonly string[]
  readonly name: { readonly vi: string }
}

/** Sources name an entry by its code, an alias or its Vietnamese name; each must mean one entry. */
function checkNames(kind: 'fields' | 'procedures', entries: readonly Named[], fault: Report): void {
  const meant = new Map<string, number>()
  const claim = (index: number, text: string, path: readonly (string | number)[]): void => {
    const key = catalogueKey(text)
    const other = meant.get(key)
    if (other === undefined) meant.set(key, index)
    else if (other !== index || path[0] === 'aliases') {
      fault([kind, index, ...path], `"${text}" already means "${entries[other]?.code}"`)
    }
  }
  for (const [index, { code }] of entries.entries()) claim(index, code, ['code'])
  for (const [index, { aliases, name }] of entries.entries()) {
    for (const [at, alias] of aliases.entries()) claim(index, alias, ['aliases', at])
    claim(index, name.vi, ['name', 'vi'])
  }
}

function checkLevels({ levels }: CatalogueFile, fault: Report): void {
  for (const [index, level] of levels.entries()) {
    const isTwice = levels
      .slice(0, index)
      .some((one) => one.code === level.code && areOverlapping(validityOf(one), validityOf(level)))
    if (isTwice) fault(['levels', index], `level "${level.code}" has two names on one day`)
  }
}

function checkDueSoon({ dueSoon }: CatalogueFile, fault: Report): void {
  for (const [index, { limitFromWorkingDays }] of dueSoon.entries()) {
    const before = dueSoon[index - 1]
    const path = ['dueSoon', index, 'limitFromWorkingDays']
    if (before === undefined && limitFromWorkingDays !== 0) fault(path, 'the first must be 0')
    if (before !== undefined && limitFromWorkingDays <= before.limitFromWorkingDays) {
      fault(path, 'limits must ascend')
    }
  }
}
