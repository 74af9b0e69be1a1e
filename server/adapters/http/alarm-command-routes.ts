import type { Request } from 'express'
import { randomUUID } from 'node:crypto'
import type { AlarmCommandAnswer, AlarmResult } from '../../../protocol/alarm-answers.ts'
import { ALARM_COMMANDS } from '../../../protocol/alarms.ts'
import type { AlarmCommand } from '../../core/alarms/command.ts'
import type { AlarmActor } from '../../core/alarms/events.ts'
import type { CommandAnswer, OrderedCommand } from '../../services/alarm-desk.ts'
import { sha256 } from '../../services/sha256.ts'
import type { SiteVisit } from './admission.ts'
import { alarmDetail, signature } from './alarm-answers.ts'
import {
  AlarmCommandBody,
  AlarmCommandsBody,
  fingerprintOf,
  seenIn,
  wantedOf,
} from './alarm-command-body.ts'
import { commandProblem, refusalOf, unknownOutcome } from './alarm-problem.ts'
import { idempotencyKeyOf, storeProblem } from './post-route.ts'
import { HttpProblem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { RouteTable } from './route-table.ts'

const SITE = '/api/v1/sites/:site'
/** 500 alarms with the longest ids. */
const MAX_BULK_BYTES = 256 * 1024
/** An id is part of a store's key and of a journal's entry. */
const MAX_COMMAND_ID_BYTES = 400

/** What officers do to alarms; each command is durable when it is answered. */
export function addAlarmCommandRoutes(routes: RouteTable): void {
  for (const name of ALARM_COMMANDS) {
    const path = `${SITE}/alarms/:id/${name}`
    routes.site('post', path, 'alarms.command', async (req, res, visit) => {
      const { site } = visit
      const { idempotencyKey, order } = officerOf(req, visit)
      const body = await readBody(req, res, AlarmCommandBody)
      const alarm = String(req.params['id'])
      const ordered = order({ ...wantedOf(name, body), ...seenIn(body), alarm })
      const [answer] = await site.alarms.desk.order([ordered])
      if (!answer) throw new RangeError('the desk did not answer a command')
      if (!answer.ok) throw commandProblem(site, answer, { alarm, idempotencyKey })
      const done: AlarmCommandAnswer = {
        alarm: alarmDetail(answer.alarm, site.site()),
        seq: answer.seq,
        repeated: answer.isRepeated,
      }
      res.json(done)
    })
  }

  routes.site('post', `${SITE}/alarm-commands`, 'alarms.command', async (req, res, visit) => {
    const { idempotencyKey, order } = officerOf(req, visit)
    const body = await readBody(req, res, AlarmCommandsBody, MAX_BULK_BYTES)
    const wanted = wantedOf(body.command, body)
    const commands = body.items.map((item) =>
      order({ ...wanted, ...seenIn(item), alarm: item.id }, `${item.id}#${item.occurrence}`),
    )
    const answers = await visit.site.alarms.desk.order(commands)
    const results = body.items.map((item, index) => resultOf(item, answers[index]))
    refuseIncomplete(results, idempotencyKey)
    res.json({ results })
  })
}

interface Officer {
  readonly idempotencyKey: string
  /** The command in the officer's name; `part` tells apart those that come under one key. */
  readonly order: (command: Omit<AlarmCommand, 'actor'>, part?: string) => OrderedCommand
}

/** Without a key of the request's own it gets one, under which nobody has asked for anything yet. */
function officerOf(req: Request, { asker }: SiteVisit): Officer {
  const { principal } = asker
  if (principal.kind === 'nobody') throw new Error('nobody was let in to command alarms')
  const { kind, id, name } = principal
  const actor: AlarmActor = { kind, id, name }
  const idempotencyKey = idempotencyKeyOf(req) ?? randomUUID()
  return {
    idempotencyKey,
    order(wish, part) {
      const command = { ...wish, actor }
      const parts = part === undefined ? [idempotencyKey] : [idempotencyKey, part]
      // A key that is called as a person is must not answer for what that person did.
      return {
        id: commandId(`${kind} ${id}`, parts.join(' ')),
        fingerprint: fingerprintOf(command),
        command,
      }
    },
  }
}

function commandId(who: string, what: string): string {
  const id = `${who} ${what}`
  return Buffer.byteLength(id) <= MAX_COMMAND_ID_BYTES ? id : `${who} ${sha256(what)}`
}

function resultOf(
  { id, occurrence }: { readonly id: string; readonly occurrence: number },
  answer: CommandAnswer | undefined,
): AlarmResult {
  if (!answer) throw new RangeError('the desk did not answer a command')
  if (answer.ok) {
    return { id, occurrence, ok: true, seq: answer.seq, repeated: answer.isRepeated }
  }
  const by = answer.reason === 'conflict' ? answer.conflict.by : undefined
  return { id, occurrence, ok: false, reason: refusalOf(answer), ...(by && { by: signature(by) }) }
}

/** What the store did not take, or may have taken, is to be asked again with the same key: what was done is not done twice. */
function refuseIncomplete(results: readonly AlarmResult[], idempotencyKey: string): void {
  const has = (reason: AlarmResult['reason']): boolean =>
    results.some((result) => result.reason === reason)
  if (has('outcome-unknown')) throw unknownOutcome(idempotencyKey, { results })
  for (const reason of ['store-full', 'store-read-only'] as const) {
    if (!has(reason)) continue
    const { problem, message, headers } = storeProblem(reason)
    throw new HttpProblem(problem, message, { headers, extra: { idempotencyKey, results } })
  }
}
