import type { DossierEvent, DossierEventType } from '../../../protocol/dossiers.ts'

/** At the same instant what begins comes before what goes on, and what ends comes last. */
const RANKS: Readonly<Record<DossierEventType, number>> = {
  received: 0,
  resumed: 1,
  extended: 2,
  'supplement-requested': 3,
  'financial-duty-requested': 4,
  completed: 5,
  returned: 6,
  withdrawn: 7,
  retracted: 8,
}

/** Events in the order in which they happened, which is the same in whatever order they came. */
export function inOrder(events: readonly DossierEvent[]): readonly DossierEvent[] {
  return events.toSorted(
    (a, b) =>
      a.at - b.at || RANKS[a.type] - RANKS[b.type] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
}
