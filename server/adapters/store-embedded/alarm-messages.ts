import { MAX_DEAD_MESSAGES, type AlarmStore, type KeptText } from '../../services/alarm-store.ts'
import type { AlarmRows } from './alarm-rows.ts'

type Which = 'waiting' | 'dead'

/** Messages by place, and the place of each: where it stands in the order in which they came. */
function databasesOf({ environment }: AlarmRows, which: Which) {
  return which === 'waiting'
    ? { texts: environment.messages, places: environment.messagePlaces }
    : { texts: environment.deadMessages, places: environment.deadPlaces }
}

export function oldestMessages({ site, environment }: AlarmRows, limit: number): KeptText[] {
  const held = environment.messages.getRange({ start: [site], end: [site, Infinity], limit })
  return [...held].map(({ value }) => value)
}

export function newestDead(
  { site, environment }: AlarmRows,
  part: { readonly limit?: number; readonly offset?: number },
): KeptText[] {
  const range = { start: [site, Infinity], end: [site], reverse: true, ...part }
  return [...environment.deadMessages.getRange(range)].map(({ value }) => value)
}

/** In a write transaction. One that is there already keeps its place; one that was dead lives. */
export function putWaiting(rows: AlarmRows, message: KeptText): void {
  putMessage(rows, 'waiting', message)
  removeMessage(rows, 'dead', message.id)
}

function putMessage(rows: AlarmRows, which: Which, { id, text }: KeptText): void {
  const { site } = rows
  const { texts, places } = databasesOf(rows, which)
  let place = places.get([site, id])
  if (place === undefined) {
    place = lastPlace(rows, which) + 1
    places.putSync([site, id], place)
  }
  texts.putSync([site, place], { id, text })
}

/** In a write transaction: what became of waiting messages. Of others nothing is written. */
export function settleRows(
  rows: AlarmRows,
  outcomes: Parameters<AlarmStore['settleMessages']>[1],
): void {
  for (const { id, text, isDead } of outcomes) {
    if (!rows.environment.messagePlaces.doesExist([rows.site, id])) continue
    if (text !== undefined && !isDead) {
      putMessage(rows, 'waiting', { id, text })
      continue
    }
    removeMessage(rows, 'waiting', id)
    if (text === undefined) continue
    removeMessage(rows, 'dead', id)
    putMessage(rows, 'dead', { id, text })
  }
  for (const { id } of newestDead(rows, { offset: MAX_DEAD_MESSAGES }))
    removeMessage(rows, 'dead', id)
}

function removeMessage(rows: AlarmRows, which: Which, id: string): void {
  const { site } = rows
  const { texts, places } = databasesOf(rows, which)
  const place = places.get([site, id])
  if (place === undefined) return
  texts.removeSync([site, place])
  places.removeSync([site, id])
}

function lastPlace(rows: AlarmRows, which: Which): number {
  const range = { start: [rows.site, Infinity], end: [rows.site], reverse: true, limit: 1 }
  for (const key of databasesOf(rows, which).texts.getKeys(range)) return Number(key[1])
  return 0
}
