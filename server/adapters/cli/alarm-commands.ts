import type { Command } from 'commander'
import type { AlarmState } from '../../../protocol/alarms.ts'
import type { JournalEntry } from '../../core/journal/entry.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'
import { printReplay } from './print-replay.ts'

/** An entry as it would be kept, or a command that was refused and left none. */
export type ReplayRecord =
  | (JournalEntry & { readonly seq: number; readonly hash: string })
  | {
      readonly refused: string
      /** Site time, ms since 1970. */
      readonly at: number
      readonly command: string
      readonly officer: string
      readonly occurrence: number
      /** Who did what stands in the way. */
      readonly by?: { readonly id: string; readonly name: string; readonly at: number }
    }

/** One event of the sequence and what came of it. */
export interface ReplayStep {
  /** ms since 1970. */
  readonly at: number
  /** What happened, in words. */
  readonly words: string
  /** After it. */
  readonly state: AlarmState
  readonly journal: readonly ReplayRecord[]
}

export interface AlarmActions {
  readonly replayAlarm: (file: string) => Promise<Answer<readonly ReplayStep[]>>
}

interface Flags {
  readonly json?: true
  readonly table?: true
}

export function addAlarms(program: Command, actions: AlarmActions, output: Output, end: End): void {
  program
    .command('alarms')
    .description('what rules make of figures')
    .command('replay')
    .description('play a sequence of values, commands and time through the alarm machine')
    .argument('<file.json>', '{"rule": {…}, "events": [{"at", "value" | "command" | "tick" …}]}')
    .option('--json', 'print {states, journal} as JSON: one state an event (the default)')
    .option('--table', 'print lines for people instead')
    .action(async (file: string, { table }: Flags) => {
      const answer = await actions.replayAlarm(file)
      if (answer.ok) return output.out(printReplay(answer.value, table === true))
      output.error(`${answer.message}\n`)
      end(REFUSED)
    })
}
