import { InvalidArgumentError, type Command } from 'commander'
import { parseInstant } from '../../core/ingest/instant.ts'
import type { JournalFault, JournalVerdict } from '../../services/journal-verify.ts'
import { REFUSED, type Answer, type End, type Output } from './command-parts.ts'

export interface JournalOrder {
  /** Absent = the installation's own journal and that of every site. */
  readonly site?: string
  /** Only the journals of alarms. */
  readonly alarms?: true
  /** ms since 1970, both inclusive. */
  readonly from?: number
  readonly to?: number
  /** A head noted elsewhere: of the first of these journals. */
  readonly noted?: NotedHead
}

interface NotedHead {
  readonly seq: number
  readonly hash: string
}

export interface JournalReport extends JournalVerdict {
  /** Absent = the installation's own. */
  readonly site?: string
  /** That of the site's alarms, not of keys and configurations. */
  readonly isOfAlarms?: true
}

export interface JournalActions {
  readonly verifyJournals: (order: JournalOrder) => Promise<Answer<readonly JournalReport[]>>
}

/** As for any option that cannot be understood. */
const WRONG_USE = 2

interface Flags {
  readonly site?: string
  readonly alarms?: true
  readonly from?: number
  readonly to?: number
  readonly head?: NotedHead
  readonly json?: true
}

export function addJournal(
  program: Command,
  actions: JournalActions,
  output: Output,
  end: End,
): void {
  const journal = program.command('journal').description('who did what, chained by hashes')
  journal
    .command('verify')
    .description('prove that nothing in the journals was changed, left out or put in afterwards')
    .option('--site <id>', 'only this site (default: the installation’s own and every site’s)')
    .option('--alarms', 'only journals of alarms')
    .option(
      '--from <moment>',
      'entries of this moment and later, e.g. 2025-10-26T07:00+07:00',
      moment,
    )
    .option('--to <moment>', 'entries up to this moment', moment)
    .option(
      '--head <number:hash>',
      'a head noted earlier: the journal (without --site the installation’s, with --alarms that of the site’s alarms) must still hold that entry',
      notedHead,
    )
    .option('--json', 'print {ok, journals} as JSON')
    .action(async ({ site, alarms, from, to, head, json }: Flags) => {
      if (alarms && head && site === undefined) {
        output.error('Give a --site: a head is that of the alarms of one site.\n')
        return end(WRONG_USE)
      }
      const answer = await actions.verifyJournals({
        ...(site !== undefined && { site }),
        ...(alarms && { alarms }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(head && { noted: head }),
      })
      if (!answer.ok) {
        output.error(`${answer.message}\n`)
        return end(REFUSED)
      }
      const isSound = answer.value.every(({ broken }) => !broken)
      output.out(json ? jsonOf(isSound, answer.value) : answer.value.map(linesOf).join(''))
      end(isSound ? 0 : REFUSED)
    })
}

function moment(text: string): number {
  const at = parseInstant(text)
  if (at === undefined) {
    throw new InvalidArgumentError('Give a moment with its zone, e.g. 2025-10-26T07:00+07:00.')
  }
  return at
}

function notedHead(text: string): NotedHead {
  const parts = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text)
  const [, seq, hash] = parts ?? []
  if (seq === undefined || hash === undefined) {
    throw new InvalidArgumentError('Give a head as `journal verify` prints it: number:hash.')
  }
  return { seq: Number(seq), hash }
}

function linesOf(report: JournalReport): string {
  const { soundCount, from, to, head, broken } = report
  const name = nameOf(report)
  const span = from === undefined || to === undefined ? '' : ` from ${iso(from)} to ${iso(to)}`
  const entries = soundCount === 1 ? 'entry' : 'entries'
  const ends = head.seq === 0 ? '' : `  head ${head.seq}:${head.hash}\n`
  if (broken) {
    const words = wordsOf(broken.seq, broken.fault)
    return `${name}: BROKEN, ${words}; ${soundCount} sound ${entries} before it${span}\n${ends}`
  }
  if (soundCount === 0) return `${name}: no entry\n${ends}`
  return `${name}: sound, ${soundCount} ${entries}${span}\n${ends}`
}

function nameOf({ site, isOfAlarms }: JournalReport): string {
  if (site === undefined) return 'installation'
  return isOfAlarms ? `${site} alarms` : site
}

function jsonOf(ok: boolean, reports: readonly JournalReport[]): string {
  const journals = reports.map(({ site, isOfAlarms, soundCount, from, to, head, broken }) => ({
    site: site ?? null,
    alarms: isOfAlarms ?? false,
    ok: !broken,
    entries: soundCount,
    from: from === undefined ? null : iso(from),
    to: to === undefined ? null : iso(to),
    head: head.seq === 0 ? null : { seq: head.seq, hash: head.hash, at: iso(head.at) },
    broken: broken ? { ...broken, message: wordsOf(broken.seq, broken.fault) } : null,
  }))
  return `${JSON.stringify({ ok, journals }, undefined, 2)}\n`
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function wordsOf(seq: number, fault: JournalFault): string {
  switch (fault) {
    case 'gap':
      return `entry ${seq} is missing`
    case 'order':
      return `entry ${seq} stands twice or out of order`
    case 'hash':
      return `entry ${seq} does not fit its hash: it, or what came before, was changed`
    case 'body':
      return `entry ${seq} cannot be read`
    case 'time':
      return `entry ${seq} has a time that goes back, or another than was hashed`
    case 'cut':
      return `from entry ${seq} on the end is missing`
    case 'noted-missing':
      return `entry ${seq}, noted elsewhere as a head, is not there`
    case 'noted-differs':
      return `entry ${seq} is not the one that was noted elsewhere as a head`
  }
}
