import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'

/** What several rounds of one measurement gave. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** Judged by the median of the rounds. */
export interface Goal {
  readonly of: 'ours' | 'ratio'
  readonly atMost?: number
  readonly atLeast?: number
  /** Said instead of the number, e.g. `1/15`. */
  readonly words?: string
}

export interface Result {
  readonly section: string
  readonly what: string
  readonly unit: string
  readonly ours: Spread
  readonly reference?: { readonly name: string; readonly spread: Spread }
  /** Ours by the reference, round by round. */
  readonly ratio?: Spread
  readonly goal?: string
  readonly isMet?: boolean
  readonly note?: string
}

/** How thorough a run is. */
export interface Effort {
  readonly isQuick: boolean
  /** Picks one of two numbers. */
  readonly pick: (whole: number, quick: number) => number
}

export function effortOf(isQuick: boolean): Effort {
  return { isQuick, pick: (whole, quick) => (isQuick ? quick : whole) }
}

export function spreadOf(values: readonly number[]): Spread {
  return { min: quantile(values, 0), median: quantile(values, 0.5), max: quantile(values, 1) }
}

/** The value below which a share of the values lies, between two neighbours by line. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('nothing was measured')
  const sorted = Float64Array.from(values).sort()
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)] ?? NaN
  const above = sorted[Math.ceil(at)] ?? NaN
  return below + (above - below) * (at - Math.floor(at))
}

/** One row of the table. `ours` and the reference's values come from the same rounds, in order. */
export function resultOf(row: {
  readonly section: string
  readonly what: string
  readonly unit: string
  readonly ours: readonly number[]
  readonly reference?: { readonly name: string; readonly values: readonly number[] }
  readonly goal?: Goal
  readonly note?: string
}): Result {
  const { section, what, unit, reference, goal, note } = row
  const ours = spreadOf(row.ours)
  const ratio = reference && spreadOf(row.ours.map((one, i) => one / (reference.values[i] ?? NaN)))
  return {
    section,
    what,
    unit,
    ours,
    ...(reference && { reference: { name: reference.name, spread: spreadOf(reference.values) } }),
    ...(ratio && { ratio }),
    ...(goal && judge(goal, goal.of === 'ours' ? ours : ratio)),
    ...(note !== undefined && { note }),
  }
}

function judge(goal: Goal, spread: Spread | undefined): { goal: string; isMet: boolean } {
  if (!spread) throw new Error('a goal for a ratio without a reference')
  const { atMost = Infinity, atLeast = -Infinity } = goal
  const sign = Number.isFinite(atMost) ? '≤' : '≥'
  const bound = goal.words ?? String(Number.isFinite(atMost) ? atMost : atLeast)
  return {
    goal: `${sign} ${bound}${goal.of === 'ratio' ? ' ×' : ''}`,
    isMet: spread.median <= atMost && spread.median >= atLeast,
  }
}

/** Runs the sides one after the other in every round, so that a noisy moment meets all of them. */
export async function interleave<Side extends string>(
  rounds: number,
  sides: Readonly<Record<Side, () => number | Promise<number>>>,
): Promise<Readonly<Record<Side, readonly number[]>>> {
  const names = Object.keys(sides) as Side[]
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Side,
    number[]
  >
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) values[name].push(await sides[name]())
  }
  return values
}

/** Milliseconds of one call, over so many calls. */
export function timeOf(calls: number, task: () => void): number {
  const startedAt = performance.now()
  for (let call = 0; call < calls; call++) task()
  return (performance.now() - startedAt) / calls
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
  readonly date: string
  readonly load: number
  readonly commit: string
}

export function describeMachine(): Machine {
  const cores = cpus()
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    node: process.version,
    date: new Date().toISOString(),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    commit: commit(),
  }
}

/** The commit measured; with `+` where files differ from it. */
function commit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== ''
    return git('rev-parse', '--short', 'HEAD') + (isChanged ? '+' : '')
  } catch (error) {
    return error instanceof Error && 'code' in error ? 'no git' : 'not a checkout'
  }
}
