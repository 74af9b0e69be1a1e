import type { WarningsOptions } from '../../../../protocol/panels/warnings.ts'
import type { Reading } from '../../stores/readings.ts'
import { mixedState } from '../mixed-state.ts'
import type { PanelContext } from '../panel-context.ts'
import { hasNumber, type PanelState } from '../panel-state.ts'
import { crossedLevels } from './crossed-levels.ts'
import { missedTargets } from './missed-targets.ts'
import { silentSeries } from './silent-series.ts'
import type { Warning, Watched } from './watched.ts'

export interface WarningsView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  readonly items: readonly Warning[]
  /** What is said where there are no items: that all is well only when that is known. */
  readonly calm: string
}

export function warningsView(
  options: WarningsOptions,
  watched: readonly Watched[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): WarningsView {
  const { locale, messages } = context
  const words = messages.panels.warnings
  const levels = crossedLevels(watched, readings, context)
  const targets = missedTargets(watched, readings, context)
  const told = new Set([...levels, ...targets].map(({ key }) => key))
  const silent = silentSeries(
    watched.filter(({ series }) => !told.has(series)),
    readings,
    context,
  )
  return {
    title: options.title?.[locale] ?? words.title,
    subtitle: [
      ...(levels.length > 0 ? [words.levels(levels.length)] : []),
      ...(targets.length > 0 ? [words.targets(targets.length)] : []),
      ...(silent.count > 0 ? [words.silent(silent.count)] : []),
    ],
    state: mixedState(
      watched.map(({ metric, series }) => ({ metric, reading: readings.get(series) })),
      context,
    ),
    items: [...levels, ...targets, ...silent.items],
    calm: calmWords(watched, readings, context),
  }
}

/** That nothing is wrong may be said only by who hears every source. */
function calmWords(
  watched: readonly Watched[],
  readings: ReadonlyMap<string, Reading>,
  { messages, layer }: PanelContext,
): string {
  const { calm, unknown } = messages.panels.warnings
  if (layer !== 'live') return unknown(messages.feed[layer])
  const isAllHeard =
    watched.length > 0 && watched.every(({ series }) => hasNumber(readings.get(series)))
  return isAllHeard ? calm : unknown(messages.panels.warnings.notAllHeard)
}
