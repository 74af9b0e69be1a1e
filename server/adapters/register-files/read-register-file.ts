import { spawn, type ChildProcessByStdio } from 'node:child_process'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { FileRefusal } from '../../../protocol/registers.ts'
import { HEAP_MIB, MAX_ANSWER_BYTES, READ_WITHIN_MS } from './limits.ts'
import type { ReaderLine, ReaderOrder } from './reader-message.ts'
import type { RegisterReading } from '../../services/register-import.ts'

const NEW_LINE = 10

export interface ReadLimits {
  readonly heapMiB?: number
  readonly withinMs?: number
}

/**
 * Reads a register file in a process of its own that has little memory and little time: nothing of a file
 * is parsed here. The whole of it is read before any row is handed out, so that a file that is broken
 * further down changes nothing.
 */
export async function readRegisterFile(
  order: ReaderOrder,
  { heapMiB = HEAP_MIB, withinMs = READ_WITHIN_MS }: ReadLimits = {},
): Promise<RegisterReading> {
  const child = startReader(heapMiB)
  let isTooSlow = false
  const timer = setTimeout(() => {
    isTooSlow = true
    child.kill('SIGKILL')
  }, withinMs)
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  // A process that died does not read; its end says why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(JSON.stringify(order))
  try {
    const lines = await linesOf(child)
    await ended
    return isTooSlow ? refused('too-slow', SLOW) : readingOf(lines, child.exitCode)
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
}

const SLOW = 'the file takes too long to read'

type Reader = ChildProcessByStdio<Writable, Readable, null>

function startReader(heapMiB: number): Reader {
  const own = path.extname(import.meta.filename)
  const script = path.join(import.meta.dirname, `reader-process${own}`)
  // From the sources (in tests and development) it needs a loader.
  const loader = own === '.ts' ? ['--import', 'tsx'] : []
  const flags = [`--max-old-space-size=${heapMiB}`, '--max-semi-space-size=8']
  return spawn(process.execPath, [...flags, ...loader, script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
  })
}

/** The lines of its answer, each as bytes: most are looked at once, later. */
async function linesOf(child: Reader): Promise<readonly Buffer[] | 'too-much'> {
  const lines: Buffer[] = []
  let parts: Buffer[] = []
  let bytes = 0
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) {
      child.kill('SIGKILL')
      return 'too-much'
    }
    let from = 0
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, from)) {
      lines.push(Buffer.concat([...parts, chunk.subarray(from, end)]))
      parts = []
      from = end + 1
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  }
  return lines
}

function readingOf(
  lines: readonly Buffer[] | 'too-much',
  exitCode: number | null,
): RegisterReading {
  if (lines === 'too-much') return refused('too-large', 'the file holds more than is read')
  const last = lines.at(-1)
  const end = last === undefined ? undefined : lineOf(last)
  if (end && 'refused' in end) return refused(end.refused.reason, end.refused.message)
  if (!end || !('end' in end)) {
    if (exitCode === 0 || exitCode === 1) throw new Error('the reading process failed')
    return refused('too-much-memory', 'the file takes more memory to read than it is given')
  }
  return { ok: true, ...end.end, batches: batchesOf(lines.slice(0, -1)) }
}

function* batchesOf(lines: readonly Buffer[]) {
  for (const bytes of lines) {
    const line = lineOf(bytes)
    if ('rows' in line) yield line.rows
  }
}

function lineOf(bytes: Buffer): ReaderLine {
  return JSON.parse(bytes.toString()) as ReaderLine
}

function refused(reason: FileRefusal, message: string): RegisterReading {
  return { ok: false, reason, message }
}
