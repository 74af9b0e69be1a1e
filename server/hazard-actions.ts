import type { HazardActions } from './adapters/cli/hazard-commands.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { readFireBands } from './adapters/site-files/read-fire-bands.ts'
import { readBatch, type ColumnNames } from './batch-file.ts'
import { readConfig } from './config.ts'
import {
  fireWeatherBatch,
  pIndexBatch,
  pIndexColumnFault,
  WEATHER_COLUMNS,
} from './hazard-batches.ts'
import { missingColumn } from './measure-cells.ts'
import { rainBatch } from './rain-batch.ts'

/** Of moments that are written without an offset. */
const TIME_ZONE = 'Asia/Ho_Chi_Minh'

/** Of the tables that reference programs of the Canadian index are published with. */
const REFERENCE_NAMES: ColumnNames = { mon: 'month', ws: 'wind', prec: 'rain' }

/** What `hazards` does. */
export const hazardActions: HazardActions = {
  async fireWeather({ file, start, latitude }) {
    const columnFault = (columns: readonly string[]) => missingColumn(columns, WEATHER_COLUMNS)
    const read = await readBatch(file, columnFault, REFERENCE_NAMES)
    return read.ok ? { ok: true, value: fireWeatherBatch(read.value, { start, latitude }) } : read
  },

  async pIndex({ file, start, bands: name }) {
    const config = readConfig()
    if (!config.ok) return { ok: false, message: config.problems.join('\n') }
    const bands = await readFireBands(config.config.folders.config, name)
    if (!bands.ok) return { ok: false, message: formatProblems(bands.problems) }
    const read = await readBatch(file, pIndexColumnFault)
    if (!read.ok) return read
    return { ok: true, value: pIndexBatch(read.value, { start, bands: bands.value }) }
  },

  async rain({ file, gauge }) {
    const read = await readBatch(file, (columns) => missingColumn(columns, ['at', 'value']))
    return read.ok ? { ok: true, value: rainBatch(read.value, gauge, TIME_ZONE) } : read
  },
}
