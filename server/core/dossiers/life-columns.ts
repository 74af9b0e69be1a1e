import { DOSSIER_ENDS } from '../../../protocol/dossiers.ts'
import { grown } from './columns.ts'
import type { Phase, Stretch } from './history.ts'

const PHASES: readonly Phase[] = ['running', 'paused', ...DOSSIER_ENDS]
/** Rows that no dossier uses any more are tolerated up to their half, and that many. */
const TOLERATED_WASTE = 4_096

/** The stretches of numbered dossiers in typed arrays: a million of them are some ten arrays, not a million objects. */
export class LifeColumns {
  #starts = new Int32Array(0)
  #counts = new Int16Array(0)
  #from = new Float64Array(0)
  #due = new Float64Array(0)
  #phase = new Uint8Array(0)
  #used = 0
  #wasted = 0

  count(number: number): number {
    return this.#counts[number] ?? 0
  }

  fromOf(number: number, index: number): number {
    return this.#from[this.#row(number, index)] ?? 0
  }

  dueOf(number: number, index: number): number {
    return this.#due[this.#row(number, index)] ?? 0
  }

  phaseOf(number: number, index: number): Phase {
    return PHASES[this.#phase[this.#row(number, index)] ?? 0] ?? 'running'
  }

  /** The last stretch that has begun by a moment; -1 before the first. */
  indexAt(number: number, at: number): number {
    let index = this.count(number) - 1
    while (index >= 0 && this.fromOf(number, index) > at) index--
    return index
  }

  stretches(number: number): readonly Stretch[] {
    return Array.from({ length: this.count(number) }, (_, index) => ({
      from: this.fromOf(number, index),
      phase: this.phaseOf(number, index),
      due: this.dueOf(number, index),
    }))
  }

  set(number: number, stretches: readonly Stretch[]): void {
    this.#starts = grown(this.#starts, number + 1)
    this.#counts = grown(this.#counts, number + 1)
    if (this.#counts[number] !== stretches.length) {
      this.#wasted += this.#counts[number] ?? 0
      this.#starts[number] = this.#used
      this.#used += stretches.length
      this.#counts[number] = stretches.length
      this.#from = grown(this.#from, this.#used)
      this.#due = grown(this.#due, this.#used)
      this.#phase = grown(this.#phase, this.#used)
    }
    for (const [index, { from, phase, due }] of stretches.entries()) {
      const row = this.#row(number, index)
      this.#from[row] = from
      this.#due[row] = due
      this.#phase[row] = PHASES.indexOf(phase)
    }
    if (this.#wasted > TOLERATED_WASTE && this.#wasted > this.#used / 2) this.#compact()
  }

  #row(number: number, index: number): number {
    return (this.#starts[number] ?? 0) + index
  }

  #compact(): void {
    const from = new Float64Array(this.#from.length)
    const due = new Float64Array(this.#due.length)
    const phase = new Uint8Array(this.#phase.length)
    let used = 0
    for (let number = 0; number < this.#counts.length; number++) {
      const start = this.#starts[number] ?? 0
      const end = start + this.count(number)
      from.set(this.#from.subarray(start, end), used)
      due.set(this.#due.subarray(start, end), used)
      phase.set(this.#phase.subarray(start, end), used)
      this.#starts[number] = used
      used += end - start
    }
    this.#from = from
    this.#due = due
    this.#phase = phase
    this.#used = used
    this.#wasted = 0
  }
}
