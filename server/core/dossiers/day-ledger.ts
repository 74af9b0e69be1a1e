/** Numbers by day (days since 1970-01-01), kept from the first day that has one to the last. */
export class DayLedger {
  readonly #perDay: number
  #first = 0
  #values = new Int32Array(0)

  /** `perDay`: how many numbers a day has. */
  constructor(perDay = 1) {
    this.#perDay = perDay
  }

  add(day: number, amount: number, part = 0): void {
    this.#reach(day)
    const at = (day - this.#first) * this.#perDay + part
    this.#values[at] = (this.#values[at] ?? 0) + amount
  }

  at(day: number, part = 0): number {
    if (day < this.#first) return 0
    return this.#values[(day - this.#first) * this.#perDay + part] ?? 0
  }

  /** The sum of all days up to and including one. */
  upTo(day: number): number {
    let sum = 0
    const end = Math.min(this.#values.length, (day - this.#first + 1) * this.#perDay)
    for (let at = 0; at < end; at++) sum += this.#values[at] ?? 0
    return sum
  }

  #reach(day: number): void {
    const per = this.#perDay
    if (this.#values.length === 0) this.#first = day
    const days = this.#values.length / per
    if (day >= this.#first && day < this.#first + days) return
    // Room on the side that grows, so that years that come in backwards cost no more.
    const room = Math.max(32, days)
    const first = day < this.#first ? Math.min(day, this.#first - room) : this.#first
    const last = Math.max(this.#first + days - 1, day < this.#first ? day : day + room)
    const values = new Int32Array((last - first + 1) * per)
    values.set(this.#values, (this.#first - first) * per)
    this.#first = first
    this.#values = values
  }
}
