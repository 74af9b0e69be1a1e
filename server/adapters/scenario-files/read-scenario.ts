import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { ReservoirRow, ScenarioData } from '../../core/demo/scenario-data.ts'
import { readTable } from './read-table.ts'
import {
  briefingFile,
  demoFile,
  eventsFile,
  levelRow,
  quantityOf,
  reservoirRow,
} from './scenario-schemas.ts'

const MINUTE = 60_000

/** Reads the demo's files from `config/packs/demo`. They belong to the program: a fault in them throws. */
export async function readScenario(folder: string): Promise<ScenarioData> {
  const demo = await read(folder, 'demo.yaml', parse, demoFile)
  const levels = await read(folder, 'scenario-flood.csv', readTable, z.array(levelRow))
  const reservoirs = await read(folder, 'scenario-reservoirs.csv', readTable, z.array(reservoirRow))
  const { events } = await read(folder, 'scenario-events.json', JSON.parse, eventsFile)
  const { dossiers, score766 } = await read(
    folder,
    'scenario-briefing.json',
    JSON.parse,
    briefingFile,
  )
  const { scenarios, feedbackSurge, isolated, silentUnits, owed } = demo
  const codes = new Map(dossiers.map((one) => [one.unit, one.unit_code]))
  return {
    scenarios,
    isolated,
    silentUnits,
    owed,
    signalLossMs: demo.signalLossMinutes * MINUTE,
    feedbackSurge: {
      count: feedbackSurge.count,
      durationMs: feedbackSurge.minutes * MINUTE,
      units: feedbackSurge.units,
    },
    levels: levels.map((row) => ({
      at: row.time,
      station: row.station_id,
      level: row.level_m,
    })),
    reservoirs: reservoirs.flatMap(readingOf),
    events: events.map(({ t, type, station }) => ({
      at: t,
      type,
      ...(station !== undefined && { station }),
    })),
    briefing: dossiers.map((one) => ({
      id: one.id,
      unit: one.unit_code,
      field: one.field_code,
      received: one.received,
      due: one.due,
      limitWorkingDays: one.limit_working_days,
      procedure: one.procedure,
      hasApology: one.apology_letter,
      ...one.channel,
      ...one.state,
    })),
    scores: Object.entries(score766).map(([unit, scores]) => ({
      unit: codes.get(unit) ?? unit,
      scores,
    })),
  }
}

function readingOf(row: z.output<typeof reservoirRow>): readonly ReservoirRow[] {
  const quantity = row.record === 'reading' ? quantityOf(row.quantity) : undefined
  const value = Number(row.value)
  if (quantity === undefined || row.value === '' || !Number.isFinite(value)) return []
  return [
    { at: row.time, reservoir: row.reservoir_id, quantity, value, isExact: row.kind === 'real' },
  ]
}

async function read<T>(
  folder: string,
  name: string,
  parseText: (text: string) => unknown,
  schema: z.ZodType<T>,
): Promise<T> {
  const file = path.join(folder, name)
  const result = schema.safeParse(parseText(await readFile(file, 'utf8')))
  if (result.success) return result.data
  throw new Error(`${file}: ${z.prettifyError(result.error)}`)
}
