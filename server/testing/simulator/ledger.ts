/** Frames that were sent on one connection and that its node was not yet told are painted; kept apart from the code under test. */
export class Ledger {
  readonly #sent = new Map<string, { readonly tick: number; readonly sentAt: number }[]>()

  sent(channel: string, tick: number, sentAt: number): number {
    const frames = this.#sent.get(channel) ?? []
    this.#sent.set(channel, frames)
    return frames.push({ tick, sentAt })
  }

  painted(channel: string, tick: number): void {
    const frames = this.#sent.get(channel) ?? []
    this.#sent.set(
      channel,
      frames.filter((frame) => frame.tick > tick),
    )
  }

  clear(): void {
    this.#sent.clear()
  }

  oldest(channel: string): number | undefined {
    return this.#sent.get(channel)?.[0]?.sentAt
  }
}
