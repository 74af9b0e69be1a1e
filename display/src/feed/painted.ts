import type { PaintedMessage, SoundState } from '../../../protocol/socket-events.ts'

export interface PaintedPorts {
  readonly isHidden: () => boolean
  /**
   * Calls `rendered` when all that was applied so far is in the next picture, then `shown` when
   * that picture is out. Answers how to call both off.
   */
  readonly afterPaint: (rendered: () => void, shown: () => void) => () => void
  /** Runs a task soon, without waiting for a picture or a timer; a hidden page has none that is in time. */
  readonly soon: (task: () => void) => () => void
  readonly send: (message: PaintedMessage) => void
  readonly wallNow: () => number
  readonly heapMb: () => number | undefined
  /** Whether alarms can be heard here; undefined where they are not meant to. */
  readonly sound: () => SoundState | undefined
  readonly onPainted: (frameMs: number) => void
}

interface Batch {
  readonly ticks: ReadonlyMap<string, number>
  readonly scriptMs: number
}

const EMPTY: Batch = { ticks: new Map(), scriptMs: 0 }

/** Confirms what was painted: the newest tick per channel, one message per picture. Hidden pages confirm what was applied. */
export class PaintedReporter {
  readonly #ports: PaintedPorts
  /** Applied; not yet in a picture. */
  #applied = EMPTY
  /** In the picture that is on its way to the glass. */
  #rendered = EMPTY
  #callOff: (() => void) | undefined

  constructor(ports: PaintedPorts) {
    this.#ports = ports
  }

  /** A frame was taken in: applied, or proof of life. */
  note(channel: string, tick: number): void {
    this.#applied = merge(this.#applied, { ticks: new Map([[channel, tick]]), scriptMs: 0 })
    if (this.#callOff === undefined) this.#schedule()
  }

  /** Script time spent on the ticks that the next message confirms. */
  spent(scriptMs: number): void {
    this.#applied = merge(this.#applied, { ticks: new Map(), scriptMs })
  }

  /** Says at once that the page went out of sight or came back. */
  visibilityChanged(): void {
    const batch = merge(this.#rendered, this.#applied)
    this.clear()
    this.#send(batch)
  }

  /** Ticks belong to a connection: those of the last one mean nothing to the next. */
  clear(): void {
    this.#callOff?.()
    this.#callOff = undefined
    this.#applied = EMPTY
    this.#rendered = EMPTY
  }

  #schedule(): void {
    const render = (): void => {
      this.#rendered = this.#applied
      this.#applied = EMPTY
    }
    this.#callOff = this.#ports.isHidden()
      ? this.#ports.soon(() => {
          render()
          this.#finish()
        })
      : this.#ports.afterPaint(render, () => this.#finish())
  }

  #finish(): void {
    const batch = this.#rendered
    this.#rendered = EMPTY
    this.#callOff = undefined
    this.#send(batch)
    this.#ports.onPainted(batch.scriptMs)
    if (this.#applied.ticks.size > 0) this.#schedule()
  }

  #send({ ticks, scriptMs }: Batch): void {
    const heapMb = this.#ports.heapMb()
    const sound = this.#ports.sound()
    this.#ports.send({
      ticks: Object.fromEntries(ticks),
      paintedAt: this.#ports.wallNow(),
      frameMs: scriptMs,
      hidden: this.#ports.isHidden(),
      ...(heapMb === undefined ? {} : { heapMb }),
      ...(sound === undefined ? {} : { sound }),
    })
  }
}

function merge(first: Batch, then: Batch): Batch {
  return {
    ticks: new Map([...first.ticks, ...then.ticks]),
    scriptMs: first.scriptMs + then.scriptMs,
  }
}
