import type { AlarmRow } from '../../../../protocol/alarms.ts'
import type { ScreenMessage } from '../../../../protocol/screen.ts'
import { knownWords, type AlarmKnowledge } from '../../alarms/alarm-knowledge.ts'
import { countBySeverity, type SeverityCount } from '../../alarms/alarm-count.ts'
import { isHidden } from '../../alarms/alarm-look.ts'
import { unitOf, type UnitsOfSensors } from '../../alarms/alarm-units.ts'
import type { Locale } from '../../i18n/messages.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import type { PanelState } from '../../panels/panel-state.ts'

/** What is open in one unit. */
export interface UnitCount {
  /** Undefined of what is in no unit: the site as a whole, sensors outside. */
  readonly unit: string | undefined
  readonly name: string
  readonly critical: SeverityCount
  readonly high: SeverityCount
  /** Of medium and low priority. */
  readonly lesser: number
}

/** How counts of alarms carry of when they are. */
export function countsState(knowledge: AlarmKnowledge, context: PanelContext): PanelState {
  const strip = knownWords(knowledge, context)
  const freshness = strip === undefined ? 'fresh' : 'stale'
  return { freshness, look: 'plain', age: undefined, strip }
}

/** Units with open alarms, those with most criticals first; what is in none is one of them. */
export function communeCounts(
  rows: readonly AlarmRow[],
  screen: Pick<ScreenMessage, 'units'>,
  sensors: UnitsOfSensors,
  locale: Locale,
  elsewhere: string,
): readonly UnitCount[] {
  const byUnit = new Map<string | undefined, AlarmRow[]>()
  for (const row of rows) {
    if (row.occurrence === 0 || isHidden(row)) continue
    const unit = unitOf(row, sensors)
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), row])
  }
  const names = new Map(screen.units.map(({ code, name }) => [code, name[locale]]))
  const order = new Intl.Collator('vi')
  return [...byUnit]
    .flatMap(([unit, its]): readonly UnitCount[] => {
      const [critical, high, medium, low] = countBySeverity(its)
      if (!critical || !high) return []
      const lesser = (medium?.open ?? 0) + (low?.open ?? 0)
      const name = unit === undefined ? elsewhere : (names.get(unit) ?? unit)
      return [{ unit, name, critical, high, lesser }]
    })
    .toSorted(
      (a, b) =>
        b.critical.open - a.critical.open ||
        b.high.open - a.high.open ||
        b.lesser - a.lesser ||
        Number(a.unit === undefined) - Number(b.unit === undefined) ||
        order.compare(a.name, b.name),
    )
}
