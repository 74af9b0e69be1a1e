import type { Request } from 'express'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AlarmKpiAnswer } from '../../../protocol/alarm-kpis.ts'
import type { AlarmSubject } from '../../core/alarms/alarm.ts'
import type { KpiSpan } from '../../core/alarms/kpis.ts'
import type { KpiReport } from '../../services/alarm-kpis.ts'
import { assertAlarmsKnown } from './alarms-known.ts'
import { createAnswerCache } from './answer-cache.ts'
import type { HttpParts } from './http-parts.ts'
import { badParameter, instantParameter, refuseOthers } from './parameters.ts'
import { reading } from './reading.ts'
import type { RouteTable } from './route-table.ts'

const DAY_MS = 24 * 3_600_000
const MOST_MS = 31 * DAY_MS
const MINUTE_MS = 60_000
const MOST_STALE = 10

/** How good a site's alarms are, for desks and walls. */
export function addAlarmKpiRoutes(routes: RouteTable, { monotonicNow }: HttpParts): void {
  const cache = createAnswerCache({ monotonicNow, sleep: (ms) => sleep(ms) })

  routes.site('get', '/api/v1/sites/:site/alarm-kpis', 'wall.view', async (req, res, { site }) => {
    refuseOthers(req, ['from', 'to'])
    assertAlarmsKnown(site)
    const { follower, kpis } = site.alarms
    // The last day ends with the minute, so that all who ask in it are answered by one reading.
    const minute = (): number => Math.floor(site.clock.now() / MINUTE_MS) * MINUTE_MS
    const span = spanOf(req, minute() + MINUTE_MS)
    const revision = (): string => `${follower.epoch()} ${follower.head().seq} ${minute()}`
    await cache.send(req, res, {
      address: req.originalUrl,
      revision,
      async make() {
        const { time, ...same } = answerOf(await reading(kpis.of(span)), site.clock.now())
        return { text: JSON.stringify({ time, ...same }), same: JSON.stringify(same) }
      },
    })
  })
}

function spanOf(req: Request, now: number): KpiSpan {
  const to = instantParameter(req, 'to') ?? now
  const from = instantParameter(req, 'from') ?? to - DAY_MS
  if (from >= to) throw badParameter('from', 'from lies before to')
  if (to - from > MOST_MS) throw badParameter('from', 'at most 31 days')
  return { from, to }
}

const iso = (at: number): string => new Date(at).toISOString()

function answerOf({ span, kpis, isWhole, stale }: KpiReport, now: number): AlarmKpiAnswer {
  const { perTenMinutes, hourly, mostFrequent, chattering, ...figures } = kpis
  const { mean, peak, peakAt } = perTenMinutes
  return {
    ...{ time: iso(now), from: iso(span.from), to: iso(span.to), whole: isWhole },
    ...figures,
    perTenMinutes: { mean, peak, ...(peakAt !== undefined && { peakAt: iso(peakAt) }) },
    hourly: [...hourly],
    mostFrequent: mostFrequent.map(({ raised, share, ...of }) => ({ ...named(of), raised, share })),
    chattering: chattering.map(({ times, ...of }) => ({ ...named(of), times })),
    stale: {
      count: stale.length,
      alarms: stale.slice(0, MOST_STALE).map(({ alarm, since }) => {
        return { ...named({ ...alarm, alarm: alarm.id }), since: iso(since) }
      }),
    },
  }
}

function named(of: {
  readonly alarm: string
  readonly rule: string
  readonly subject: AlarmSubject
}) {
  const { alarm, rule, subject } = of
  return { alarm, rule, ...(subject && { [subject.kind]: subject.id }) }
}
