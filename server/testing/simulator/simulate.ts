import { hashState } from '../../../protocol/state-hash.ts'
import { compareVersions } from '../../../protocol/version.ts'
import type { Fault } from './fault.ts'
import { Ledger } from './ledger.ts'
import { liveOneStep } from './one-step.ts'
import { Random } from './random.ts'
import { SimLink } from './sim-link.ts'
import { CHANNELS, SimNode } from './sim-node.ts'
import { SimStream } from './sim-stream.ts'
import { SimWall, type WallKind } from './sim-wall.ts'
import { VirtualTime } from './virtual-time.ts'

export const STEP_MS = 100
const QUIET_MS = 14_000
/** Longest that a prompt wall may go without a frame: a hold of 2 s, a question a second, a life sign. */
const PATIENCE_MS = 4_800
/** After a loss on the way the cut for unpainted frames has to come first. */
const PATIENCE_AFTER_LOSS_MS = 8_500
const CREDIT_MS = 5_000
const CUT_SLACK_MS = 5
const KINDS: readonly WallKind[] = ['prompt', 'prompt', 'slow', 'hiding', 'frozen', 'prompt']

export interface Outcome {
  readonly violation: string | undefined
  /** For the report of a run: how often walls were cut by their node, by close code. */
  readonly closes: ReadonlyMap<number, number>
}

/** Everything of one run. */
export class World {
  readonly random: Random
  readonly time = new VirtualTime()
  readonly stream: SimStream
  readonly nodes: readonly SimNode[]
  readonly walls: readonly SimWall[]
  readonly closes = new Map<number, number>()
  isQuiet = false
  violation: string | undefined
  /** The last frame of the connection before: it may be delivered again on the next. */
  readonly #lastFrames = new Map<SimWall, Uint8Array | undefined>()
  #linkCount = 0
  #isResolved = false

  constructor(seed: number, fault: Fault | undefined) {
    this.random = new Random(seed)
    this.stream = new SimStream(this.time.now)
    const { random, time, stream } = this
    const violated = (what: string): void => {
      this.violation ??= `${Math.round(time.now())} ms: ${what}`
    }
    this.nodes = [0, 1].map(
      () =>
        new SimNode({
          stream,
          time,
          random,
          fault,
          violated,
          resolved: () => {
            this.#isResolved = true
          },
        }),
    )
    this.walls = KINDS.map(
      (kind, at) =>
        new SimWall({
          name: `${kind}-${at}`,
          kind,
          time,
          random,
          stream,
          fault,
          violated,
          disconnected: (wall) => this.#reconnectSoon(wall),
        }),
    )
  }

  advance(ms: number): Promise<void> {
    return this.time.advance(ms, () => {
      if (!this.#isResolved) return undefined
      this.#isResolved = false
      return settled()
    })
  }

  connect(wall: SimWall, node: SimNode): void {
    const link = new SimLink(
      `${wall.name} link ${++this.#linkCount}`,
      this.time,
      {
        wall: {
          schema: (message) => wall.schema(message),
          frame: (frame, time) => wall.frame(frame, time),
          closed: () => {
            this.#lastFrames.delete(wall)
            wall.closed()
          },
        },
        node: {
          painted: (from, message) => node.painted(from, message),
          subscribe: (from, message) => node.subscribe(from, message),
          closing: (from, code) => this.#closing(node, from, code),
        },
      },
      new Ledger(),
    )
    const last = this.#lastFrames.get(wall)
    wall.connect(link)
    if (last && this.random.isLucky(0.3)) wall.frame(last, 'again')
    const channels = wall.replica.requests(wall.channels)
    node.join(link, { channels, schema: wall.replica.schemaHeld() })
  }

  /** The wall notices at once; the node only when its pings go unanswered. */
  cut(wall: SimWall): void {
    const { link } = wall
    if (!link) return
    link.isCut = true
    this.#lastFrames.set(wall, link.lastFrame)
    const node = this.nodes.find((one) => one.links.has(link))
    this.time.after(this.isQuiet ? 0 : this.random.integer(0, 4_000), () => node?.leave(link))
    wall.closed()
  }

  /** What must hold at every moment. */
  check(): void {
    for (const node of this.nodes) {
      for (const link of node.links) if (!link.isCut) this.#checkCut(link)
    }
    for (const wall of this.walls) this.#checkPatience(wall)
  }

  /** What must hold once nothing happens any more. */
  checkConverged(): void {
    for (const wall of this.walls) {
      if (wall.isFrozen) continue
      for (const channel of wall.channels) this.#checkEqual(wall, channel)
    }
  }

  #closing(node: SimNode, link: SimLink, code: number): void {
    this.closes.set(code, (this.closes.get(code) ?? 0) + 1)
    if (code === 4008) {
      const isDue = CHANNELS.some(({ name }) => {
        const oldest = link.ledger.oldest(name)
        return oldest !== undefined && this.time.now() - oldest >= CREDIT_MS
      })
      if (!isDue)
        this.violation ??= `${Math.round(this.time.now())} ms: ${link.id} is cut for nothing`
    }
    node.leave(link)
  }

  #checkCut(link: SimLink): void {
    for (const { name, ticksPerSecond } of CHANNELS) {
      const oldest = link.ledger.oldest(name)
      if (oldest === undefined) continue
      const age = this.time.now() - oldest
      if (age > CREDIT_MS + 1_000 / ticksPerSecond + CUT_SLACK_MS) {
        this.violation ??= `${Math.round(this.time.now())} ms: ${link.id} paints nothing and is not cut`
      }
    }
  }

  #checkPatience(wall: SimWall): void {
    if (wall.kind !== 'prompt' || wall.isHidden || !wall.link || wall.link.isCut) return
    const isDisturbed = wall.link.disturbedAt > -Infinity
    const patience = isDisturbed ? PATIENCE_AFTER_LOSS_MS : PATIENCE_MS
    for (const channel of wall.channels) {
      const since = Math.max(wall.takenAt.get(channel) ?? 0, wall.link.disturbedAt)
      const waited = this.time.now() - since
      if (waited > patience) {
        this.violation ??= `${Math.round(this.time.now())} ms: ${wall.name} waits for ${channel}`
      }
    }
  }

  #checkEqual(wall: SimWall, channel: string): void {
    const { stream, time } = this
    const claim = wall.claim(channel)
    const isAtEnd =
      claim?.epoch === stream.epoch && compareVersions(claim.version, stream.tail) === 0
    if (!isAtEnd) {
      this.violation ??= `${Math.round(time.now())} ms: ${wall.name} ${channel} did not reach the end`
      return
    }
    const { replica } = wall
    const index = replica.schema().channels.indexOf(channel)
    const node = this.nodes[0]?.reader.state()
    const members = node?.members[index]
    if (!node || !members) throw new Error('the node knows no such channel')
    const shown = {
      members,
      slot: replica.slot(),
      value: replica.value(),
      flags: replica.flags(),
      sampledAt: replica.sampledAt(),
    }
    const held = { ...node, members, sampledAt: node.carriedAt }
    if (hashState(shown) !== hashState(held)) {
      this.violation ??= `${wall.name} ${channel} ends with another state`
    }
  }

  #reconnectSoon(wall: SimWall): void {
    this.time.after(this.random.integer(20, 800), () => {
      if (!wall.link) this.connect(wall, this.random.pick(this.nodes))
    })
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await Promise.resolve()
}

/** One run: `steps` steps of life, then quiet, then everything must be equal. Same arguments, same outcome. */
export async function simulate(seed: number, steps: number, fault?: Fault): Promise<Outcome> {
  const world = new World(seed, fault)
  for (const wall of world.walls) world.connect(wall, world.random.pick(world.nodes))
  for (let step = 0; step < steps && world.violation === undefined; step++) {
    liveOneStep(world)
    await world.advance(STEP_MS)
    world.check()
  }
  world.isQuiet = true
  for (const node of world.nodes) node.reader.pausedUntil = 0
  for (const wall of world.walls) {
    if (wall.link) {
      wall.link.losses = 0
      wall.link.latencyMs = 20
    }
    if (wall.isHidden) wall.setHidden(false)
  }
  for (let at = 0; at < QUIET_MS && world.violation === undefined; at += STEP_MS) {
    await world.advance(STEP_MS)
    world.check()
  }
  if (world.violation === undefined) world.checkConverged()
  return { violation: world.violation, closes: world.closes }
}
