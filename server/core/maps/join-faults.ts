import { isCommuneLevel, unitsInForce } from '../sites/in-force.ts'
import { NEVER_LEFT_OUT } from '../sites/check-maps.ts'
import type { Site, Unit, Validity } from '../sites/site.ts'
import type { MapFault, MapFeature } from './map-feature.ts'

/**
 * How the features of a map meet the units of a site on a date: by code and date alone. Names are
 * only compared, whole and with their accents: another name under a code is worth a look. Units that
 * the site never had are faults, unless the file is meant to hold its neighbours as well.
 */
export function joinFaults(
  features: readonly MapFeature[],
  site: Site,
  date: string,
  { hasNeighbours }: { readonly hasNeighbours: boolean },
): readonly MapFault[] {
  const inForce = new Map(
    unitsInForce(site, date)
      .filter((unit) => isCommuneLevel(unit.kind))
      .map((unit) => [unit.code, unit]),
  )
  const drawn = new Map<string, number>()
  const faults = features.flatMap((feature, index): readonly MapFault[] => {
    const { code, path } = feature
    if (code === undefined) {
      const message = 'the feature has no code of a unit in its properties'
      return [{ severity: 'error', rule: 'no-code', path, message }]
    }
    const first = drawn.get(code)
    if (first !== undefined) {
      const message = `unit ${code} is drawn twice: feature ${first} has it already`
      return [{ severity: 'error', rule: 'duplicate-unit', path, unit: code, message }]
    }
    drawn.set(code, index)
    const unit = inForce.get(code)
    if (unit) return nameFault(feature, unit)
    const isNeighbour = hasNeighbours && !site.units.some((one) => one.code === code)
    return isNeighbour ? [] : [strangerFault(feature, code, site, date)]
  })
  return [...faults, ...missingFaults(site, inForce, drawn)]
}

function nameFault({ name, path, code }: MapFeature, unit: Unit): readonly MapFault[] {
  if (name === undefined || code === undefined) return []
  if (name.normalize('NFC') === unit.name.vi.normalize('NFC')) return []
  const message = `unit ${code} is ${unit.name.vi} in the configuration, ${name} in the map`
  return [{ severity: 'warning', rule: 'name-differs', path, unit: code, message }]
}

function strangerFault(
  { path, name }: MapFeature,
  code: string,
  site: Site,
  date: string,
): MapFault {
  const other = site.units.find((unit) => unit.code === code)
  const called = name === undefined ? code : `${code} (${name})`
  const base = { severity: 'error', path, unit: code } as const
  if (other && isCommuneLevel(other.kind)) {
    const message = `unit ${called} is in force ${daysOf(other.validity)}, not on ${date}`
    return { ...base, rule: 'unit-of-another-date', message }
  }
  return { ...base, rule: 'unknown-unit', message: `the site ${site.id} has no unit ${called}` }
}

function missingFaults(
  site: Site,
  inForce: ReadonlyMap<string, Unit>,
  drawn: ReadonlyMap<string, number>,
): readonly MapFault[] {
  const kept = (NEVER_LEFT_OUT.get(site.id) ?? []).filter((code) => !inForce.has(code))
  return [...inForce.keys(), ...kept]
    .filter((code) => !drawn.has(code))
    .map((code) => {
      const name = inForce.get(code)?.name.vi
      const called = name === undefined ? code : `${code} (${name})`
      const message = `unit ${called} is not drawn`
      return { severity: 'error', rule: 'missing-unit', path: [], unit: code, message }
    })
}

function daysOf({ from, to }: Validity): string {
  if (from !== undefined && to !== undefined) return `from ${from} to ${to}`
  if (from !== undefined) return `since ${from}`
  return to === undefined ? 'always' : `until ${to}`
}
