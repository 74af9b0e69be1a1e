import { isInForce } from '../sites/validity.ts'
import { foldName, foldText } from './fold-text.ts'
import type { RegisterWords } from './register-words.ts'
import type { RowFault } from './register-row.ts'

type Unit = RegisterWords['units'][number]

export type UnitFound =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly code: RowFault['code']; readonly message: string }

/** The unit that a text means on an ISO date. */
export type UnitFinder = (text: string, date: string) => UnitFound

const COUNCIL = /^(ubnd|ủy ban nhân dân|uỷ ban nhân dân)[ :.-]+/u

const KINDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^xã /u, ['commune']],
  [/^(phường |p\. ?)/u, ['ward']],
  [/^(thị trấn |tt\.? )/u, ['town']],
  [/^đặc khu /u, ['special-zone']],
  [/^(huyện |quận |thị xã )/u, ['district', 'area']],
  [/^(thành phố |tp\.? |tỉnh )/u, ['city', 'province', 'district', 'area']],
  [/^commune /u, ['commune']],
  [/^ward /u, ['ward']],
]

/**
 * Finds units by code or name. Names count with their accents, also behind the kind of unit; a kind that
 * is not the unit's own makes another name of it. `own` says what the register itself calls them.
 */
export function createUnitFinder(
  words: RegisterWords,
  own: Readonly<Record<string, string>> = {},
): UnitFinder {
  const ownCodes = new Map(Object.entries(own).map(([text, code]) => [foldText(text), code]))
  const byName = new Map<string, readonly Unit[]>()
  for (const unit of words.units) {
    for (const name of new Set([unit.code, ...unit.names].map(foldName))) {
      byName.set(name, [...(byName.get(name) ?? []), unit])
    }
  }
  const meant = (text: string): readonly Unit[] => {
    const code = ownCodes.get(foldText(text))
    if (code !== undefined) {
      const wanted = code === 'site' ? words.rootUnit : code
      return words.units.filter((unit) => unit.code === wanted)
    }
    const name = foldName(text).replace(COUNCIL, '')
    const [prefix, kinds = []] = KINDS.find(([pattern]) => pattern.test(name)) ?? []
    const whole = byName.get(name) ?? []
    if (prefix === undefined || whole.length > 0) return whole
    const bare = byName.get(name.replace(prefix, '')) ?? []
    return bare.filter(({ kind }) => kinds.includes(kind))
  }
  const known = new Map<string, readonly Unit[]>()
  return (text, date) => {
    const units = known.get(text) ?? meant(text)
    known.set(text, units)
    return unitOf(text, date, units, words.rootUnit) ?? unknown(text, words)
  }
}

/** A site and one of its units may have one name; the unit is meant, for it is what a register tells apart. */
function unitOf(
  text: string,
  date: string,
  units: readonly Unit[],
  rootUnit: string,
): UnitFound | undefined {
  const all = units.filter(({ validity }) => isInForce(validity, date))
  const below = all.filter(({ code }) => code !== rootUnit)
  const inForce = below.length > 0 ? below : all
  const [only] = inForce
  const message = (words: string): string => `"${shown(text)}" ${words}`
  if (units.length === 0) return undefined
  if (only === undefined) {
    return { ok: false, code: 'unit-not-in-force', message: message(`is no unit on ${date}`) }
  }
  if (inForce.some(({ code }) => code !== only.code)) {
    const codes = inForce.map(({ code }) => code).join(', ')
    const words = `may be any of ${codes}; write the code, or the kind before the name`
    return { ok: false, code: 'ambiguous-unit', message: message(words) }
  }
  return { ok: true, code: only.code }
}

function unknown(text: string, { units }: RegisterWords): UnitFound {
  const folded = foldText(text)
  const near = units
    .flatMap(({ names }) => names)
    .find((name) => folded !== '' && ` ${folded}`.endsWith(` ${foldText(name)}`))
  const hint = near === undefined ? '' : `; is "${near}" meant?`
  return {
    ok: false,
    code: 'unknown-unit',
    message: `"${shown(text)}" is no unit of the site${hint}`,
  }
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
