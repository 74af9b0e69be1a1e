import { readFileSync } from 'node:fs'
import path from 'node:path'

type Position = readonly [number, number]

export interface UnitShape {
  readonly code: string
  readonly rings: readonly (readonly Position[])[]
}

const UNITS = path.resolve(import.meta.dirname, '../../config/sites/da-nang/units.csv')
const HOANG_SA = '20333'
const COLUMNS = 10
const ROWS = 10
const WEST = 107.2
const SOUTH = 14.95
const CELL = { width: 0.15, height: 0.125 }
/** Corners of a border between two units: a file has far more than a wall draws. */
const STEPS = 60

/** The shape of every unit of Đà Nẵng, invented: a wavy chequerboard, and islets where Hoàng Sa lies. */
export function inventedUnits(): readonly UnitShape[] {
  const codes = readFileSync(UNITS, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(',')))
  const mainland = codes.filter((code) => code !== HOANG_SA)
  return [
    ...mainland.map((code, index) => ({
      code,
      rings: [cellRing(index % COLUMNS, Math.floor(index / COLUMNS) % ROWS)],
    })),
    { code: HOANG_SA, rings: [0, 1, 2, 3].map(islet) },
  ]
}

/** GeoJSON with one feature a line, the first on line 2. */
export function boundaryFile(units: readonly UnitShape[]): string {
  const features = units.map(({ code, rings }) =>
    JSON.stringify({
      type: 'Feature',
      properties: { code },
      geometry: { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) },
    }),
  )
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`
}

/** Neighbours share every position of the border between them. */
function cellRing(column: number, row: number): readonly Position[] {
  const south = border([column, row], [column + 1, row])
  const east = border([column + 1, row], [column + 1, row + 1])
  const north = border([column, row + 1], [column + 1, row + 1])
  const west = border([column, row], [column, row + 1])
  // Each border ends where the next one begins, the last one where the first began.
  return [south, east, north.toReversed(), west.toReversed(), south.slice(0, 2)].flatMap((side) =>
    side.slice(0, -1),
  )
}

function border(from: Position, to: Position): readonly Position[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  return Array.from({ length: STEPS }, (_, step): Position => {
    const share = step / (STEPS - 1)
    const wave =
      Math.sin(share * Math.PI) * (0.08 * Math.sin(share * 19) + 0.002 * Math.sin(step * 2))
    return placed(from[0] + dx * share - dy * wave, from[1] + dy * share + dx * wave)
  })
}

function islet(index: number): readonly Position[] {
  const [west, south, side] = [111.6 + index / 5, 16.5 + index / 9, 0.01]
  return [
    [west, south],
    [west + side, south],
    [west + side / 2, south + side],
    [west, south],
  ]
}

function placed(column: number, row: number): Position {
  const round = (value: number): number => Number(value.toFixed(6))
  return [round(WEST + column * CELL.width), round(SOUTH + row * CELL.height)]
}
