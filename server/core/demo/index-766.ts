import { dayOf, dayOfIsoDate, monthOf } from './office-time.ts'
import { FULL_SCORES, type ScoreGroup, type UnitScores } from './scenario-data.ts'
import { seeded } from './seeded.ts'

type Scores = UnitScores['scores']

/** The scores of the briefing are those of this month. */
const SCORED_MONTH = monthOf(dayOfIsoDate('2025-09-01'))
const GAIN_PER_MONTH = 0.006

/** The whole index of a unit: the sum of its six groups (766/QĐ-TTg), to one decimal as it is published. */
export function totalScore(scores: Scores): number {
  return tenths(groupsOf(scores).reduce((sum, [, score]) => sum + score, 0))
}

/** Index 766 of a unit for the month before a moment, by metric id: what the briefing says, or invented. */
export function indexFigures(
  unit: string,
  published: readonly UnitScores[],
  at: number,
): ReadonlyMap<string, number> {
  const month = monthOf(dayOf(at)) - 1
  const known = published.find((one) => one.unit === unit)?.scores ?? inventScores(unit)
  const scores = map(known, (score, group) => {
    const full = FULL_SCORES[group]
    const change = (month - SCORED_MONTH) * GAIN_PER_MONTH * (0.5 + seeded(`${unit} ${group} gain`))
    const swing = month === SCORED_MONTH ? 0 : 0.03 * (seeded(`${unit} ${group} ${month}`) - 0.5)
    return tenths(Math.min(full, Math.max(0, score + full * (change + swing))))
  })
  return new Map([
    ['index-766.total', totalScore(scores)],
    ...groupsOf(scores).map(([group, score]): [string, number] => [`index-766.${group}`, score]),
  ])
}

function inventScores(unit: string): Scores {
  const strength = seeded(`${unit} service`)
  return map(FULL_SCORES, (full, group) =>
    tenths(full * (0.55 + 0.28 * strength + 0.14 * seeded(`${unit} ${group}`))),
  )
}

function map(scores: Scores, change: (score: number, group: ScoreGroup) => number): Scores {
  return {
    transparency: change(scores.transparency, 'transparency'),
    timeliness: change(scores.timeliness, 'timeliness'),
    'online-services': change(scores['online-services'], 'online-services'),
    'online-payment': change(scores['online-payment'], 'online-payment'),
    satisfaction: change(scores.satisfaction, 'satisfaction'),
    digitisation: change(scores.digitisation, 'digitisation'),
  }
}

function groupsOf(scores: Scores): readonly (readonly [string, number])[] {
  return Object.entries(scores)
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
