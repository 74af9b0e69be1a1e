import type { drillVi } from './drill-vi.ts'

export const drillEn: typeof drillVi = {
  title: 'Result of the drill',
  link: 'Drill',
  about:
    'A drill with simulated data: each alarm is timed, in real time, from its raise until somebody takes it.',
  running: 'The run that goes on',
  past: (from, to) => `Run of ${from} – ${to}`,
  since: (from) => `since ${from}`,
  score: 'Score',
  outOf: '/100',
  none: 'No alarm in this run yet.',
  nothing: 'No drill runs on this server.',
  rule: 'In time earns all points, too late half, not acknowledged none; critical weighs eight times as much as low.',
  columns: {
    severity: 'Priority',
    target: 'In time is',
    raised: 'Raised',
    inTime: 'In time',
    late: 'Late',
    missed: 'Not acknowledged',
    median: 'Median',
    longest: 'Longest',
  },
  severity: { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' },
  within: (span) => `within ${span}`,
  officers: 'By officer',
  officer: (acknowledged, inTime, commented) =>
    `acknowledged ${acknowledged}, in time ${inTime}, comments ${commented}`,
  officerMedian: (span) => `median ${span}`,
  print: 'Print the result',
}
