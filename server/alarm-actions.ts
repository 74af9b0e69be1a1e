import type { AlarmActions, ReplayRecord } from './adapters/cli/alarm-commands.ts'
import { parseFile } from './adapters/site-files/parse-file.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { readJson } from './adapters/site-files/read-json.ts'
import { readText } from './adapters/site-files/read-text.ts'
import { look } from './core/alarms/look.ts'
import { replayFile } from './core/alarms/replay-file.ts'
import { AlarmReplay, type ReplayEvent, type ReplayLine } from './core/alarms/replay.ts'
import { EMPTY_CHAIN, nextLinks, type ChainHead } from './core/journal/chain.ts'
import { assertEntry, bodyOf } from './core/journal/entry.ts'
import { sha256 } from './services/sha256.ts'

/** What the entries of a sequence that is played are said to be of. */
const SITE = 'replay'

/** What `alarms` does. */
export const alarmActions: AlarmActions = {
  async replayAlarm(file) {
    const text = await readText(file)
    if (!text.ok) return { ok: false, message: formatProblems([text.problem]) }
    const parsed = parseFile(readJson(file, text.text), replayFile)
    if (!parsed.ok) return { ok: false, message: formatProblems(parsed.problems) }
    const { rule, events } = parsed.parsed.value
    const replay = new AlarmReplay(rule, look, SITE)
    const keep = createKeeper()
    let told = 0
    const steps = events.map((event) => {
      const state = replay.play(event)
      const journal = replay.lines.slice(told).map(keep)
      told = replay.lines.length
      return { at: event.at, words: wordsOf(event), state, journal }
    })
    return { ok: true, value: steps }
  },
}

/** Makes of lines what a journal would keep of them, each chained to the one before. */
function createKeeper(): (line: ReplayLine) => ReplayRecord {
  let head: ChainHead = EMPTY_CHAIN
  return (line) => {
    if (line.kind === 'refused') {
      const { at, conflict, command } = line
      const { name, occurrence, actor } = command
      const { reason: refused, by } = conflict
      return { refused, at, command: name, officer: actor.id, occurrence, ...(by && { by }) }
    }
    const [link] = nextLinks(head, [assertEntry(line.entry)], bodyOf, sha256)
    if (!link) throw new Error('an entry made no link')
    head = link
    const { seq, hash } = link
    return { seq, ...line.entry, hash }
  }
}

function wordsOf(event: ReplayEvent): string {
  switch (event.kind) {
    case 'sample': {
      const { value, quality } = event
      return `value ${value ?? 'none'}${quality === 'good' ? '' : ` (${quality})`}`
    }
    case 'tick':
      return 'tick'
    case 'command': {
      const { name, officer, occurrence } = event
      return `${name}${occurrence === undefined ? '' : ` #${occurrence}`} by ${officer}`
    }
    case 'suppress':
    case 'unsuppress':
      return `${event.kind} ${event.by}`
  }
}
