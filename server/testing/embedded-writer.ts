import { writeSync } from 'node:fs'
import { openEmbeddedStores } from '../adapters/store-embedded/embedded-stores.ts'
import { entry, EPOCH, epochRecord } from './stores-under-test.ts'

/**
 * A process of its own on an embedded store: `embedded-writer.ts <folder> <body bytes> <in flight>`.
 * Prints a line for each entry once it is answered, and a last line when one is refused.
 */
const [folder = '', bodyBytes = '100', inFlight = '1'] = process.argv.slice(2)
const provider = await openEmbeddedStores({ folder })
const store = await provider.site('written')
await store.changeEpoch((await store.inspect()).record?.epoch, epochRecord({ epoch: EPOCH }))
say('ready')
const body = new Uint8Array(Number(bodyBytes))
let isStopping = false
process.on('SIGTERM', () => (isStopping = true))

async function write(): Promise<void> {
  while (!isStopping) {
    const result = await store.append(entry({ body })).catch(() => undefined)
    if (!result) {
      isStopping = true
      say('unavailable')
      return
    }
    if (!result.ok) {
      isStopping = true
      say(`refused ${result.reason}`)
      return
    }
    say(`${result.version.ms}-${result.version.n}`)
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
