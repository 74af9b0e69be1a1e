import { dayOf, isWorkingDay } from './office-time.ts'
import { FIRST_PAST_DAY } from './past.ts'
import { percent } from './percent.ts'
import { shareOf } from './population.ts'
import type { ScenarioData } from './scenario-data.ts'
import { seeded, seededBetween } from './seeded.ts'

interface Desk {
  readonly received: number
  readonly handled: number
  readonly onTime: number
  readonly issued: number
  readonly signed: number
}

/**
 * The documents of a unit at the end of the day of a moment, by metric id. A day's work takes a part of
 * what waits; a unit that is cut off handles nothing, and what comes over the network piles up.
 */
export function documentFigures(
  unit: string,
  isolated: ScenarioData['isolated'],
  at: number,
): ReadonlyMap<string, number> {
  let desk = deskBefore(unit)
  for (let day = FIRST_PAST_DAY; day <= dayOf(at); day++) {
    if (!isWorkingDay(day)) continue
    const isCutOff =
      isolated.units.includes(unit) && day >= dayOf(isolated.from) && day < dayOf(isolated.to)
    desk = afterDay(unit, day, desk, isCutOff)
  }
  const pending = desk.received - desk.handled
  return new Map([
    ['documents.received', desk.received],
    ['documents.pending', pending],
    ['documents.overdue', Math.round(pending * overdueShare(unit))],
    ['documents.handled', desk.handled],
    ['documents.handled-on-time', desk.onTime],
    ['documents.on-time-rate', percent(desk.onTime, desk.handled)],
    ['documents.issued', desk.issued],
    ['documents.issued-signed', desk.signed],
    ['documents.signed-rate', percent(desk.signed, desk.issued)],
  ])
}

function deskBefore(unit: string): Desk {
  const handled = seededBetween(`${unit} documents`, 900, 3_600)
  const issued = Math.round(handled * shareOf(unit, 'issued', 0.3, 0.5))
  return {
    received: handled + seededBetween(`${unit} pending`, 12, 45),
    handled,
    onTime: Math.round(handled * shareOf(unit, 'documents on time', 0.86, 0.99)),
    issued,
    signed: Math.round(issued * signedShare(unit)),
  }
}

function afterDay(unit: string, day: number, desk: Desk, isCutOff: boolean): Desk {
  const key = `${unit} documents ${day}`
  const arrived = seededBetween(`${key} in`, 6, 34)
  const received = desk.received + arrived
  if (isCutOff) return { ...desk, received }
  const waiting = received - desk.handled
  const done = Math.round(waiting * (0.25 + 0.45 * seeded(`${key} out`)))
  const late = Math.round(done * overdueShare(unit) * seeded(`${key} late`))
  const issued = seededBetween(`${key} issued`, 2, 14)
  return {
    received,
    handled: desk.handled + done,
    onTime: desk.onTime + done - late,
    issued: desk.issued + issued,
    signed: desk.signed + Math.round(issued * signedShare(unit)),
  }
}

function overdueShare(unit: string): number {
  return shareOf(unit, 'documents overdue', 0, 0.3)
}

function signedShare(unit: string): number {
  return shareOf(unit, 'signed', 0.93, 1)
}
