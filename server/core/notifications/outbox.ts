import { z } from 'zod'
import { SEVERITIES, isWorse, type Severity } from '../../../protocol/alarms.ts'
import { readJson } from '../journal/chain.ts'

const FORMAT = 1

const localized = z.strictObject({ vi: z.string(), en: z.string() })

const entrySchema = z.strictObject({
  /** `<alarm>#<occurrence> <cause><step> <target>`: what makes it one of its kind. */
  id: z.string(),
  cause: z.enum(['raised', 'severity-changed', 'shown', 'escalated', 'cleared']),
  alarm: z.string(),
  rule: z.string(),
  occurrence: z.int().positive(),
  severity: z.enum(SEVERITIES),
  /** The rule's name, and that of its unit, sensor or site. */
  what: localized,
  where: localized,
  level: z.string().exactOptional(),
  value: z.number().exactOptional(),
  limit: z.number().exactOptional(),
  /** Of value and limit. */
  unitOfMeasure: localized,
  decimals: z.int().nonnegative(),
  /** Site time, ms since 1970. */
  raisedAt: z.number(),
  at: z.number(),
  /** Of an escalation: its step, from 1, and whom it is for. */
  step: z.int().positive().exactOptional(),
  role: z.string().exactOptional(),
  guidance: localized.exactOptional(),
  call: z.array(z.string()).readonly(),
})

/** One thing that one target is told, with the names as they were then. */
export type MessageEntry = Readonly<z.output<typeof entrySchema>>

const holdSchema = z.strictObject({ why: z.enum(['quiet', 'flood']), until: z.number() })

/** Why a message is held back, and until when (ms since 1970). */
export type Hold = Readonly<z.output<typeof holdSchema>>

const rowSchema = z.strictObject({
  target: z.string(),
  entries: z.array(entrySchema).min(1).readonly(),
  /** With it the message waits and goes out together with all that wait for the same moment. */
  hold: holdSchema.exactOptional(),
  /** The journal says that it is held. */
  isHoldNoted: z.literal(true).exactOptional(),
  tries: z
    .strictObject({ count: z.int().positive(), firstAt: z.number(), nextAt: z.number() })
    .exactOptional(),
  /** Of the last try. */
  reason: z.string().exactOptional(),
})

/** A message as it waits in the store, or lies among the dead ones. */
export type OutboxRow = Readonly<z.output<typeof rowSchema>>

const kept = z.strictObject({ format: z.literal(FORMAT), row: rowSchema })

/** A row with the id it is kept under. */
export interface KeptRow {
  readonly id: string
  readonly row: OutboxRow
}

export function rowText(row: OutboxRow): string {
  return JSON.stringify({ format: FORMAT, row })
}

/** Reads `rowText`; undefined for what is damaged or of another format. */
export function readRow(text: string): OutboxRow | undefined {
  return kept.safeParse(readJson(text)).data?.row
}

export function worstOf(entries: readonly Pick<MessageEntry, 'severity'>[]): Severity {
  return entries.reduce<Severity>(
    (worst, { severity }) => (isWorse(severity, worst) ? severity : worst),
    'low',
  )
}
