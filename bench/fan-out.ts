import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { FanOutReport } from './fan-out-server.ts'
import { interleave, resultOf, type Effort, type Result } from './measure.ts'
import { endOf, messageFrom, runScript } from './processes.ts'

/** The fewer walls, the more ticks, so that the code runs warm. */
const CASES = [
  { walls: 50, ticksPerSecond: 20 },
  { walls: 400, ticksPerSecond: 10 },
]
const CHANGES_PER_TICK = 900
const SETTLE_MS = 500

/** Server CPU per frame and wall, against raw `ws` with the same bytes and the same confirmations. */
export async function benchFanOut(effort: Effort): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const one of CASES) results.push(await compare(one, effort))
  return results
}

interface Case {
  readonly walls: number
  readonly ticksPerSecond: number
}

interface Side {
  readonly server: ChildProcess
  readonly walls: ChildProcess
}

async function compare(one: Case, effort: Effort): Promise<Result> {
  const sides: Side[] = []
  try {
    const ours = await open('ours', one)
    sides.push(ours)
    const ws = await open('ws', one)
    sides.push(ws)
    const warmSeconds = effort.pick(4, 1.5)
    for (const side of sides) await cpuPerFrame(side, one, warmSeconds)
    const seconds = effort.pick(4, 1.5)
    const measured = await interleave(effort.pick(4, 1), {
      ours: () => cpuPerFrame(ours, one, seconds),
      ws: () => cpuPerFrame(ws, one, seconds),
    })
    return resultOf({
      section: 'fan-out',
      what: `server CPU a frame and wall, ${one.walls} walls`,
      unit: 'µs',
      ours: measured.ours,
      reference: { name: 'raw ws', values: measured.ws },
      goal: { of: 'ratio', atMost: 1.25 },
      note: `${CHANGES_PER_TICK} changes a frame, ${one.ticksPerSecond} frames a second; ours also applies them to its state and finds the delta, pings, and checks what is confirmed`,
    })
  } finally {
    for (const { walls, server } of sides) {
      await endOf(walls)
      await endOf(server)
    }
  }
}

/** A server and its walls, connected. */
async function open(name: 'ours' | 'ws', { walls: count, ticksPerSecond }: Case): Promise<Side> {
  const server = runScript('fan-out-server.ts', [name, CHANGES_PER_TICK, ticksPerSecond])
  try {
    const port = await messageFrom<number>(server)
    const walls = runScript('fan-out-clients.ts', [name, port, count])
    server.send('start')
    await messageFrom<'live'>(walls)
    server.send('report')
    await messageFrom<FanOutReport>(server)
    return { server, walls }
  } catch (error) {
    await endOf(server)
    throw error
  }
}

/** CPU time of the server process by frames sent, in µs. */
async function cpuPerFrame(side: Side, one: Case, seconds: number): Promise<number> {
  side.server.send('start')
  await pause(SETTLE_MS)
  side.server.send('measure')
  await pause(seconds * 1000)
  side.server.send('report')
  const { cpuMs, frames, confirmed } = await messageFrom<FanOutReport>(side.server)
  const expected = one.walls * one.ticksPerSecond * seconds
  if (frames < expected / 2 || confirmed < expected / 2) {
    throw new Error(`only ${frames} of ${expected} frames were sent, ${confirmed} confirmed`)
  }
  return (cpuMs * 1000) / frames
}
