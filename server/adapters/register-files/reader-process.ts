import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { readRegisterLines } from './read-register-lines.ts'
import type { ReaderOrder } from './reader-message.ts'

// A process of its own: what a hostile file does to it, it does to nothing else.
const order = JSON.parse(await text(process.stdin)) as ReaderOrder

for await (const line of readRegisterLines(order)) {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain')
}
