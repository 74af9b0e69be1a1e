import { dayOf, monthOf } from './office-time.ts'
import { percent } from './percent.ts'
import { householdsOf, populationOf, shareOf } from './population.ts'
import { seeded } from './seeded.ts'

/** A thousand people bring so many thousand million đồng a year. */
const REVENUE_PER_PERSON = 0.0026
/** Public investment begins slowly every year and hurries towards its end. */
const INVESTMENT_CURVE = 1.5

/** Budget, investment and poor households of a unit at the end of the month before a moment; money in thousand million đồng. */
export function economyFigures(unit: string, at: number): ReadonlyMap<string, number> {
  const month = monthOf(dayOf(at)) - 1
  const monthsDone = (month % 12) + 1
  const firstMonth = month - (month % 12)
  const people = populationOf(unit, firstMonth)
  const estimate = tenths(people * REVENUE_PER_PERSON * shareOf(unit, 'revenue', 0.6, 1.6))
  const plan = tenths(estimate * shareOf(unit, 'investment', 0.3, 0.6))
  const revenue = tenths(estimate * revenueShare(unit, firstMonth, monthsDone))
  const spent = (monthsDone / 12) ** INVESTMENT_CURVE * shareOf(unit, 'disbursed', 0.62, 1.08)
  const disbursed = tenths(plan * spent)
  const households = householdsOf(unit, month)
  const poor = Math.round(
    households * shareOf(unit, 'poor', 0.006, 0.055) * (1.06 - 0.006 * monthsDone),
  )
  return new Map([
    ['economy.revenue', revenue],
    ['economy.revenue-estimate', estimate],
    ['economy.revenue-rate', percent(revenue, estimate)],
    ['economy.investment-disbursed', disbursed],
    ['economy.investment-plan', plan],
    ['economy.disbursement-rate', percent(disbursed, plan)],
    ['economy.households', households],
    ['economy.poor-households', poor],
    ['economy.poverty-rate', percent(poor, households)],
  ])
}

/** Each month brings a twelfth of what the unit makes of its estimate, more or less. */
function revenueShare(unit: string, firstMonth: number, monthsDone: number): number {
  const made = shareOf(unit, 'collected', 0.86, 1.22)
  const months = Array.from({ length: monthsDone }, (_, index) => firstMonth + index)
  return months.reduce((sum, one) => sum + (made / 12) * (0.7 + 0.6 * seeded(`${unit} ${one}`)), 0)
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
