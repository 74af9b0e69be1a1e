import { describe, expect, it } from 'vitest'
import { schemaOf, shapeOf, type SchemaRecord } from './schema-shape.ts'

const RECORD: SchemaRecord = {
  revision: 4,
  metrics: [
    { id: 'river.level', channel: 'hydro', decimals: 2 },
    { id: 'dossiers.open', channel: 'dossiers', decimals: 0 },
    { id: 'rain.hour', channel: 'hydro', decimals: 1 },
  ],
  series: [
    { metric: 'dossiers.open', subject: { kind: 'unit', id: '20707' } },
    { metric: 'rain.hour', subject: { kind: 'sensor', id: 'ai-nghia' } },
  ],
}

describe('the schema of what is stored', () => {
  it('[S3] numbers series as the store does and channels by name', () => {
    const schema = schemaOf(RECORD)
    expect(schema.channels).toEqual(['dossiers', 'hydro'])
    expect(schema.series.map((one) => [one.number, one.channel, one.decimals])).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ])
    expect(schema.revision).toBe(4)
  })

  it('[S3] leaves the channels in place when a metric is added, wherever it is listed', () => {
    const added = { id: 'air.pm25', channel: 'hydro', decimals: 1 }
    const { channels } = schemaOf({ ...RECORD, metrics: [added, ...RECORD.metrics] })
    expect(channels).toEqual(schemaOf(RECORD).channels)
  })

  it('[S1] throws on a series whose metric was never declared', () => {
    expect(() => schemaOf({ ...RECORD, metrics: [] })).toThrow('undeclared metric dossiers.open')
  })

  it('[A1] takes a grid of 250 ms where a channel asks for none', () => {
    const grids = new Map([['hydro', 1]])
    expect(shapeOf(schemaOf(RECORD), (channel) => grids.get(channel)).gridMs).toEqual([250, 1])
  })
})
