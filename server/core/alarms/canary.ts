import { seriesKey } from '../../../protocol/schema.ts'

/** A figure that the server itself puts among the others, to see that they come to the alarms. */
export const CANARY_METRIC = 'iocwall.canary'

/** On a channel that no wall asks for. */
export const CANARY_DECLARATION = { id: CANARY_METRIC, channel: 'iocwall', decimals: 0 }

export function canaryKey(site: { readonly rootUnit: string }): string {
  return seriesKey({ metric: CANARY_METRIC, subject: { kind: 'unit', id: site.rootUnit } })
}
