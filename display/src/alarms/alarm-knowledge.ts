import type { Watch } from '../../../protocol/alarms.ts'
import { formatMomentSeconds } from '../i18n/dates.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import type { AlarmPathState } from '../stores/alarms.ts'

/**
 * Whether what is held of a site's alarms is so now. `unknown`: nothing has been told yet.
 * `unreachable` and `unwatched`: as it was at that site time (ms since 1970), and nobody knows of later.
 */
export type AlarmKnowledge =
  | { readonly kind: 'unknown' | 'current' }
  | { readonly kind: 'unreachable' | 'unwatched'; readonly at: number | undefined }

export interface AlarmSource {
  readonly watch: Watch | undefined
  readonly pathState: AlarmPathState
  readonly canaryAt: number | undefined
}

export function alarmKnowledge(
  { watch, pathState, canaryAt }: AlarmSource,
  { layer, since }: Pick<PanelContext, 'layer' | 'since'>,
): AlarmKnowledge {
  if (watch === undefined) return { kind: 'unknown' }
  if (layer === 'offline') return { kind: 'unreachable', at: since }
  return pathState === 'silent' ? { kind: 'unwatched', at: canaryAt } : { kind: 'current' }
}

/** `như lúc 20:01:12`; undefined where it is so now, or nothing is known. */
export function knownWords(
  knowledge: AlarmKnowledge,
  { messages, now, screen }: PanelContext,
): string | undefined {
  if (!('at' in knowledge)) return undefined
  const { asOf, asOfUnknown } = messages.alarmWall
  if (knowledge.at === undefined) return asOfUnknown
  return asOf(formatMomentSeconds(knowledge.at, now, screen.site.timeZone))
}
