import type { Request } from 'express'
import * as z from 'zod/mini'
import { ALARM_STATES, SEVERITIES } from '../../../protocol/alarms.ts'
import type { AlarmFilter, AlarmPlace } from '../../core/alarms/list-alarms.ts'
import { quoted } from '../../core/ingest/incoming-sample.ts'
import type { Site } from '../../core/sites/site.ts'
import { cursorOf, readCursor } from './page-cursor.ts'
import { badParameter, plainParameter, refuseOthers, wholeNumber, wordsOf } from './parameters.ts'

const NAMES = ['state', 'severity', 'unit', 'sensor', 'rule', 'limit', 'cursor'] as const
const DEFAULT_LIMIT = 100
const MOST_LISTED = 500
/** `root` stands for the unit of the whole site, as it does in layouts. */
const ROOT = 'root'

export interface AlarmQuery {
  readonly filter: AlarmFilter
  readonly after: AlarmPlace | undefined
  readonly limit: number
}

/** What there may be alarms of although the site's configuration has it no more. */
export type IsRaised = (part: 'unit' | 'sensor' | 'rule', id: string) => boolean

/** Reads which alarms are asked for; what it refuses it names. */
export function readAlarmQuery(req: Request, site: Site, isRaised: IsRaised): AlarmQuery {
  refuseOthers(req, NAMES)
  const known = {
    unit: site.units.map(({ code }) => code),
    sensor: site.sensors.map(({ id }) => id),
    rule: site.alarms.rules.map(({ settings }) => settings.id),
  }
  const idOf = (name: 'unit' | 'sensor' | 'rule'): string | undefined => {
    const id = plainParameter(req, name)
    if (id === undefined || known[name].includes(id) || isRaised(name, id)) return id
    if (name === 'unit' && id === ROOT) return site.rootUnit
    throw badParameter(name, `the site has no ${name} ${quoted(id)}`)
  }
  return {
    filter: {
      states: wordsOf(req, 'state', ALARM_STATES),
      severities: wordsOf(req, 'severity', SEVERITIES),
      unit: idOf('unit'),
      sensor: idOf('sensor'),
      rule: idOf('rule'),
    },
    after: readPlace(req),
    limit: wholeNumber(req, 'limit', 1, MOST_LISTED) ?? DEFAULT_LIMIT,
  }
}

/** As `AlarmPlace`, in its order. */
const PlaceSchema = z.tuple([z.number(), z.boolean(), z.number(), z.string(), z.number()])

export function cursorOfAlarm(place: AlarmPlace): string {
  const { rank, isAcknowledged, raisedAt, alarm, occurrence } = place
  return cursorOf([rank, isAcknowledged, raisedAt, alarm, occurrence])
}

function readPlace(req: Request): AlarmPlace | undefined {
  const text = plainParameter(req, 'cursor')
  if (text === undefined) return undefined
  const place = readCursor(text, PlaceSchema)
  if (!place) throw badParameter('cursor', 'not the next of such an answer')
  const [rank, isAcknowledged, raisedAt, alarm, occurrence] = place
  return { rank, isAcknowledged, raisedAt, alarm, occurrence }
}
