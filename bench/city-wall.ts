import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { boundaryFile, inventedUnits } from '../e2e/harness/boundary-file.ts'
import { postSamples } from './load.ts'
import type { Effort } from './measure.ts'
import { markTick, traceRound, type TracedTick } from './page-trace.ts'
import { startBenchServer, type BenchServer } from './processes.ts'

const SITE = 'da-nang'
const TICK_MS = 250

const root = path.join(import.meta.dirname, '..')
const binary = path.join(root, 'bin', 'ioc-wall.js')
/** The 94 communes of the city. */
export const units = inventedUnits()

/** The committed site of the city, with boundaries imported as an operator would, and with a scene of one panel before its own. */
export function startCity(scene: string): Promise<BenchServer> {
  return startBenchServer(undefined, { id: SITE, write: (folder) => writeCity(folder, scene) })
}

export function sceneUrl(server: BenchServer, scene: string): string {
  return `${server.url}/wall/${SITE}?scene=${scene}&takeover=off`
}

async function writeCity(folder: string, scene: string): Promise<void> {
  const [config, maps] = [path.join(folder, 'config'), path.join(folder, 'maps')]
  await cp(path.join(root, 'config'), config, { recursive: true })
  await cp(path.join(root, 'maps'), maps, { recursive: true })
  const layout = path.join(config, 'sites', SITE, 'layout.yaml')
  const scenes = await readFile(layout, 'utf8')
  await writeFile(layout, scenes.replace('scenes:\n', scene))
  const file = path.join(folder, 'boundaries.geojson')
  await writeFile(file, boundaryFile(units))
  const words = ['maps', 'import', file, '--site', SITE, '--date', '2025-07-01']
  const env = { ...process.env, CONFIG_DIR: config, MAPS_DIR: maps, DATA_DIR: folder }
  await promisify(execFile)(process.execPath, [binary, ...words], { env })
}

/** Another value of two digits for every unit and metric. */
export async function postFigures(
  server: BenchServer,
  metrics: readonly string[],
  turn: number,
): Promise<void> {
  const samples = metrics.flatMap((metric, column) =>
    units.map(({ code }, row) => ({ metric, unit: code, value: figureAt(row, column, turn) })),
  )
  await postSamples(server, JSON.stringify({ samples }), SITE)
}

export function figureAt(row: number, column: number, turn: number): number {
  return 10 + ((row * 7 + column * 13 + turn) % 80)
}

/** What a page does in ticks 250 ms apart, each of which `change` makes; by round, after a round to warm up. */
export async function traceTicks(
  page: Page,
  change: (turn: number) => Promise<void>,
  effort: Effort,
): Promise<readonly (readonly TracedTick[])[]> {
  let turn = 0
  const run = async (ticks: number): Promise<void> => {
    for (let tick = 0; tick < ticks; tick++) {
      const nextAt = performance.now() + TICK_MS
      await markTick(page)
      await change(++turn)
      await pause(Math.max(0, nextAt - performance.now()))
    }
    await markTick(page)
  }
  const round = (): Promise<void> => run(effort.pick(40, 8))
  await round()
  const rounds: TracedTick[][] = []
  while (rounds.length < effort.pick(4, 2)) rounds.push(await traceRound(page, round))
  return rounds
}
