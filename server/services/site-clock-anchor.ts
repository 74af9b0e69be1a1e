import {
  formatAnchor,
  parseAnchor,
  withRate,
  type ScenarioAnchor,
  type StoredAnchor,
} from '../core/clock/scenario.ts'
import type { SiteStore } from './store.ts'

type Documents = Pick<SiteStore, 'readDocument' | 'writeDocument'>

const DOCUMENT = 'clock'
const WRITE_ATTEMPTS = 5

export interface AnchorOrder {
  /** Sites that share the scenario's clock. */
  readonly stores: readonly Documents[]
  readonly scenario: string
  /** ms since 1970 of the scenario. */
  readonly start: number
  readonly rate: number
  readonly wallNow: () => number
}

/**
 * The stored anchor of a scenario, brought to the asked rate without moving it; another scenario's
 * or none gives a new one at the start. The sites' documents say the same afterwards.
 */
export async function settleScenarioAnchor(order: AnchorOrder): Promise<ScenarioAnchor> {
  const { stores, scenario, start, rate, wallNow } = order
  const stored: StoredAnchor[] = []
  for (const store of stores) {
    const anchor = parseAnchor((await store.readDocument(DOCUMENT)).body)
    if (anchor?.scenario === scenario) stored.push(anchor)
  }
  const newest = stored.toSorted((a, b) => b.realAnchorAt - a.realAnchorAt)[0]
  const realAt = wallNow()
  // An anchor of the future was set by a wall clock that was wrong then, or is now.
  const isUsable = newest !== undefined && newest.realAnchorAt <= realAt
  const anchor = !isUsable
    ? { siteStart: start, realAnchorAt: realAt, rate }
    : newest.rate === rate
      ? newest
      : withRate(newest, rate, realAt)
  await storeScenarioAnchor(stores, scenario, anchor)
  return anchor
}

/** Writes an anchor to all sites of a scenario, over whatever they hold. */
export async function storeScenarioAnchor(
  stores: readonly Documents[],
  scenario: string,
  anchor: ScenarioAnchor,
): Promise<void> {
  const body = formatAnchor({ scenario, ...anchor })
  for (const store of stores) await overwrite(store, body)
}

async function overwrite(store: Documents, body: string): Promise<void> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
    const held = await store.readDocument(DOCUMENT)
    if (held.body === body) return
    if ((await store.writeDocument(DOCUMENT, held.revision, body)).ok) return
  }
  throw new Error(`the site clock was set by others ${WRITE_ATTEMPTS} times in a row`)
}

/** Whether a scenario plays or has played here. */
export async function hasScenarioAnchor(store: Pick<SiteStore, 'readDocument'>): Promise<boolean> {
  return (await store.readDocument(DOCUMENT)).body !== undefined
}

export async function forgetScenarioAnchor(store: Documents): Promise<void> {
  const { revision } = await store.readDocument(DOCUMENT)
  await store.writeDocument(DOCUMENT, revision, undefined)
}
