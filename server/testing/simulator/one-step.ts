import { packFlags, ORIGINS, QUALITIES, SLOT } from '../../../protocol/sample.ts'
import { compareVersions, VERSION_ZERO } from '../../../protocol/version.ts'
import { packKeyframe } from '../../core/feed/keyframe.ts'
import type { World } from './simulate.ts'
import type { SimRow } from './sim-stream.ts'

type Action = (world: World) => void

/** What may happen in a step, with its probability. */
const ACTIONS: readonly (readonly [number, Action])[] = [
  [0.5, (world) => append(world, world.random.integer(1, 6))],
  [0.06, (world) => append(world, world.random.integer(10, 40))],
  [0.08, remove],
  [0.06, nameSeries],
  [0.008, ({ stream, random }) => stream.raiseRevision(random.integer(0, 2))],
  [0.03, writeKeyframe],
  [0.1, ({ nodes, random }) => random.pick(nodes).reader.forgetTombstones()],
  [0.006, ({ stream, random }) => stream.lose(random.integer(0, 12))],
  [0.005, ({ stream }) => stream.reset()],
  [0.03, (world) => pause(world, 1, 5_000)],
  [0.006, (world) => pause(world, 0, 800)],
  [0.04, (world) => world.cut(world.random.pick(world.walls))],
  [0.03, lose],
  [0.12, repeat],
  [0.04, slowDown],
  [0.04, hide],
  [0.02, changeScene],
  [0.01, freeze],
]
const IDLE_EVERY_MS = 9_000
const IDLE_MS = 3_000

/** What the world does to nodes, walls and stream in one step. Now and then nothing for a while: idle channels must live. */
export function liveOneStep(world: World): void {
  if (world.time.now() % IDLE_EVERY_MS < IDLE_MS) return
  for (const [probability, act] of ACTIONS) {
    if (world.random.isLucky(probability)) act(world)
  }
}

function append(world: World, count: number): void {
  const { stream } = world
  if (stream.schema.series.length === 0) nameSeries(world)
  const rows = Array.from({ length: count }, () => anyRow(world))
  stream.appendSamples(rows)
}

function anyRow({ random, stream, time }: World): SimRow {
  const number = random.integer(0, stream.schema.series.length - 1)
  const isValue = random.isLucky(0.92)
  const decimals = random.integer(0, 4)
  return {
    number,
    slot: isValue ? SLOT.value : SLOT.empty,
    value: isValue ? random.integer(-500, 500) / 10 ** decimals : 0,
    flags: packFlags({
      quality: random.isLucky(0.8) ? 'good' : random.pick(QUALITIES),
      origin: random.isLucky(0.8) ? 'real' : random.pick(ORIGINS),
      underReview: random.isLucky(0.1),
    }),
    sampledAt: Math.floor(time.now()) - (random.isLucky(0.3) ? random.integer(0, 4_000) : 0),
  }
}

function remove(world: World): void {
  const { stream } = world
  if (stream.schema.series.length === 0) return
  stream.appendSamples([{ ...anyRow(world), slot: SLOT.removed, value: 0 }])
}

function nameSeries({ stream, random }: World): void {
  const metric = random.pick(stream.schema.metrics).id
  const id = `s${random.integer(0, 9_999)}`
  const isKnown = stream.schema.series.some((one) => one.metric === metric && one.subject.id === id)
  if (!isKnown && stream.schema.series.length < 40) {
    stream.nameSeries({ metric, subject: { kind: 'sensor', id } })
  }
}

function writeKeyframe({ stream, nodes, random }: World): void {
  const state = random.pick(nodes).reader.state()
  if (state.epoch !== stream.epoch || state.version.ms === 0) return
  const newest = stream.keyframe?.version ?? VERSION_ZERO
  if (compareVersions(state.version, newest) <= 0) return
  const trimTo = random.isLucky(0.5) ? state.version : stream.trimmedTo
  stream.writeKeyframe(state.version, packKeyframe(state), trimTo)
}

function pause({ nodes, time, random }: World, at: number, longestMs: number): void {
  const node = nodes[at]
  if (node) node.reader.pausedUntil = time.now() + random.integer(100, longestMs)
}

function lose({ random, walls }: World): void {
  const { link } = random.pick(walls)
  if (link) link.losses = random.integer(1, 3)
}

function repeat({ random, walls }: World): void {
  const which = random.pick(['frame', 'keyframe'] as const)
  random.pick(walls).link?.repeat(which, random.integer(0, 2_500))
}

function slowDown({ random, walls }: World): void {
  const { link } = random.pick(walls)
  if (link) link.latencyMs = random.pick([5, 20, 60, 300])
}

function hide({ random, walls }: World): void {
  const wall = random.pick(walls)
  if (wall.kind === 'hiding') wall.setHidden(!wall.isHidden)
}

function changeScene({ random, walls }: World): void {
  const wall = random.pick(walls)
  const scenes = [['hydro'], ['dossiers'], ['hydro', 'dossiers']]
  if (wall.link && !wall.isFrozen) wall.setChannels(random.pick(scenes))
}

function freeze({ random, walls }: World): void {
  const wall = random.pick(walls)
  if (wall.kind !== 'frozen') return
  if (random.isLucky(0.7)) wall.isFrozen = true
  else wall.thaw()
}
