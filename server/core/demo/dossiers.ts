import type { DossierEvent } from '../../../protocol/dossiers.ts'
import { inOrder } from '../dossiers/order.ts'
import type { DossierRules } from '../sites/site.ts'
import { BRIEFING_AT, briefingEvents } from './briefing-dossiers.ts'
import { inventDossiers } from './invent-dossiers.ts'
import type { ScenarioData } from './scenario-data.ts'

/**
 * Everything that happens to the dossiers of a unit, in the order of time. A unit of the briefing has
 * the dossiers quoted there and no others that are open then.
 */
export function dossierEventsOf(
  unit: string,
  { briefing, isolated }: Pick<ScenarioData, 'briefing' | 'isolated'>,
  { calendar, procedures }: DossierRules,
): readonly DossierEvent[] {
  const office = { calendar, isolated }
  const quoted = briefing.filter((one) => one.unit === unit)
  const invented = inventDossiers(unit, procedures, office)
  const others =
    quoted.length === 0 ? invented : invented.filter((one) => !isOpenAt(one, BRIEFING_AT))
  return inOrder([...quoted.flatMap((one) => briefingEvents(one, office)), ...others.flat()])
}

function isOpenAt(events: readonly DossierEvent[], at: number): boolean {
  const isReceived = events.some((event) => event.type === 'received' && event.at <= at)
  return isReceived && !events.some(({ type, at: time }) => time <= at && isEnd(type))
}

function isEnd(type: DossierEvent['type']): boolean {
  return type === 'completed' || type === 'withdrawn'
}
