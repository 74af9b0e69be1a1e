import { readFile } from 'node:fs/promises'
import { TOP } from './problem.ts'
import type { Problem } from './problem.ts'

const MAX_BYTES = 16 * 1024 * 1024

export type TextOutcome =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly isMissing: boolean; readonly problem: Problem }

/** The text of a UTF-8 file in Unicode normal form C; what the disk or the encoding refuses comes back as a problem. */
export async function readText(
  file: string,
  read: (file: string) => Promise<Buffer> = readFile,
): Promise<TextOutcome> {
  const refuse = (message: string, isMissing = false): TextOutcome => ({
    ok: false,
    isMissing,
    problem: { file, ...TOP, message },
  })
  try {
    const bytes = await read(file)
    if (bytes.length > MAX_BYTES) return refuse(`larger than ${MAX_BYTES} bytes`)
    return {
      ok: true,
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes).normalize('NFC'),
    }
  } catch (error) {
    if (error instanceof TypeError) return refuse('not UTF-8 text')
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return refuse('no such file', true)
    if (typeof code === 'string') return refuse(`cannot be read (${code})`)
    throw error
  }
}
