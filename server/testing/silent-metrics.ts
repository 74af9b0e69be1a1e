import type { ServerMetrics } from '../services/metrics.ts'

const nothing = (): void => undefined

/** Metrics that nobody reads. */
export const silentMetrics: ServerMetrics = {
  samplesAccepted: nothing,
  sampleRejected: nothing,
  dossierEventsAccepted: nothing,
  dossierEventRejected: nothing,
  openDossiers: nothing,
  dossiersLoaded: nothing,
  appended: nothing,
  inputDead: nothing,
  inputWaiting: nothing,
  feedLag: nothing,
  ticked: nothing,
  frameSent: nothing,
  keyframeEncoded: nothing,
  creditCut: nothing,
  resubscribed: nothing,
  epochChanged: nothing,
  walls: nothing,
  clockSkew: nothing,
  leaseHeld: nothing,
  streamDamaged: nothing,
  keyframeAge: nothing,
  historyLag: nothing,
  historyBytes: nothing,
  historyCut: nothing,
  socketRefused: nothing,
  configurationProblems: nothing,
  health: nothing,
  alarms: nothing,
  alarmFlood: nothing,
  alarmEvaluationAge: nothing,
  alarmCanaryAge: nothing,
  alarmCommand: nothing,
}
