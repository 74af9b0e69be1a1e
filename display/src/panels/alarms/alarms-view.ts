import type { AlarmRow } from '../../../../protocol/alarms.ts'
import type { AlarmsOptions } from '../../../../protocol/panels/alarms.ts'
import { hiddenWords } from '../../alarms/alarm-count.ts'
import { knownWords, type AlarmKnowledge } from '../../alarms/alarm-knowledge.ts'
import { isHidden, isWaiting } from '../../alarms/alarm-look.ts'
import { wordsState } from '../mixed-state.ts'
import type { PanelContext } from '../panel-context.ts'
import type { PanelState } from '../panel-state.ts'

export interface AlarmsView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  /** What is hidden, counted: never silently absent. */
  readonly hidden: readonly string[]
  /** What is said where there are no rows: that all is well only when that is known. */
  readonly calm: string
}

/** The rows that a panel is about, in their order, hidden ones too. */
export function rowsOf(
  { severities }: AlarmsOptions,
  rows: readonly AlarmRow[],
): readonly AlarmRow[] {
  if (!severities) return rows
  // One without an occurrence has no priority yet: it is counted rather than lost.
  return rows.filter(({ severity }) => severity === undefined || severities.includes(severity))
}

export function alarmsView(
  options: AlarmsOptions,
  rows: readonly AlarmRow[],
  knowledge: AlarmKnowledge,
  context: PanelContext,
): AlarmsView {
  const { locale, messages } = context
  const words = messages.alarmWall
  const shown = rows.filter((row) => !isHidden(row))
  const waiting = shown.filter(isWaiting).length
  const { severities } = options
  return {
    title: options.title?.[locale] ?? words.title,
    subtitle: [
      ...(waiting > 0 ? [words.waiting(waiting)] : []),
      ...(shown.length > waiting ? [words.acknowledged(shown.length - waiting)] : []),
      ...(severities ? [words.only(severities.map((one) => messages.alarms.priority[one]))] : []),
    ],
    state: alarmPanelState(knowledge, context),
    hidden: hiddenWords(rows, messages),
    calm: calmWords(options, rows.length > 0, knowledge, context),
  }
}

/** Alarms keep their colour whatever failed: the panel says of when they are. */
function alarmPanelState(knowledge: AlarmKnowledge, context: PanelContext): PanelState {
  if (knowledge.kind === 'current') return wordsState()
  const strip = knownWords(knowledge, context)
  return knowledge.kind === 'unknown'
    ? { freshness: 'none', look: 'none', age: undefined, strip }
    : { freshness: 'stale', look: 'plain', age: undefined, strip }
}

function calmWords(
  { severities }: AlarmsOptions,
  areSomeHidden: boolean,
  { kind }: AlarmKnowledge,
  { messages }: PanelContext,
): string {
  const words = messages.alarmWall
  switch (kind) {
    case 'unknown':
      return words.unknown
    case 'unreachable':
    case 'unwatched':
      return words.notKnown(words[kind])
    case 'current':
      if (areSomeHidden) return words.onlyHidden
      return severities ? words.calmOfThese : words.calm
  }
}
