import type { AlarmRefusal } from '../../../protocol/alarm-answers.ts'
import type { CommandConflict } from '../../core/alarms/command.ts'
import { quoted } from '../../core/ingest/incoming-sample.ts'
import type { CommandAnswer } from '../../services/alarm-desk.ts'
import { alarmDetail, signature, type AlarmSite } from './alarm-answers.ts'
import { storeProblem } from './post-route.ts'
import { HttpProblem } from './problem.ts'

export type RefusedCommand = CommandAnswer & { readonly ok: false }

/** Why a command had no effect, in one word. */
export function refusalOf(refused: RefusedCommand): AlarmRefusal {
  switch (refused.reason) {
    case 'conflict':
      return refused.conflict.reason
    case 'other-command':
      return 'idempotency-key-reused'
    case 'read-only':
      return 'store-read-only'
    case 'full':
      return 'store-full'
    case 'unknown':
      return 'outcome-unknown'
  }
}

/** What whoever gave a command is told when it had no effect, or nobody knows. */
export function commandProblem(
  site: AlarmSite,
  refused: RefusedCommand,
  of: { readonly alarm: string; readonly idempotencyKey: string },
): HttpProblem {
  switch (refused.reason) {
    case 'conflict':
      return conflictProblem(site, refused.conflict, of.alarm)
    case 'other-command':
      return new HttpProblem(
        'idempotency-key-reused',
        'the same key came with another command before',
      )
    case 'read-only':
      return storeProblem('store-read-only')
    case 'full':
      return storeProblem('store-full')
    case 'unknown':
      return unknownOutcome(of.idempotencyKey)
  }
}

/** The key is told, for who sent none has to send it now. */
export function unknownOutcome(idempotencyKey: string, more: object = {}): HttpProblem {
  return new HttpProblem(
    'outcome-unknown',
    'it may have taken effect or not: ask again with the same Idempotency-Key, then it has one effect',
    { headers: { 'Retry-After': '1' }, extra: { idempotencyKey, ...more } },
  )
}

export function noSuchAlarm(id: string): HttpProblem {
  return new HttpProblem('no-such-alarm', `nothing was ever raised as ${quoted(id)}`)
}

function conflictProblem(
  { site, alarms }: AlarmSite,
  { reason, by }: CommandConflict,
  id: string,
): HttpProblem {
  const alarm = alarms.follower.book().get(id)
  if (reason === 'no-such-alarm' || !alarm) return noSuchAlarm(id)
  const extra = { reason, ...(by && { by: signature(by) }), alarm: alarmDetail(alarm, site()) }
  if (reason === 'no-such-occurrence') {
    return new HttpProblem('no-such-alarm', 'it has no such occurrence', { extra })
  }
  if (reason === 'bad-until') {
    const detail = 'until: in the future, and no later than the rule lets a shelf last'
    return new HttpProblem('wrong-shape', detail, { extra: { field: 'until', ...extra } })
  }
  return new HttpProblem('alarm-conflict', WORDS[reason], { extra })
}

type Conflict = Exclude<
  CommandConflict['reason'],
  'no-such-alarm' | 'no-such-occurrence' | 'bad-until'
>

const WORDS: Readonly<Record<Conflict, string>> = {
  closed: 'the occurrence is over',
  already: 'somebody has done so before',
  'newer-occurrence': 'it was raised again since, and that would be hidden',
  'worse-now': 'its severity is worse than the one that was looked at',
  'asked-again': 'it has begun to ask anew since it was looked at',
  'not-latched': 'it is not latched',
  'not-acknowledged': 'it is not acknowledged',
  'still-active': 'its condition still holds',
  'not-shelved': 'it is not shelved',
  'not-out-of-service': 'it is not out of service',
}
