import { writeSync } from 'node:fs'
import { openEmbeddedStores } from '../adapters/store-embedded/embedded-stores.ts'
import type { StoredDossierEvent } from '../services/dossier-store.ts'
import { takeAlarmLease, wholeCommit } from './build-alarm-commit.ts'
import { entry, EPOCH, epochRecord } from './stores-under-test.ts'

/**
 * A process of its own on an embedded store: `embedded-writer.ts <folder> <body bytes> <in flight>`,
 * with `dossiers` behind it one that writes an event to each of three dossiers at a time, with `alarms`
 * one that commits something of every kind under one number. Prints a line for each entry (event,
 * commit) once it is answered, and a last line when one is refused.
 */
const [folder = '', bodyBytes = '100', inFlight = '1', what = 'entries'] = process.argv.slice(2)
const WRITTEN_DOSSIERS = ['a', 'b', 'c']
const provider = await openEmbeddedStores({ folder })
const store = await provider.site('written')
await store.changeEpoch((await store.inspect()).record?.epoch, epochRecord({ epoch: EPOCH }))
const alarms = await provider.alarms('written')
await alarms.changeEpoch((await alarms.inspect()).record?.epoch, epochRecord({ epoch: EPOCH }))
const token = await takeAlarmLease(alarms)
say('ready')
const body = Buffer.alloc(Number(bodyBytes), what === 'entries' ? 0 : 'x')
let isStopping = false
process.on('SIGTERM', () => (isStopping = true))

let eventCount = 0

async function appendEntry() {
  const result = await store.append(entry({ body }))
  return result.ok ? { ok: true, line: `${result.version.ms}-${result.version.n}` } : result
}

async function appendEvents() {
  const id = `${process.pid}-${eventCount++}`
  const dossiers = WRITTEN_DOSSIERS.map((group) => `${group}-${eventCount % 400}`)
  const events = dossiers.map((dossier): StoredDossierEvent => ({
    event: { type: 'received', id, dossier, at: 0, unit: '20500', field: body.toString() },
    receivedAt: 0,
    origin: 'real',
  }))
  const result = await store.dossiers.append(events, [{ unit: '20500', reportedUntil: eventCount }])
  return result.ok ? { ok: true, line: `event ${id}` } : result
}

async function commitAlarms() {
  const { head } = await alarms.loadRecords()
  const number = `${process.pid}-${eventCount++}`
  for (let expected = head; ;) {
    const result = await alarms.commit(wholeCommit(expected, number, token, body.toString()))
    if (result.ok) return { ok: true, line: `commit ${number}` }
    if (result.reason !== 'moved') return result
    expected = result.head
  }
}

const appends: Readonly<Record<string, typeof appendEntry | typeof commitAlarms>> = {
  entries: appendEntry,
  dossiers: appendEvents,
  alarms: commitAlarms,
}

async function write(): Promise<void> {
  const append = appends[what] ?? appendEntry
  while (!isStopping) {
    const result = await append().catch(() => undefined)
    if (!result) {
      isStopping = true
      say('unavailable')
      return
    }
    if (!('line' in result)) {
      isStopping = true
      say(`refused ${result.reason}`)
      return
    }
    say(result.line)
  }
}

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

await Promise.all(Array.from({ length: Number(inFlight) }, write))
const { entries } = await store.read({ ms: 0, n: 0 }, { limit: 1, waitMs: 0 })
say(`still reads ${entries.length}`)
await provider.close().then(
  () => say('closed'),
  () => say('could not close in order'),
)
process.exit(0)
