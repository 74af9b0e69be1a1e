import type { AlarmBody } from './alarm-frame.ts'
import { ALARM_STATES, SEVERITIES, type AlarmRow } from './alarms.ts'

type Fields = Readonly<Record<string, unknown>>

/** What walls and desks read without asking again; members that are not known are let through. */
export function isAlarmBody(data: unknown): data is AlarmBody {
  return (
    isFields(data) &&
    Array.isArray(data['rows']) &&
    data['rows'].every(isAlarmRow) &&
    Array.isArray(data['gone']) &&
    data['gone'].every(isText) &&
    isFields(data['flood']) &&
    isOptional(data['flood']['since'], isNumber) &&
    isNumber(data['flood']['raises']) &&
    isWatch(data['watch']) &&
    isNumber(data['canaryAt'])
  )
}

function isWatch(data: unknown): boolean {
  return (
    isFields(data) &&
    isOptional(data['officer'], isSignature) &&
    isOptional(data['shift'], isCount) &&
    isOptional(data['until'], isNumber) &&
    isOptional(data['handover'], isHandover)
  )
}

function isHandover(data: unknown): boolean {
  return isFields(data) && isNumber(data['at']) && isOptional(data['note'], isText)
}

const TEXTS = ['metric', 'unit', 'sensor', 'level', 'owner']
const NUMBERS = [
  ...['raisedAt', 'askedAt', 'clearedAt', 'value', 'limit'],
  ...['furtherRaises', 'escalations'],
]
const BOOLEANS = ['isChattering', 'isBlind', 'isSimulated']

function isAlarmRow(data: unknown): data is AlarmRow {
  return (
    isFields(data) &&
    isText(data['alarm']) &&
    isText(data['rule']) &&
    isCount(data['occurrence']) &&
    isOneOf(data['state'], ALARM_STATES) &&
    isOptional(data['severity'], (value) => isOneOf(value, SEVERITIES)) &&
    isBoolean(data['isActive']) &&
    isBoolean(data['isAcknowledged']) &&
    TEXTS.every((name) => isOptional(data[name], isText)) &&
    NUMBERS.every((name) => isOptional(data[name], isNumber)) &&
    BOOLEANS.every((name) => isOptional(data[name], isBoolean)) &&
    isOptional(data['acknowledged'], isSignature) &&
    isOptional(data['outOfService'], isSignature) &&
    isOptional(data['comment'], (one) => isSignature(one) && isText(one['text'])) &&
    isOptional(data['shelf'], (one) => isSignature(one) && isNumber(one['until'])) &&
    isOptional(data['suppressedBy'], (list) => Array.isArray(list) && list.every(isText))
  )
}

function isSignature(data: unknown): data is Fields {
  return isFields(data) && isText(data['id']) && isText(data['name']) && isNumber(data['at'])
}

function isFields(data: unknown): data is Fields {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

function isOptional(data: unknown, is: (data: unknown) => boolean): boolean {
  return data === undefined || is(data)
}

function isText(data: unknown): data is string {
  return typeof data === 'string'
}

function isNumber(data: unknown): data is number {
  return typeof data === 'number' && Number.isFinite(data)
}

function isCount(data: unknown): boolean {
  return Number.isSafeInteger(data) && Number(data) >= 0
}

function isBoolean(data: unknown): data is boolean {
  return typeof data === 'boolean'
}

function isOneOf(data: unknown, values: readonly string[]): boolean {
  return isText(data) && values.includes(data)
}
