import { InvalidArgumentError, type Command } from 'commander'
import { parseInstant } from '../../core/ingest/instant.ts'
import type { TrialReport } from '../../services/alarm-trial.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'
import { printTrial, trialJson } from './print-trial.ts'

export interface AlarmTestOrder {
  readonly site: string
  readonly rule: string
  /** ms since 1970: [from, to). */
  readonly from: number
  readonly to: number
  /** A file of rules that the site does not have yet. */
  readonly file?: string
}

export interface AlarmTestActions {
  readonly testAlarmRule: (order: AlarmTestOrder) => Promise<Answer<TrialReport>>
}

interface Flags extends AlarmTestOrder {
  readonly json?: true
}

export function addAlarmTest(
  program: Command,
  actions: AlarmTestActions,
  output: Output,
  end: End,
): void {
  const alarms =
    program.commands.find((one) => one.name() === 'alarms') ??
    program.command('alarms').description('what rules make of figures')
  alarms
    .command('test')
    .description(
      'say what a rule would have raised: it is played over the history, nothing changes',
    )
    .requiredOption('--site <id>', 'the site')
    .requiredOption('--rule <id>', 'the rule')
    .requiredOption('--from <moment>', 'from this moment on, e.g. 2025-10-26T07:00+07:00', moment)
    .requiredOption('--to <moment>', 'up to this moment, at most till now', moment)
    .option('--file <rules.yaml>', 'rules to be tried in the place of those of the same name')
    .option('--json', 'print {site, rule, from, to, total, subjects} as JSON; durations in ms')
    .action(async ({ json, ...order }: Flags) => {
      const answer = await actions.testAlarmRule(order)
      if (!answer.ok) {
        output.error(`${answer.message}\n`)
        return end(REFUSED)
      }
      const { to, subjects } = answer.value
      const asked = { ...order, to }
      output.out(json ? trialJson(asked, subjects) : printTrial(asked, subjects))
    })
}

function moment(text: string): number {
  const at = parseInstant(text)
  if (at === undefined) {
    throw new InvalidArgumentError('Give a moment with its zone, e.g. 2025-10-26T07:00+07:00.')
  }
  return at
}
