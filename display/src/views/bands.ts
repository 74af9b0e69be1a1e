import { spanWords } from '../i18n/age.ts'
import { formatIsoDate, formatMoment, formatMomentSeconds } from '../i18n/dates.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import type { TimeSpan } from '../stores/feed-state.ts'

export type BandKind =
  'simulated' | 'offline' | 'ingest-down' | 'store-down' | 'history-missing' | 'not-in-force'

export interface Band {
  readonly kind: BandKind
  readonly strong: string
  readonly text: string
}

export interface BandFacts {
  readonly lastProofAt: number | undefined
  readonly fromCache: boolean
  readonly historyMissing: TimeSpan | undefined
}

/** The bands of the wall, top first: what is not real, what has failed, what may be missing. */
export function bandsOf(context: PanelContext, facts: BandFacts): readonly Band[] {
  const { messages, screen, locale } = context
  const bands: Band[] = []
  if (screen.scenario) {
    bands.push({
      kind: 'simulated',
      strong: messages.band.simulated,
      text: screen.scenario.title[locale],
    })
  }
  const failure = failureBand(context, facts)
  if (failure) bands.push(failure)
  if (facts.historyMissing) {
    const { from, to } = facts.historyMissing
    const moment = (at: number): string => formatMoment(at, context.now, screen.site.timeZone)
    bands.push({
      kind: 'history-missing',
      strong: messages.band.historyMissing,
      text: messages.band.historyText(moment(from), moment(to)),
    })
  }
  if (!screen.site.inForce) {
    bands.push({
      kind: 'not-in-force',
      strong: messages.band.notInForce,
      text: messages.band.notInForceText(formatIsoDate(screen.site.date)),
    })
  }
  return bands
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
