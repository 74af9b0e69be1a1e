import type { ReplayRecord, ReplayStep } from './alarm-commands.ts'

/** `{states, journal}` as JSON, or a line for each event and for each entry that it left. */
export function printReplay(steps: readonly ReplayStep[], asTable: boolean): string {
  if (asTable) return tableOf(steps)
  const states = steps.map(({ state }) => state)
  const journal = steps.flatMap((step) => step.journal)
  return `${JSON.stringify({ states, journal }, undefined, 2)}\n`
}

function tableOf(steps: readonly ReplayStep[]): string {
  const width = Math.max(0, ...steps.map(({ words }) => words.length))
  const lines = steps.flatMap(({ at, words, state, journal }) => {
    const told = journal.map((record) => `${iso(record.at)}    ${wordsOf(record)}`)
    // What time brought since the event before stands before this one.
    const before = journal.filter((record) => record.at < at).length
    const event = `${iso(at)}  ${words.padEnd(width)}  ${state}`
    return [...told.slice(0, before), event, ...told.slice(before)]
  })
  return lines.map((line) => `${line}\n`).join('')
}

function wordsOf(record: ReplayRecord): string {
  if ('refused' in record) {
    const { command, officer, occurrence, refused, by } = record
    const whose = by ? ` (${by.name}, ${iso(by.at)})` : ''
    return `refused: ${command} #${occurrence} by ${officer}: ${refused}${whose}`
  }
  const { seq, action, actor, detail = {} } = record
  const { occurrence, from, to } = detail
  const which = occurrence === undefined ? '' : ` #${occurrence}`
  return `${seq}: ${action}${which} by ${actor.name}: ${from} > ${to}`
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
