import { z } from 'zod'
import { VERSION_ZERO, type Version } from '../../protocol/version.ts'
import type { RaiseWindow } from '../core/alarms/flood.ts'
import { readJson } from '../core/journal/chain.ts'

/** How far an evaluator has come. Times are site time, ms since 1970. */
export interface EvaluatorCursor {
  /** Of the stream of figures. */
  readonly epoch: string
  readonly version: Version
  readonly at: number
  /** The raises of the last ten minutes. */
  readonly raises: readonly number[]
  readonly canaryAt: number
}

/** What every node may see of it, four times a second. */
export interface EvaluatorPulse {
  readonly at: number
  readonly canaryAt: number
  /** How many raises the last ten minutes had. */
  readonly raises: number
}

const time = z.number()

const cursorSchema = z.object({
  epoch: z.string(),
  version: z.object({ ms: z.int().nonnegative(), n: z.int().nonnegative() }),
  at: time,
  raises: z.array(time),
  canaryAt: time,
})

const pulseSchema = z.object({ at: time, canaryAt: time, raises: z.int().nonnegative() })

/** `write`: how many went before in this tenure, so that no two texts are alike. */
function cursorText(cursor: EvaluatorCursor, write: number): string {
  const { epoch, version, at, raises, canaryAt } = cursor
  return JSON.stringify({ epoch, version, at, raises, canaryAt, write })
}

/** `undefined` for what is damaged: the rules are then held against what is so now. */
export function readCursor(text: string): EvaluatorCursor | undefined {
  return cursorSchema.safeParse(readJson(text)).data
}

function pulseText({ at, canaryAt, raises }: EvaluatorCursor): string {
  return JSON.stringify({ at, canaryAt, raises: raises.length })
}

export function readPulse(text: string): EvaluatorPulse | undefined {
  return pulseSchema.safeParse(readJson(text)).data
}

/** What moves on with each write. */
export interface Progress {
  window: RaiseWindow
  /** How far it has come by what was written last, and the text that was written. */
  reached: EvaluatorCursor
  told: { readonly cursor: string; readonly pulse: string }
  writes: number
}

/** Before anything was worked out. */
export const NOWHERE = { epoch: '', version: VERSION_ZERO, raises: [], canaryAt: 0 }

export function cursorOf(
  held: {
    readonly feedEpoch: string
    readonly version: Version
    readonly canaryAt: number
    readonly evaluation: { readonly now: () => number }
  },
  window: RaiseWindow,
): EvaluatorCursor {
  const { feedEpoch: epoch, version, canaryAt, evaluation } = held
  return { epoch, version, at: evaluation.now(), raises: window, canaryAt }
}

export function toldOf(cursor: EvaluatorCursor, write: number): Progress['told'] {
  return { cursor: cursorText(cursor, write), pulse: pulseText(cursor) }
}
