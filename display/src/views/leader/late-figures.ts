import type { Freshness } from '../../../../protocol/freshness.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import type { Reading } from '../../stores/readings.ts'
import { expectedSpots, leaderFigure, seriesOf, type Spot } from './leader-figure.ts'
import { subjectName } from './leader-places.ts'

interface LateFigure {
  readonly series: string
  readonly name: string
  /** Empty for the site's own figures. */
  readonly place: string
  readonly age: string
  readonly freshness: Freshness
}

export interface LateFigures {
  /** Missing before old, the longest first. */
  readonly figures: readonly LateFigure[]
  readonly oldCount: number
  readonly missingCount: number
}

/** Which of the numbers of a page cannot be trusted any more, or are not there at all. */
export function lateFigures(
  spots: readonly Spot[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): LateFigures {
  const { locale, screen } = context
  const late = expectedSpots(spots, readings)
    .map((spot) => ({ spot, figure: leaderFigure(spot, readings, context) }))
    .filter(({ figure }) => isLate(figure.freshness))
    .toSorted((a, b) => orderOf(a, readings) - orderOf(b, readings))
  const figures = late.map(({ spot: { metric, subject }, figure }) => ({
    series: figure.series,
    name: metric.name[locale],
    place: subject === screen.site.rootUnit ? '' : subjectName(subject, screen, locale),
    age: figure.age,
    freshness: figure.freshness,
  }))
  const oldCount = figures.filter((figure) => figure.freshness === 'stale').length
  return { figures, oldCount, missingCount: figures.length - oldCount }
}

export function isLate(freshness: Freshness): boolean {
  return freshness === 'stale' || freshness === 'expired' || freshness === 'none'
}

/** By when the number was sampled, those without one first; a number never heard of comes last among them. */
function orderOf(
  { spot, figure }: { spot: Spot; figure: { freshness: Freshness } },
  readings: ReadonlyMap<string, Reading>,
): number {
  const sampledAt = readings.get(seriesOf(spot))?.sampledAt ?? 0
  return figure.freshness === 'stale' ? sampledAt : sampledAt - Number.MAX_SAFE_INTEGER / 2
}
