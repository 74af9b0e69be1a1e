import { setTimeout as sleep } from 'node:timers/promises'
import type { AlarmList } from '../../../protocol/alarm-answers.ts'
import { ALARM_ACTIONS } from '../../core/alarms/journal-entry.ts'
import type { Site } from '../../core/sites/site.ts'
import { alarmAnswer, alarmList } from './alarm-answers.ts'
import { noSuchAlarm } from './alarm-problem.ts'
import { readAlarmQuery, type IsRaised } from './alarm-query.ts'
import { createAnswerCache, type MadeAnswer } from './answer-cache.ts'
import { assertAlarmsKnown } from './alarms-known.ts'
import type { HttpParts, HttpSite } from './http-parts.ts'
import { answerJournal } from './journal-routes.ts'
import { plainParameter } from './parameters.ts'
import type { RouteTable } from './route-table.ts'

const SITE = '/api/v1/sites/:site'
const ALARMS = `${SITE}/alarms`

/** How a site's alarms stand, and what happened to them. */
export function addAlarmRoutes(routes: RouteTable, { monotonicNow }: HttpParts): void {
  const cache = createAnswerCache({ monotonicNow, sleep: (ms) => sleep(ms) })
  const revisionOf = createRevisions()

  routes.site('get', ALARMS, 'wall.view', async (req, res, { site }) => {
    const query = readAlarmQuery(req, site.site(), isRaisedAt(site))
    const revision = (): string => revisionOf(site)
    const make = async (): Promise<MadeAnswer> => madeOf(alarmList(site, query))
    assertAlarmsKnown(site)
    await cache.send(req, res, { address: req.originalUrl, revision, make })
  })

  routes.site('get', `${ALARMS}/:id`, 'wall.view', (req, res, { site }) => {
    assertAlarmsKnown(site)
    const id = String(req.params['id'])
    const alarm = site.alarms.follower.book().get(id)
    if (!alarm) throw noSuchAlarm(id)
    res.json(alarmAnswer(site, alarm))
  })

  routes.site('get', `${ALARMS}/:id/journal`, 'alarms.journal', async (req, res, { site }) => {
    assertAlarmsKnown(site)
    const id = String(req.params['id'])
    if (!site.alarms.follower.book().get(id)) throw noSuchAlarm(id)
    await answerJournal(req, res, sourceOf(site, id))
  })

  // An alarm that was raised before the store was emptied is found here only.
  routes.site('get', `${SITE}/alarm-journal`, 'alarms.journal', (req, res, { site }) =>
    answerJournal(req, res, sourceOf(site, plainParameter(req, 'alarm'))),
  )
}

function sourceOf({ site, alarms }: HttpSite, subject: string | undefined) {
  const name = `${site().id}-alarms`
  return { journal: alarms.journal, actions: ALARM_ACTIONS, name, subject }
}

/** Changes with the journal, with the evaluator's signs of life, and with the names of the rules. */
function createRevisions(): (site: HttpSite) => string {
  const numbers = new WeakMap<Site, number>()
  let last = 0
  return ({ site, alarms: { follower } }) => {
    const number = numbers.get(site()) ?? ++last
    numbers.set(site(), number)
    return `${number} ${follower.epoch()} ${follower.head().seq} ${follower.pulse().text ?? ''}`
  }
}

/** Without the moment of the answer: it stands for as long as nothing in it is otherwise. */
function madeOf(list: AlarmList): MadeAnswer {
  const { time, ...same } = list
  return { text: JSON.stringify({ ...same, time }), same: JSON.stringify(same) }
}

function isRaisedAt({ alarms }: HttpSite): IsRaised {
  return (part, id) =>
    alarms.follower
      .book()
      .alarms()
      .some(({ value }) =>
        part === 'rule'
          ? value.rule === id
          : value.subject?.kind === part && value.subject.id === id,
      )
}
