import { appendFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'

export const ARTEFACTS = path.resolve(import.meta.dirname, '../artefacts')

/** Keeps a measured figure beside the pictures, for those who compare runs. */
export function report(what: string, values: number | readonly number[], unit = 'ms'): void {
  const list = typeof values === 'number' ? [values] : values
  const sorted = [...list].toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? NaN
  const worst = sorted.at(-1) ?? NaN
  const line = `${what}: median ${middle.toFixed(0)} ${unit}, worst ${worst.toFixed(0)} ${unit} of ${list.length}`
  mkdirSync(ARTEFACTS, { recursive: true })
  appendFileSync(path.join(ARTEFACTS, 'figures.txt'), `${line}\n`)
  process.stdout.write(`  ${line}\n`)
}
