import { dayOf, workingDaysUntil } from './office-time.ts'
import { percent } from './percent.ts'
import { FIELDS, type Field } from './scenario-data.ts'

/** A dossier of the demo with everything that will happen to it. Times in ms since 1970, `dueDay` a day number. */
export interface DemoDossier {
  readonly field: Field
  readonly receivedAt: number
  readonly dueDay: number
  readonly limitWorkingDays: number
  /** Infinity = not within the scenario. */
  readonly doneAt: number
  readonly isPaused: boolean
  readonly isOnline: boolean
}

/** What a unit had received and resolved this year before the first dossier that the demo knows. */
export interface YearBefore {
  readonly resolved: number
  readonly onTime: number
  readonly online: number
}

const DUE_SOON_SHARE = 0.2

/**
 * The figures of one unit at a moment, by metric id. Overdue = the due day is over; due soon = a
 * fifth of the limit is left, at least one working day; a paused dossier is neither. The on-time rate is of the resolved
 * ones, the online rate of the received ones, in percent with one decimal. Received = resolved + open.
 */
export function dossierFigures(
  dossiers: readonly DemoDossier[],
  before: YearBefore,
  at: number,
): ReadonlyMap<string, number> {
  const today = dayOf(at)
  const known = dossiers.filter((one) => one.receivedAt <= at)
  const open = known.filter((one) => one.doneAt > at)
  const done = known.filter((one) => one.doneAt <= at)
  const running = open.filter((one) => !one.isPaused)
  const overdue = running.filter((one) => one.dueDay < today)
  const dueSoon = running.filter((one) => one.dueDay >= today && isDueSoon(one, today))
  const onTime =
    before.onTime + done.filter((one) => dayOf(one.doneAt) <= one.dueDay || one.isPaused).length
  const resolved = before.resolved + done.length
  const received = before.resolved + known.length
  const online = before.online + known.filter((one) => one.isOnline).length
  return new Map([
    ['dossiers.open', open.length],
    ['dossiers.due-soon', dueSoon.length],
    ['dossiers.overdue', overdue.length],
    ['dossiers.paused', open.length - running.length],
    ['dossiers.resolved', resolved],
    ['dossiers.resolved-on-time', onTime],
    ['dossiers.on-time-rate', percent(onTime, resolved)],
    ['dossiers.received', received],
    ['dossiers.received-online', online],
    ['dossiers.online-rate', percent(online, received)],
    ...FIELDS.map((field): [string, number] => [
      `dossiers.overdue.${field}`,
      overdue.filter((one) => one.field === field).length,
    ]),
  ])
}

function isDueSoon({ dueDay, limitWorkingDays }: DemoDossier, today: number): boolean {
  const margin = Math.max(1, Math.floor(limitWorkingDays * DUE_SOON_SHARE))
  return workingDaysUntil(today, dueDay) <= margin
}
