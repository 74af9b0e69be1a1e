import { z } from 'zod'
import {
  ALARM_COMMANDS,
  MAX_COMMENT,
  SEVERITIES,
  type AlarmCommandName,
} from '../../../protocol/alarms.ts'
import { LINE_OF_TEXT } from '../../../protocol/people.ts'
import type { AlarmCommand } from '../../core/alarms/command.ts'
import { sha256 } from '../../services/sha256.ts'
import { HttpProblem } from './problem.ts'

/** Most alarms of one bulk command. */
const MAX_ITEMS = 500
const MAX_OWNER = 100
/** Longer than any alarm's. */
const MAX_ALARM_ID = 200

function lineOf(mostCharacters: number) {
  return z.string().trim().min(1).max(mostCharacters).regex(LINE_OF_TEXT, 'one line of text')
}

const seen = {
  occurrence: z.int().min(0).describe('The one that was looked at; 0 where none is open'),
  severity: z
    .enum(SEVERITIES)
    .optional()
    .describe('What was looked at: a worse one by now is not acknowledged'),
  askedAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'Since when it asked, as it was looked at: one that asks anew by now is not acknowledged',
    ),
}
const wanted = {
  comment: lineOf(MAX_COMMENT).optional().describe('Required by comment'),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Site time; required by shelve, and only there'),
  owner: lineOf(MAX_OWNER).optional().describe('Required by assign, and only there'),
}

export const AlarmCommandBody = z.strictObject({ ...seen, ...wanted })

export const AlarmCommandsBody = z.strictObject({
  command: z.enum(ALARM_COMMANDS),
  items: z
    .array(z.strictObject({ id: z.string().min(1).max(MAX_ALARM_ID), ...seen }))
    .min(1)
    .max(MAX_ITEMS),
  ...wanted,
})

type Seen = Pick<z.output<typeof AlarmCommandBody>, 'occurrence' | 'severity' | 'askedAt'>

/** What was looked at when the command was given. */
export function seenIn({
  occurrence,
  severity,
  askedAt,
}: Seen): Pick<AlarmCommand, 'occurrence' | 'severity' | 'askedAt'> {
  return {
    occurrence,
    ...(severity && { severity }),
    ...(askedAt !== undefined && { askedAt: Date.parse(askedAt) }),
  }
}

type Wanted = Pick<z.output<typeof AlarmCommandBody>, 'comment' | 'until' | 'owner'>

/** What is asked for, without the alarm that it is asked of; a problem where the command needs more, or knows nothing of it. */
export function wantedOf(
  name: AlarmCommandName,
  { comment, until, owner }: Wanted,
): Pick<AlarmCommand, 'name' | 'comment' | 'until' | 'owner'> {
  requireOnly('until', until, name === 'shelve', name)
  requireOnly('owner', owner, name === 'assign', name)
  if (name === 'comment' && comment === undefined) throw misfit('comment', 'a comment has a text')
  return {
    name,
    ...(comment !== undefined && { comment }),
    ...(until !== undefined && { until: Date.parse(until) }),
    ...(owner !== undefined && { owner }),
  }
}

/** What would be passed over without a word was meant for something else. */
function requireOnly(
  field: string,
  value: string | undefined,
  isNeeded: boolean,
  name: AlarmCommandName,
): void {
  if (isNeeded === (value !== undefined)) return
  throw misfit(field, isNeeded ? `${name} needs it` : `${name} knows nothing of it`)
}

function misfit(field: string, words: string): HttpProblem {
  return new HttpProblem('wrong-shape', `${field}: ${words}`, { extra: { field } })
}

/** The same for the same wish, whoever has it and however it was written. */
export function fingerprintOf(command: AlarmCommand): string {
  const { name, alarm, occurrence, severity, askedAt, comment, until, owner } = command
  const seen = { occurrence, severity, askedAt }
  return sha256(JSON.stringify({ name, alarm, ...seen, comment, until, owner }))
}
