import { spanWords } from '../i18n/age.ts'
import type { Messages } from '../i18n/messages.ts'
import { formatIsoDate, formatMoment, formatMomentSeconds } from '../i18n/dates.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import type { Watch } from '../../../protocol/alarms.ts'
import type { AlarmPathState } from '../stores/alarms.ts'
import type { TimeSpan } from '../stores/feed-state.ts'

export type BandKind =
  | 'simulated'
  | 'alarms-unwatched'
  | 'offline'
  | 'ingest-down'
  | 'store-down'
  | 'nobody-on-watch'
  | 'alarms-missing'
  | 'history-missing'
  | 'not-in-force'

export interface Band {
  readonly kind: BandKind
  readonly strong: string
  readonly text: string
}

export interface BandFacts {
  readonly lastProofAt: number | undefined
  readonly fromCache: boolean
  readonly historyMissing: TimeSpan | undefined
  readonly alarmsMissing: TimeSpan | undefined
}

interface LostAlarms {
  /** Site times; undefined while the server, and its store, are there. */
  readonly lostAt: number | undefined
  readonly storeLostAt: number | undefined
}

export interface AlarmPath {
  readonly pathState: AlarmPathState
  /** Site time of the newest canary. */
  readonly canaryAt: number | undefined
  /** Undefined before it is known. */
  readonly watch: Watch | undefined
}

/** When and where a moment is read. */
export interface BandPlace {
  /** Site time. */
  readonly now: number
  readonly timeZone: string
  readonly hasAlarmRules: boolean
}

/** That nobody may be watching for alarms, or nobody answers for them; said apart from figures, whatever becomes of those. */
export function alarmBands(
  { pathState, canaryAt, watch }: AlarmPath,
  { band }: Pick<Messages, 'band'>,
  place: BandPlace | undefined,
): readonly Band[] {
  if (pathState === 'proven') {
    // Where nothing can be raised there is nothing to be on watch for.
    if (!place?.hasAlarmRules || watch === undefined || watch.officer) return []
    return [{ kind: 'nobody-on-watch', strong: band.nobodyOnWatch, text: band.nobodyOnWatchText }]
  }
  const text =
    canaryAt === undefined || place === undefined
      ? band.alarmsSinceUnknown
      : band.alarmsSince(formatMomentSeconds(canaryAt, place.now, place.timeZone))
  return [{ kind: 'alarms-unwatched', strong: band.alarmsUnwatched, text }]
}

/** That the server or its store is gone, by what the alarms' own frames say: the desk has pages without any figure. */
export function lostBands(
  { lostAt, storeLostAt }: LostAlarms,
  { band }: Pick<Messages, 'band'>,
  place: BandPlace | undefined,
): readonly Band[] {
  if (place === undefined) return []
  const moment = (at: number): string => formatMomentSeconds(at, place.now, place.timeZone)
  if (lostAt !== undefined) {
    const text = band.offlineText(moment(lostAt), undefined)
    return [{ kind: 'offline', strong: band.offline, text }]
  }
  if (storeLostAt === undefined) return []
  return [{ kind: 'store-down', strong: band.storeDown, text: band.frozen(moment(storeLostAt)) }]
}

/** The bands of the wall, top first: what is not real, what has failed, what may be missing. */
export function bandsOf(
  context: PanelContext,
  facts: BandFacts,
  alarms: AlarmPath,
): readonly Band[] {
  const { messages, screen, locale } = context
  const bands: Band[] = []
  if (screen.scenario) {
    bands.push({
      kind: 'simulated',
      strong: messages.band.simulated,
      text: screen.scenario.title[locale],
    })
  }
  const { now } = context
  const { timeZone } = screen.site
  const hasAlarmRules = screen.alarmRules.length > 0
  bands.push(...alarmBands(alarms, messages, { now, timeZone, hasAlarmRules }))
  const failure = failureBand(context, facts)
  if (failure) bands.push(failure)
  bands.push(...missingBands(context, facts))
  if (!screen.site.inForce) {
    bands.push({
      kind: 'not-in-force',
      strong: messages.band.notInForce,
      text: messages.band.notInForceText(formatIsoDate(screen.site.date)),
    })
  }
  return bands
}

function missingBands(
  { messages, now, screen }: PanelContext,
  { alarmsMissing, historyMissing }: BandFacts,
): readonly Band[] {
  const { band } = messages
  const moment = (at: number): string => formatMoment(at, now, screen.site.timeZone)
  const told = [
    { kind: 'alarms-missing', strong: band.alarmsMissing, span: alarmsMissing },
    { kind: 'history-missing', strong: band.historyMissing, span: historyMissing },
  ] as const
  return told.flatMap(({ kind, strong, span }) => {
    return span
      ? [{ kind, strong, text: band.missingText(moment(span.from), moment(span.to)) }]
      : []
  })
}

function failureBand(context: PanelContext, facts: BandFacts): Band | undefined {
  const { messages, layer, since, now, screen } = context
  const { band } = messages
  const moment = (at: number): string => formatMomentSeconds(at, now, screen.site.timeZone)
  if (facts.fromCache) return cachedBand(context, facts.lastProofAt)
  if (layer === 'offline') {
    const proof = facts.lastProofAt === since ? undefined : facts.lastProofAt
    const text =
      since === undefined
        ? band.unknownSince
        : band.offlineText(moment(since), proof === undefined ? undefined : moment(proof))
    return { kind: 'offline', strong: band.offline, text }
  }
  if (layer === 'ingest-down' || layer === 'store-down') {
    return {
      kind: layer,
      strong: layer === 'ingest-down' ? band.ingestDown : band.storeDown,
      text: since === undefined ? band.unknownSince : band.frozen(moment(since)),
    }
  }
  return undefined
}

/** After a reload with no server in reach: the figures kept on the kiosk, and of when they are. */
function cachedBand({ messages, now, screen }: PanelContext, proofAt: number | undefined): Band {
  const { band } = messages
  const text =
    proofAt === undefined
      ? band.cachedUnknown
      : band.cachedText(
          formatMomentSeconds(proofAt, now, screen.site.timeZone),
          spanWords(now - proofAt, messages),
        )
  return { kind: 'offline', strong: band.cached, text }
}
