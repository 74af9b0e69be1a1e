import type { ScreenMessage, ScreenUnit } from '../../../../protocol/screen.ts'
import type { Locale, Messages } from '../../i18n/messages.ts'

/** The units right below one. */
export function childrenOf(code: string, { units }: ScreenMessage): readonly ScreenUnit[] {
  return units.filter((unit) => unit.parent === code)
}

/** The units above one, the highest first; the site's own unit is left out. */
export function ancestorsOf(code: string, { units, site }: ScreenMessage): readonly ScreenUnit[] {
  const byCode = new Map(units.map((unit) => [unit.code, unit]))
  const found: ScreenUnit[] = []
  let parent = byCode.get(code)?.parent
  while (parent !== undefined && parent !== site.rootUnit && found.length < units.length) {
    const unit = byCode.get(parent)
    if (!unit) break
    found.unshift(unit)
    parent = unit.parent
  }
  return found
}

export function unitNounOf(units: readonly ScreenUnit[], messages: Messages): string {
  return messages.value.unitNoun(new Set(units.map((unit) => unit.kind)))
}

/** What a unit or a sensor is called; its own code where the site does not know it. */
export function subjectName(
  id: string,
  { site, units, sensors }: ScreenMessage,
  locale: Locale,
): string {
  if (id === site.rootUnit) return site.name[locale]
  const found = units.find((unit) => unit.code === id) ?? sensors.find((sensor) => sensor.id === id)
  return found?.name[locale] ?? id
}
