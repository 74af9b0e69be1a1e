import {
  EnteredReadingsSchema,
  GaugeFactsSchema,
  ReadingAnswerSchema,
  type EnteredReadings,
  type GaugeFacts,
  type ReadingAnswer,
} from '../../../protocol/readings.ts'
import { ask, type Answer } from '../people/ask.ts'
import type { Gauge } from './gauges.ts'

export interface NewReading extends Gauge {
  readonly value: number
  /** ISO 8601. */
  readonly at: string
}

const request = (address: string, init: RequestInit) => fetch(address, init)
const pathOf = (...parts: readonly string[]): string => {
  const [site = '', ...more] = parts.map(encodeURIComponent)
  return ['/sites', site, 'readings', ...more].join('/')
}

/** The routes of readings by hand. */
export const readingApi = {
  entered: (site: string): Promise<Answer<EnteredReadings>> =>
    ask(request, { method: 'GET', path: pathOf(site) }, EnteredReadingsSchema),
  facts: (site: string, { metric, sensor }: Gauge): Promise<Answer<GaugeFacts>> =>
    ask(request, { method: 'GET', path: pathOf(site, metric, sensor) }, GaugeFactsSchema),
  enter: (
    site: string,
    { metric, sensor, value, at }: NewReading,
  ): Promise<Answer<ReadingAnswer>> =>
    ask(
      request,
      { method: 'POST', path: pathOf(site), body: { metric, sensor, value, at } },
      ReadingAnswerSchema,
    ),
}
