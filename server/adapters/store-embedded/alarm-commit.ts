import {
  commandTime,
  dependsOnHead,
  KEPT_COMMANDS_MS,
  MAX_KEPT_COMMANDS,
  type AlarmCommit,
  type AlarmCommitResult,
  type KeptCommand,
} from '../../services/alarm-store.ts'
import { putWaiting } from './alarm-messages.ts'
import type { AlarmRows } from './alarm-rows.ts'
import { appendLinks, readHead } from './embedded-journal.ts'
import { isEpoch, readHeldLease, removeAll } from './site-rows.ts'

/** In a write transaction: all that the order says, or nothing and why. */
export function writeCommit(rows: AlarmRows, order: AlarmCommit): AlarmCommitResult {
  const refusal = refusalOf(rows, order)
  if (refusal) return refusal
  const { site, environment } = rows
  appendLinks(rows, order.links)
  writeTexts(rows, environment.records, order.records)
  keepCommands(rows, order)
  for (const message of order.messages) putWaiting(rows, message)
  if (order.evaluation) {
    const { cursor, pulse, points } = order.evaluation
    environment.evaluations.putSync([site], { cursor, pulse })
    writeTexts(rows, environment.points, points)
  }
  return { ok: true }
}

function refusalOf(rows: AlarmRows, order: AlarmCommit): AlarmCommitResult | undefined {
  const { epoch, evaluation, commands, expected } = order
  if (!isEpoch(rows, epoch)) return { ok: false, reason: 'epoch-changed' }
  if (evaluation && readHeldLease(rows, 'alarms')?.token !== evaluation.token) {
    return { ok: false, reason: 'lease-lost' }
  }
  if (evaluation?.after !== undefined && evaluation.after !== cursorIn(rows)) {
    return { ok: false, reason: 'outdated' }
  }
  for (const { id } of commands) {
    const command = findCommand(rows, id)
    if (command) return { ok: false, reason: 'known', command }
  }
  if (!dependsOnHead(order)) return undefined
  const head = readHead(rows)
  const isMoved = head.seq !== expected.seq || head.hash !== expected.hash
  return isMoved ? { ok: false, reason: 'moved', head } : undefined
}

function cursorIn({ site, environment }: AlarmRows): string {
  return environment.evaluations.get([site])?.cursor ?? ''
}

export function findCommand({ site, environment }: AlarmRows, id: string): KeptCommand | undefined {
  const held = environment.commands.get([site, id])
  return held && { id, ...held }
}

function writeTexts(
  { site }: AlarmRows,
  database: AlarmRows['environment']['records'],
  changes: AlarmCommit['records'],
): void {
  for (const { id, text } of changes) {
    if (text === undefined) database.removeSync([site, id])
    else database.putSync([site, id], text)
  }
}

/** Their order is that of their times: each commit with commands continues the head, whose time only rises. */
function keepCommands(rows: AlarmRows, order: AlarmCommit): void {
  const { site, environment } = rows
  const { commands } = order
  if (commands.length === 0) return
  const at = commandTime(order)
  let place = lastPlace(rows)
  for (const { id, fingerprint, seq } of commands) {
    environment.commands.putSync([site, id], { fingerprint, seq })
    environment.commandOrder.putSync([site, ++place], { id, at })
  }
  forgetCommands(rows, { last: place, before: at - KEPT_COMMANDS_MS, limit: 2 * commands.length })
}

/** Twice as many as came at most: what is due is caught up with, and no commit takes long for it. */
function forgetCommands(
  { site, environment }: AlarmRows,
  order: { readonly last: number; readonly before: number; readonly limit: number },
): void {
  const { last, before, limit } = order
  const tooMany = { start: [site], end: [site, last - MAX_KEPT_COMMANDS + 1], limit }
  for (const { key, value } of [...environment.commandOrder.getRange(tooMany)]) {
    if (value.at >= before) return
    environment.commandOrder.removeSync(key)
    environment.commands.removeSync([site, value.id])
  }
}

function lastPlace({ site, environment }: AlarmRows): number {
  const range = { start: [site, Infinity], end: [site], reverse: true, limit: 1 }
  for (const key of environment.commandOrder.getKeys(range)) return Number(key[1])
  return 0
}

/** In a write transaction: everything of the site but its journal and its lease. */
export function clearAlarms({ site, environment }: AlarmRows): void {
  const { records, points, evaluations, commands, commandOrder } = environment
  const { messages, messagePlaces, deadMessages, deadPlaces } = environment
  for (const database of [
    ...[records, points, evaluations, commands, commandOrder],
    ...[messages, messagePlaces, deadMessages, deadPlaces],
  ]) {
    removeAll(database, site)
  }
}
