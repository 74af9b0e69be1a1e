import type { GaugeSample } from '../core/hazards/gauge-totals.ts'
import type { HistoryReader, HistorySpan } from './history-reader.ts'

/** Samples that are read at a time. */
const PAGE = 20_000

/** Everything that a series told in a span, and from when on (ms) nothing of it is left out or rolled up. */
export async function allSamples(
  reader: Pick<HistoryReader, 'points'>,
  span: HistorySpan,
): Promise<{ readonly samples: readonly GaugeSample[]; readonly wholeFrom: number }> {
  const samples: GaugeSample[] = []
  let wholeFrom = -Infinity
  let from: number | undefined = span.from
  while (from !== undefined) {
    const { points, nextAt, info } = await reader.points({ ...span, from }, PAGE)
    for (let row = 0; row < points.count; row++) {
      samples.push({
        ...{
          at: points.at[row] ?? 0,
          value: points.value[row] ?? NaN,
          flags: points.flags[row] ?? 0,
        },
      })
    }
    wholeFrom = Math.max(wholeFrom, info.rawFrom ?? -Infinity, info.sizeCutTo ?? -Infinity)
    from = nextAt
  }
  return { samples, wholeFrom }
}
