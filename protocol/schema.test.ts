import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EMPTY_SCHEMA,
  extendSchema,
  indexSchema,
  schemaMessage,
  seriesKey,
  type Schema,
  type SchemaMessage,
} from './schema.ts'

const id = fc.stringMatching(/^[a-z-]{1,6}$/)

/** Any schema whose metrics each have one channel and one number of decimals. */
const anySchema = fc
  .record({
    revision: fc.nat({ max: 5 }),
    channels: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
    metrics: fc.uniqueArray(fc.record({ id, decimals: fc.nat({ max: 9 }), channel: fc.nat() }), {
      minLength: 1,
      maxLength: 5,
      selector: (metric) => metric.id,
    }),
    rows: fc.array(
      fc.record({
        metric: fc.nat(),
        kind: fc.constantFrom('unit' as const, 'sensor' as const),
        id,
      }),
      { maxLength: 30 },
    ),
  })
  .map(({ revision, channels, metrics, rows }) =>
    indexSchema(
      revision,
      channels,
      rows.map((row, number) => {
        const metric = metrics[row.metric % metrics.length]
        if (!metric) throw new Error('no metric')
        return {
          number,
          metric: metric.id,
          subject: { kind: row.kind, id: row.id },
          channel: metric.channel % channels.length,
          decimals: metric.decimals,
        }
      }),
    ),
  )

const MESSAGE: SchemaMessage = {
  revision: 3,
  channels: ['hydro', 'dossiers'],
  metrics: [
    { id: 'river.level', decimals: 2, channel: 0 },
    { id: 'dossiers.open', decimals: 0, channel: 1 },
  ],
  units: ['20707'],
  sensors: ['ai-nghia'],
  fromSeries: 0,
  metric: [0, 1],
  subject: [-1, 0],
}

function held(): Schema {
  const result = extendSchema(EMPTY_SCHEMA, MESSAGE)
  if (!result.ok) throw new Error(result.reason)
  return result.schema
}

describe('schema messages', () => {
  it('[S1, S2] name units by their index and sensors by -1 - index', () => {
    expect(held().series).toEqual([
      {
        number: 0,
        metric: 'river.level',
        subject: { kind: 'sensor', id: 'ai-nghia' },
        channel: 0,
        decimals: 2,
      },
      {
        number: 1,
        metric: 'dossiers.open',
        subject: { kind: 'unit', id: '20707' },
        channel: 1,
        decimals: 0,
      },
    ])
    expect(held().byKey.get('river.level/ai-nghia')?.number).toBe(0)
  })

  it('[S1, S4] carry any schema whole, and from any row on to a holder of the rows before', () => {
    fc.assert(
      fc.property(anySchema, fc.nat(), (schema, at) => {
        expect(extendSchema(EMPTY_SCHEMA, schemaMessage(schema, 0))).toEqual({ ok: true, schema })
        const from = at % (schema.series.length + 1)
        const { revision, channels, series } = schema
        const part = indexSchema(revision, channels, series.slice(0, from))
        // Through JSON, as they travel.
        const message = JSON.parse(JSON.stringify(schemaMessage(schema, from))) as SchemaMessage
        expect(message.metric).toHaveLength(series.length - from)
        expect(extendSchema(part, message)).toEqual({ ok: true, schema })
        // Twice is once.
        expect(extendSchema(schema, message)).toEqual({ ok: true, schema })
      }),
    )
  })

  it('[S4] refuses rows behind a hole, and keeps no row of another revision', () => {
    const append = { ...MESSAGE, fromSeries: 2 }
    expect(extendSchema(held(), append)).toMatchObject({ ok: true })
    expect(extendSchema(EMPTY_SCHEMA, append)).toEqual({ ok: false, reason: 'rows-missing' })
    expect(extendSchema(held(), { ...append, fromSeries: 3 })).toEqual({
      ok: false,
      reason: 'rows-missing',
    })
    expect(extendSchema(held(), { ...append, revision: 4 })).toEqual({
      ok: false,
      reason: 'rows-missing',
    })
    expect(extendSchema(held(), { ...append, fromSeries: -1 })).toEqual({
      ok: false,
      reason: 'rows-missing',
    })
  })

  it.each<[Partial<SchemaMessage>, string]>([
    [{ metric: [0] }, 'columns-differ'],
    [{ subject: [0] }, 'columns-differ'],
    [{ channels: Array.from({ length: 256 }, (_, at) => `c${at}`) }, 'too-many-channels'],
    [{ metric: [0, 2] }, 'index-out-of-dictionary'],
    [{ metric: [0, -1] }, 'index-out-of-dictionary'],
    [{ subject: [-2, 0] }, 'index-out-of-dictionary'],
    [{ subject: [-1, 1] }, 'index-out-of-dictionary'],
    [{ subject: [-1, 0.5] }, 'index-out-of-dictionary'],
    [{ channels: ['hydro'] }, 'index-out-of-dictionary'],
    [{ metrics: [{ id: 'a', decimals: 10, channel: 0 }] }, 'decimals-out-of-range'],
    [{ metrics: [{ id: 'a', decimals: -1, channel: 0 }] }, 'decimals-out-of-range'],
    [{ metrics: [{ id: 'a', decimals: 0.5, channel: 0 }] }, 'decimals-out-of-range'],
  ])('[S5] refuses %j', (change, reason) => {
    expect(extendSchema(EMPTY_SCHEMA, { ...MESSAGE, ...change })).toEqual({ ok: false, reason })
  })

  it('[S3] prints a series as metric/unit or metric/sensor', () => {
    expect(held().series.map(seriesKey)).toEqual(['river.level/ai-nghia', 'dossiers.open/20707'])
  })
})
