/**
 * Which of many numbered things comes next, by a time (ms since 1970): a binary heap over typed
 * arrays that also knows where each number lies, so that one is moved or taken out in O(log n).
 */
export class DueIndex {
  #times = new Float64Array(0)
  #heap = new Int32Array(0)
  /** Position in the heap by number, counted from 1; 0 = not in it. */
  #places = new Int32Array(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The earliest time; Infinity when there is none. */
  get nextAt(): number {
    return this.#size > 0 ? this.#timeAt(0) : Infinity
  }

  /** The number of the earliest time; undefined when there is none. */
  get next(): number | undefined {
    return this.#size > 0 ? this.#heap[0] : undefined
  }

  /** Puts a number at a time; Infinity takes it out. */
  set(number: number, at: number): void {
    this.#widen(number)
    const place = (this.#places[number] ?? 0) - 1
    if (at === Infinity) {
      if (place >= 0) this.#remove(number, place)
      return
    }
    const before = this.#times[number] ?? 0
    this.#times[number] = at
    if (place < 0) this.#rise(number, this.#size++)
    else if (at < before) this.#rise(number, place)
    else this.#sink(number, place)
  }

  #remove(number: number, place: number): void {
    this.#places[number] = 0
    const last = this.#heap[--this.#size] ?? 0
    if (place >= this.#size) return
    const isEarlier = (this.#times[last] ?? 0) < (this.#times[number] ?? 0)
    if (isEarlier) this.#rise(last, place)
    else this.#sink(last, place)
  }

  #rise(number: number, from: number): void {
    const at = this.#times[number] ?? 0
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      if (this.#timeAt(above) <= at) break
      this.#put(this.#heap[above] ?? 0, place)
      place = above
    }
    this.#put(number, place)
  }

  #sink(number: number, from: number): void {
    const at = this.#times[number] ?? 0
    let place = from
    for (;;) {
      let below = 2 * place + 1
      if (below >= this.#size) break
      if (below + 1 < this.#size && this.#timeAt(below + 1) < this.#timeAt(below)) below++
      if (this.#timeAt(below) >= at) break
      this.#put(this.#heap[below] ?? 0, place)
      place = below
    }
    this.#put(number, place)
  }

  #put(number: number, place: number): void {
    this.#heap[place] = number
    this.#places[number] = place + 1
  }

  #timeAt(place: number): number {
    return this.#times[this.#heap[place] ?? 0] ?? 0
  }

  #widen(number: number): void {
    if (number < this.#places.length) return
    const length = Math.max(1_024, 2 * this.#places.length, number + 1)
    this.#times = widened(this.#times, new Float64Array(length))
    this.#heap = widened(this.#heap, new Int32Array(length))
    this.#places = widened(this.#places, new Int32Array(length))
  }
}

function widened<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
