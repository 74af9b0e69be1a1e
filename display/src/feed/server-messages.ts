import type { SchemaMessage } from '../../../protocol/schema.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import type { Notice } from '../../../protocol/socket-events.ts'

type Fields = Readonly<Record<string, unknown>>

function isFields(data: unknown): data is Fields {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

function areTexts(data: unknown): boolean {
  return Array.isArray(data) && data.every((one) => typeof one === 'string')
}

function areIntegers(data: unknown): boolean {
  return Array.isArray(data) && data.every((one) => Number.isSafeInteger(one))
}

function isLocalized(data: unknown): boolean {
  return isFields(data) && typeof data['vi'] === 'string' && typeof data['en'] === 'string'
}

function areAll(data: unknown, isOne: (one: Fields) => boolean): boolean {
  return Array.isArray(data) && data.every((one) => isFields(one) && isOne(one))
}

/** Shape only: whether rows and dictionaries fit together is judged where the schema is applied. */
export function isSchemaMessage(data: unknown): data is SchemaMessage {
  return (
    isFields(data) &&
    Number.isSafeInteger(data['revision']) &&
    Number.isSafeInteger(data['fromSeries']) &&
    areTexts(data['channels']) &&
    areTexts(data['units']) &&
    areTexts(data['sensors']) &&
    areIntegers(data['metric']) &&
    areIntegers(data['subject']) &&
    areAll(
      data['metrics'],
      ({ id, decimals, channel }) =>
        typeof id === 'string' && Number.isSafeInteger(decimals) && Number.isSafeInteger(channel),
    )
  )
}

/** What the stores and views read without asking again. */
export function isScreenMessage(data: unknown): data is ScreenMessage {
  return (
    isFields(data) &&
    typeof data['revision'] === 'string' &&
    isSite(data['site']) &&
    areAll(data['metrics'], isMetric) &&
    areAll(data['units'], ({ code, name }) => typeof code === 'string' && isLocalized(name)) &&
    areAll(data['sensors'], ({ id, name }) => typeof id === 'string' && isLocalized(name)) &&
    (data['map'] === undefined ||
      (isFields(data['map']) && typeof data['map']['url'] === 'string')) &&
    isFields(data['layout']) &&
    areAll(data['layout']['scenes'], isScene) &&
    (data['scenario'] === undefined || isFields(data['scenario']))
  )
}

function isSite(data: unknown): boolean {
  return (
    isFields(data) &&
    typeof data['id'] === 'string' &&
    isLocalized(data['name']) &&
    isLocalized(data['subtitle']) &&
    typeof data['timeZone'] === 'string' &&
    typeof data['rootUnit'] === 'string'
  )
}

function isMetric({ id, channel, name, freshness }: Fields): boolean {
  return (
    typeof id === 'string' &&
    typeof channel === 'string' &&
    isLocalized(name) &&
    isFields(freshness) &&
    ['cadenceMs', 'graceMs', 'staleAfterMs', 'expireAfterMs'].every((limit) =>
      Number.isFinite(freshness[limit]),
    )
  )
}

function isScene({ id, panels }: Fields): boolean {
  return (
    typeof id === 'string' &&
    areAll(panels, ({ id: panelId, at, panel }) => {
      return (
        typeof panelId === 'string' &&
        isFields(at) &&
        isFields(panel) &&
        typeof panel['kind'] === 'string' &&
        isFields(panel['options'])
      )
    })
  )
}

export function isNotice(data: unknown): data is Notice {
  if (!isFields(data)) return false
  switch (data['kind']) {
    case 'history-missing':
    case 'alarms-missing':
      return Number.isFinite(data['from']) && Number.isFinite(data['to'])
    case 'server-stopping':
      return true
    case 'configuration-refused':
      return Number.isSafeInteger(data['problems'])
    default:
      return false
  }
}

/** The channels that a screen's metrics travel on, in order of first mention. */
export function channelsOf({ metrics }: Pick<ScreenMessage, 'metrics'>): readonly string[] {
  return [...new Set(metrics.map((one) => one.channel))]
}

/** Those of the metrics that rules watch: what is behind an alarm can be shown as it is now. */
export function watchedChannels({ metrics, alarmRules }: ScreenMessage): readonly string[] {
  const watched = new Set(alarmRules.map(({ metric }) => metric))
  return channelsOf({ metrics: metrics.filter(({ id }) => watched.has(id)) })
}
