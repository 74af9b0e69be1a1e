/** The kiosk's date may gain this much on the monotonic clock before it counts as time not counted. */
const UNCOUNTED_MS = 2_000

/** Sees by the kiosk's date that time passed which the monotonic clock did not count. All in ms. */
export class UncountedTime {
  #looked: { readonly monotonic: number; readonly wall: number } | undefined

  /** True where, since the last look, the machine slept with its monotonic clock, or its date was set. */
  look(monotonic: number, wall: number): boolean {
    const before = this.#looked
    this.#looked = { monotonic, wall }
    const gained = before ? wall - before.wall - (monotonic - before.monotonic) : 0
    return gained > UNCOUNTED_MS
  }
}
