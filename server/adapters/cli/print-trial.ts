import type { LevelTrial } from '../../core/alarms/trial.ts'
import type { SubjectTrial } from '../../services/alarm-trial.ts'
import type { AlarmTestOrder } from './alarm-test-command.ts'

/** What a rule would have done, for programs. Durations are ms, moments ISO 8601. */
export function trialJson(order: AlarmTestOrder, subjects: readonly SubjectTrial[]): string {
  const { site, rule, from, to } = order
  const shown = {
    site,
    rule,
    from: iso(from),
    to: iso(to),
    total: figuresOf(subjects),
    subjects: subjects.map((one) => ({
      alarm: one.alarm,
      unit: one.subject?.kind === 'unit' ? one.subject.id : null,
      sensor: one.subject?.kind === 'sensor' ? one.subject.id : null,
      ...figuresOf([one]),
      samples: one.samples,
      activeAtStart: one.isActiveAtStart,
      activeAtEnd: one.isActiveAtEnd,
      triedFrom: one.triedFrom === undefined ? null : iso(one.triedFrom),
    })),
  }
  return `${JSON.stringify(shown, undefined, 2)}\n`
}

/** The same for people: a line in total and one for each subject, those that would have raised most first. */
export function printTrial(order: AlarmTestOrder, subjects: readonly SubjectTrial[]): string {
  const { site, rule, from, to } = order
  const spanMs = to - from
  const ordered = subjects.toSorted(
    (a, b) => b.raises - a.raises || totalOf(b.activeMs) - totalOf(a.activeMs),
  )
  const cut = subjects.filter(({ triedFrom }) => triedFrom !== undefined).length
  const lines = [
    `${rule} at ${site}, ${iso(from)} to ${iso(to)}: ${lineOf(subjects, spanMs)}`,
    ...ordered.map((one) => `  ${one.alarm}: ${lineOf([one], spanMs)}`),
    ...(cut > 0
      ? [`Of ${cut} not every sample is kept for the whole span: what came before was not tried.`]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

function figuresOf(subjects: readonly SubjectTrial[]) {
  const active = subjects.flatMap(({ activeMs }) => activeMs)
  const noData = subjects.map(({ noDataMs }) => noDataMs).filter((ms) => ms !== undefined)
  return {
    raises: totalOf(subjects.map(({ raises }) => raises)),
    activeMs: totalOf(active),
    longestMs: Math.max(0, ...active),
    medianMs: medianOf(active),
    chattering: totalOf(subjects.map(({ chattering }) => chattering)),
    levels: levelsOf(subjects),
    noDataMs: noData.length > 0 ? totalOf(noData) : null,
  }
}

function levelsOf(subjects: readonly SubjectTrial[]): readonly LevelTrial[] {
  const byName = new Map<string, LevelTrial>()
  for (const level of subjects.flatMap(({ levels }) => levels)) {
    const key = `${level.severity} ${level.level ?? ''}`
    const known = byName.get(key)
    const { reached, ms } = known ?? { reached: 0, ms: 0 }
    byName.set(key, { ...level, reached: reached + level.reached, ms: ms + level.ms })
  }
  return [...byName.values()]
}

function lineOf(subjects: readonly SubjectTrial[], spanMs: number): string {
  const { raises, activeMs, longestMs, medianMs, chattering, levels, noDataMs } =
    figuresOf(subjects)
  const held = subjects.filter(({ isActiveAtStart }) => isActiveAtStart).length
  const parts = [
    `${raises} ${raises === 1 ? 'raise' : 'raises'}`,
    ...(held > 0 ? [`${subjects.length === 1 ? '' : `${held} `}active from the start`] : []),
    ...(activeMs > 0
      ? [`active ${words(activeMs)} (longest ${words(longestMs)}, median ${words(medianMs)})`]
      : []),
    ...levels.map(({ level, severity, reached }) => `${level ?? severity} ${reached} ×`),
    ...(chattering > 0 ? [`chattering ${chattering} ×`] : []),
    ...(noDataMs === null || noDataMs === 0
      ? []
      : [`${percent(noDataMs / (spanMs * subjects.length))} without data`]),
  ]
  return parts.join(', ')
}

function totalOf(figures: readonly number[]): number {
  return figures.reduce((sum, one) => sum + one, 0)
}

/** The mean of the two in the middle where there are two. */
function medianOf(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const upper = sorted[Math.floor(half)] ?? 0
  return Number.isInteger(half) ? ((sorted[half - 1] ?? 0) + upper) / 2 : upper
}

function percent(share: number): string {
  const rounded = Math.round(share * 100)
  return rounded === 0 ? 'under 1 %' : `${rounded} %`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** The two largest units that say something, e.g. `3 h 20 min`. */
function words(ms: number): string {
  let left = Math.round(ms / 1_000) * 1_000
  const parts: string[] = []
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(left / unitMs)
    left -= count * unitMs
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`)
  }
  return parts.join(' ') || 'under 1 s'
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
