import { isCommuneLevel, unitsInForce } from '../sites/in-force.ts'
import type { Site } from '../sites/site.ts'
import { deliveryTimes } from './deliveries.ts'
import { documentFigures } from './documents.ts'
import { economyFigures } from './economy.ts'
import { educationFigures } from './education.ts'
import { feedbackFigures, reportsBefore, reportsOf } from './feedback.ts'
import { dengueFigures, healthFigures, visitFigures } from './health.ts'
import { indexFigures } from './index-766.ts'
import { DELIVERIES, type Delivery, type ScenarioData } from './scenario-data.ts'
import { seededBetween } from './seeded.ts'
import { every, type Times } from './times.ts'
import type { Track } from './tracks.ts'

type Figures = (at: number) => ReadonlyMap<string, number | null>

const MINUTE = 60_000
const FEEDBACK_EVERY_MS = 10 * MINUTE

/** What the units of a site report on an ISO date; `unitsElsewhere` report to another site of the demo. */
export function unitTracks(
  site: Site,
  data: ScenarioData,
  date: string,
  unitsElsewhere: ReadonlySet<string>,
): readonly Track[] {
  const communes = reportingUnits(site, data, date, unitsElsewhere).flatMap((code) =>
    communeTracks(code, data),
  )
  const authority = unitsInForce(site, date).find(
    (unit) => unit.code === site.rootUnit && unit.kind !== 'area',
  )
  return authority ? [...communes, deliveryTrack('index-766', authority.code, data)] : communes
}

/** Codes of the communes that report to a site of the demo on an ISO date. */
export function reportingUnits(
  site: Site,
  { silentUnits }: Pick<ScenarioData, 'silentUnits'>,
  date: string,
  unitsElsewhere: ReadonlySet<string>,
): readonly string[] {
  return unitsInForce(site, date)
    .filter((unit) => isCommuneLevel(unit.kind))
    .map((unit) => unit.code)
    .filter((code) => !unitsElsewhere.has(code) && !silentUnits.includes(code))
}

function communeTracks(code: string, data: ScenarioData): readonly Track[] {
  const reports = reportsOf(code, data)
  const answered = reportsBefore(code)
  const feedbackShift = seededBetween(`${code} shift`, 0, 9) * MINUTE
  return [
    track(code, every(FEEDBACK_EVERY_MS, feedbackShift), (at) =>
      feedbackFigures(reports, answered, at),
    ),
    ...DELIVERIES.map((delivery) => deliveryTrack(delivery, code, data)),
  ]
}

function deliveryTrack(delivery: Delivery, code: string, data: ScenarioData): Track {
  return track(code, deliveryTimes(delivery, code, data), figuresOf(delivery, code, data))
}

function figuresOf(delivery: Delivery, code: string, data: ScenarioData): Figures {
  switch (delivery) {
    case 'documents':
      return (at) => documentFigures(code, data.isolated, at)
    case 'visits':
      return (at) => visitFigures(code, at)
    case 'dengue':
      return (at) => dengueFigures(code, at)
    case 'health':
      return (at) => healthFigures(code, at)
    case 'education':
      return (at) => educationFigures(code, data.isolated, at)
    case 'economy':
      return (at) => economyFigures(code, at)
    case 'index-766':
      return (at) => indexFigures(code, data.scores, at)
  }
}

function track(code: string, times: Times, figures: Figures): Track {
  return {
    times,
    samplesAt: (at) =>
      [...figures(at)].map(([metric, value]) => ({
        metric,
        subject: { kind: 'unit', id: code },
        value,
        at,
      })),
  }
}
