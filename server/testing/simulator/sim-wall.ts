import { decodeHeader } from '../../../protocol/decode-frame.ts'
import { createReplica, type ChannelPosition, type Replica } from '../../../protocol/replica.ts'
import { SLOT } from '../../../protocol/sample.ts'
import { seriesKey, type SchemaMessage } from '../../../protocol/schema.ts'
import { compareVersions, type Version } from '../../../protocol/version.ts'
import type { Fault } from './fault.ts'
import type { Random } from './random.ts'
import type { Delivery, SimLink } from './sim-link.ts'
import type { SimStream } from './sim-stream.ts'
import { spoilFrame } from './spoil-frame.ts'
import type { VirtualTime } from './virtual-time.ts'

export type WallKind = 'prompt' | 'slow' | 'hiding' | 'frozen'
const ASK_INTERVAL_MS = 1_000

export interface SimWallParts {
  readonly name: string
  readonly kind: WallKind
  readonly time: VirtualTime
  readonly random: Random
  readonly stream: SimStream
  readonly fault: Fault | undefined
  readonly violated: (what: string) => void
  readonly disconnected: (wall: SimWall) => void
}

/** A wall: the real replica; painting, asking again and connecting after the rules of the reference. */
export class SimWall {
  readonly name: string
  readonly kind: WallKind
  readonly replica: Replica = createReplica()
  channels: readonly string[] = ['hydro', 'dossiers']
  link: SimLink | undefined
  isHidden = false
  /** A frozen page runs nothing at all; what arrives waits. */
  isFrozen = false
  /** When each channel last took a frame: applied or alive. */
  readonly takenAt = new Map<string, number>()
  readonly #parts: SimWallParts
  /** What each channel shows, as the frames claimed it. */
  readonly #claims = new Map<string, ChannelPosition>()
  readonly #unpainted = new Map<string, number>()
  readonly #asked = new Map<string, { at: number; isOpen: boolean }>()
  #isPaintDue = false
  /** What arrived while the page was frozen. */
  readonly #waiting: (() => void)[] = []

  constructor(parts: SimWallParts) {
    this.#parts = parts
    this.name = parts.name
    this.kind = parts.kind
  }

  claim(channel: string): ChannelPosition | undefined {
    return this.#claims.get(channel)
  }

  /** What the handshake says; frames of this connection are taken from now on. */
  connect(link: SimLink): void {
    this.link = link
    this.replica.subscribe(this.channels)
    this.#asked.clear()
    this.#unpainted.clear()
    this.#isPaintDue = false
    this.#waiting.length = 0
    for (const channel of this.#lastClaims.keys()) {
      if (!this.replica.position(channel)) this.#lastClaims.delete(channel)
    }
    for (const channel of this.channels) this.takenAt.set(channel, this.#parts.time.now())
    if (this.isHidden) this.#sayPainted()
  }

  closed(): void {
    this.link = undefined
    this.#parts.disconnected(this)
  }

  thaw(): void {
    this.isFrozen = false
    for (const take of this.#waiting.splice(0)) take()
  }

  setHidden(isHidden: boolean): void {
    this.isHidden = isHidden
    this.thaw()
    this.#restartWait()
    this.#sayPainted()
    this.#isPaintDue = false
    // Browsers suspend pages that are out of sight.
    this.isFrozen = isHidden && this.#parts.random.isLucky(0.5)
  }

  setChannels(channels: readonly string[]): void {
    this.channels = channels
    this.replica.subscribe(channels)
    // Frames under way to the scene before are dropped: as if they were lost.
    if (this.link) this.link.disturbedAt = this.#parts.time.now()
    for (const channel of this.#claims.keys()) {
      if (!channels.includes(channel)) this.#claims.delete(channel)
    }
    this.#restartWait()
    this.#subscribe()
  }

  schema(message: SchemaMessage): void {
    if (this.isFrozen) {
      this.#waiting.push(() => this.schema(message))
      return
    }
    const { revision } = this.replica.schemaHeld()
    const result = this.replica.applySchema(message)
    if (!result.ok) this.#ask(this.channels, true)
    else if (message.fromSeries === 0 || message.revision !== revision) this.#claims.clear()
    this.verify()
  }

  frame(bytes: Uint8Array, time: Delivery): void {
    if (this.isFrozen) {
      this.#waiting.push(() => this.frame(bytes, time))
      return
    }
    if (time === 'behind a new start' && this.#isOfSchemaHeld(bytes)) return
    const outcome = this.replica.applyFrame(spoilFrame(bytes, this.#parts.fault, this.replica))
    switch (outcome.kind) {
      case 'applied':
        if (outcome.frame.header.kind === 'keyframe') this.#answered(outcome.channel)
        this.#noteClaim(outcome.channel)
        this.verify()
        this.#taken(outcome.channel, outcome.frame.header.tick)
        break
      case 'alive':
        this.#taken(outcome.channel, outcome.header.tick)
        break
      case 'gap':
        if (outcome.reason === 'version-skipped' && time === 'first') this.#noteSkip()
        this.#recover(outcome.channel, bytes)
        break
      case 'refused':
        if (outcome.channel !== undefined) this.#recover(outcome.channel, bytes)
        break
      case 'foreign':
        break
    }
  }

  #isOfSchemaHeld(bytes: Uint8Array): boolean {
    const read = decodeHeader(bytes)
    return read.ok && read.header.schemaRevision === this.replica.schema().revision
  }

  /** Everything shown is what the stream held at the version that the wall claims. */
  verify(): void {
    for (const [channel, claim] of this.#claims) this.#verifyChannel(channel, claim)
  }

  #verifyChannel(channel: string, { epoch, version }: ChannelPosition): void {
    const { stream, violated } = this.#parts
    const truth = stream.truthAt(epoch, version)
    const place = `${this.name} ${channel} at ${epoch.slice(-2)} ${version.ms}-${version.n}`
    if (!truth) return violated(`${place}: no such version`)
    const { series, channels } = this.replica.schema()
    const slots = this.replica.slot()
    for (const one of series) {
      if (channels[one.channel] !== channel) continue
      const slot = slots[one.number]
      const row = truth.rows.get(one.number)
      const isShown = slot === SLOT.value || slot === SLOT.empty
      const isTrue = row !== undefined && row.slot !== SLOT.removed
      if (isShown !== isTrue) {
        return violated(`${place}: series ${one.number} is ${isShown ? 'shown' : 'missing'}`)
      }
      if (!isShown || !row) continue
      const name = truth.schema.series[one.number]
      if (!name || seriesKey(name) !== seriesKey(one)) {
        return violated(`${place}: series ${one.number} is taken for ${seriesKey(one)}`)
      }
      const isEqual =
        slot === row.slot &&
        (slot === SLOT.empty || Object.is(this.replica.value()[one.number], row.value)) &&
        this.replica.flags()[one.number] === row.flags &&
        this.replica.sampledAt()[one.number] === row.carriedAt
      if (!isEqual) return violated(`${place}: series ${one.number} shows what never was`)
    }
    this.#verifyNothingMissing(place, channel, truth)
  }

  #verifyNothingMissing(
    place: string,
    channel: string,
    truth: NonNullable<ReturnType<SimStream['truthAt']>>,
  ): void {
    const known = this.replica.schema().series.length
    for (const [number, row] of truth.rows) {
      if (number < known || row.slot === SLOT.removed) continue
      const metric = truth.schema.series[number]?.metric
      const home = truth.schema.metrics.find((one) => one.id === metric)?.channel
      if (home === channel) this.#parts.violated(`${place}: series ${number} is not known`)
    }
  }

  #noteClaim(channel: string): void {
    const { stream, violated } = this.#parts
    const position = this.replica.position(channel)
    if (!position) throw new Error('a frame was applied to no position')
    const last = this.#lastClaims.get(channel)
    if (last) {
      const went = stream.ageOf(position.epoch) - stream.ageOf(last.epoch)
      const isBack = went < 0 || (went === 0 && compareVersions(position.version, last.version) < 0)
      if (isBack) violated(`${this.name} ${channel} goes back`)
    }
    this.#claims.set(channel, position)
    this.#lastClaims.set(channel, position)
  }

  /** Survives schema changes, unlike the claims: a wall never goes back, unless it had no version to name. */
  readonly #lastClaims = new Map<string, ChannelPosition>()

  #taken(channel: string, tick: number): void {
    this.takenAt.set(channel, this.#parts.time.now())
    this.#unpainted.set(channel, tick)
    if (this.#isPaintDue) return
    this.#isPaintDue = true
    const { link } = this
    this.#parts.time.after(this.#paintDelay(), () => {
      if (this.link !== link || this.isFrozen) return
      this.#isPaintDue = false
      this.#sayPainted()
    })
  }

  #paintDelay(): number {
    const { random } = this.#parts
    if (this.isHidden) return 5
    return this.kind === 'slow' ? random.integer(200, 3_500) : random.integer(10, 50)
  }

  #sayPainted(): void {
    const versions = new Map<string, Version>()
    for (const channel of this.channels) {
      const position = this.replica.position(channel)
      if (position) versions.set(channel, position.version)
    }
    this.link?.painted({
      ticks: Object.fromEntries(this.#unpainted),
      paintedAt: this.#parts.time.now(),
      frameMs: 1,
      hidden: this.isHidden,
      versions,
    })
    this.#unpainted.clear()
  }

  #recover(channel: string, bytes: Uint8Array): void {
    const read = decodeHeader(bytes)
    if (read.ok && read.header.kind === 'keyframe') this.#answered(channel)
    this.#ask([channel], false)
  }

  #noteSkip(): void {
    const isDisturbed = (this.link?.disturbedAt ?? 0) > -Infinity
    if (!isDisturbed)
      this.#parts.violated(`${this.name} gets a frame that skips, and nothing was lost`)
  }

  #answered(channel: string): void {
    const asked = this.#asked.get(channel)
    if (asked) asked.isOpen = false
  }

  /** Once until answered, at most once a second. */
  #ask(channels: readonly string[], isWhole: boolean): void {
    const { time } = this.#parts
    const due = channels.filter((channel) => {
      const asked = this.#asked.get(channel)
      return !asked || (!asked.isOpen && time.now() - asked.at >= ASK_INTERVAL_MS)
    })
    if (due.length === 0) return
    for (const channel of due) {
      this.#asked.set(channel, { at: time.now(), isOpen: true })
      this.replica.forget(channel)
      // Who asks without a version takes what the node has.
      this.#lastClaims.delete(channel)
    }
    this.#subscribe(isWhole)
  }

  #subscribe(withoutSchema = false): void {
    const channels = this.replica.requests(this.channels)
    const schema = withoutSchema ? {} : { schema: this.replica.schemaHeld() }
    this.link?.subscribe({ channels, ...schema })
  }

  #restartWait(): void {
    for (const channel of this.channels) this.takenAt.set(channel, this.#parts.time.now())
  }
}
