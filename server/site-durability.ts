import type { AlarmStore } from './services/alarm-store.ts'
import type { SiteStore, StoreFacts } from './services/store.ts'

/** What a restart of the stores can lose, as they are set now. */
export interface Durability {
  readonly figures: StoreFacts['durability']
  /** Of alarms and their acknowledgements, which may be kept in a Redis of their own. */
  readonly alarms: StoreFacts['durability']
}

export async function durabilityOf(stores: {
  readonly store: Pick<SiteStore, 'inspect'>
  readonly alarms: Pick<AlarmStore, 'inspect'>
}): Promise<Durability> {
  const { store, alarms } = stores
  return {
    figures: (await store.inspect()).durability,
    alarms: (await alarms.inspect()).durability,
  }
}
