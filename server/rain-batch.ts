import type { Batch, BatchRow, BatchValue } from './adapters/cli/print-batch.ts'
import {
  answerRow,
  cellsOf,
  widthFault,
  type BatchFile,
  type FileRow,
  type RowAnswer,
} from './batch-file.ts'
import { parseMoment } from './core/calendar/wall-clock.ts'
import { readMeasure } from './core/hazards/measures.ts'
import type { RainGauge, RainNote, RainReading } from './core/hazards/rain-readings.ts'
import { RAIN_HOURS, rainRecord, rainTotals, type RainRecord } from './core/hazards/rain-totals.ts'

/** What a row says beside its amount. */
type RowNote = RainNote | 'no-value' | 'late' | 'duplicate' | 'replaces'

const AMOUNTS = RAIN_HOURS.map((hours) => `rain.${hours}h`)
const COVERAGES = RAIN_HOURS.map((hours) => `coverage.${hours}h`)
const RESULT_COLUMNS = [...AMOUNTS, ...COVERAGES, 'uncertain', 'notes']

interface Gauge {
  readonly readings: RainReading[]
  readonly values: Map<number, number | null>
  latest: number
}

interface Read {
  readonly row: FileRow
  readonly answer: RowAnswer | undefined
  readonly sensor: string
  readonly at: number
  readonly notes: readonly RowNote[]
}

/** The rain in the hours up to the time of each row, by all readings of its sensor in the file. */
export function rainBatch(file: BatchFile, gauge: RainGauge, timeZone: string): Batch {
  const gauges = new Map<string, Gauge>()
  const reads = file.rows.map((row) => readRow(row, gauge, gauges, timeZone))
  const records = new Map(
    [...gauges].map(([sensor, { readings }]) => [sensor, rainRecord(readings, gauge)]),
  )
  const notesOf = new Map(
    [...records].map(([sensor, { spans }]) => {
      return [sensor, new Map(spans.map(({ to, note }) => [to, note]))]
    }),
  )
  const rows = reads.map(({ row, answer, sensor, at, notes }): BatchRow => {
    const record = records.get(sensor)
    const own = notesOf.get(sensor)?.get(at)
    return answerRow(row, () => {
      return answer ?? told(record, at, own === undefined ? notes : [own, ...notes])
    })
  })
  return { columns: file.columns, resultColumns: RESULT_COLUMNS, rows }
}

function told(record: RainRecord | undefined, at: number, notes: readonly RowNote[]): RowAnswer {
  const totals = record === undefined ? [] : rainTotals(record, at)
  const value: BatchValue[] = [
    ...totals.map(({ amount }) => amount),
    ...totals.map(({ coverage }) => Number(coverage.toFixed(4))),
    totals.flatMap(({ hours, isUncertain }) => (isUncertain ? [`${hours}h`] : [])),
    notes,
  ]
  return { ok: true, value }
}

function readRow(
  row: FileRow,
  gauge: RainGauge,
  gauges: Map<string, Gauge>,
  timeZone: string,
): Read {
  const cellOf = cellsOf(row)
  const sensor = cellOf('sensor')?.text ?? ''
  const refused = (answer: RowAnswer): Read => ({ row, answer, sensor, at: 0, notes: [] })
  const [time, written] = [cellOf('at'), cellOf('value')]
  const at = parseMoment(time?.text ?? '', timeZone)
  if (at === undefined) {
    const message = `"${time?.text ?? ''}" is no moment; write e.g. 2025-10-20T16:10`
    return refused({ ok: false, message, at: time })
  }
  // Of a row that is too long or too short it is not known which cell is the value.
  const isWhole = widthFault(row) === undefined
  const isEmpty = isWhole && written?.text === ''
  const measure = gauge.kind === 'interval' ? 'rain' : 'counter'
  const read = isEmpty ? undefined : readMeasure(measure, written?.text ?? '')
  const value = isWhole && read?.ok ? read.value : null
  const own: Gauge = gauges.get(sensor) ?? { readings: [], values: new Map(), latest: -Infinity }
  gauges.set(sensor, own)
  const notes = notesOn(own, at, value, isEmpty)
  // A value that cannot be read is not "no rain": what it stands for is missing.
  if (value !== null || isEmpty || !own.values.has(at)) {
    own.readings.push({ at, value })
    own.values.set(at, value)
  }
  own.latest = Math.max(own.latest, at)
  if (read?.ok === false)
    return refused({ ok: false, message: `value: ${read.message}`, at: written })
  return { row, answer: undefined, sensor, at, notes }
}

function notesOn(
  { values, latest }: Gauge,
  at: number,
  value: number | null,
  isEmpty: boolean,
): readonly RowNote[] {
  const notes: RowNote[] = isEmpty ? ['no-value'] : []
  if (values.has(at)) notes.push(values.get(at) === value ? 'duplicate' : 'replaces')
  else if (at < latest) notes.push('late')
  return notes
}
