import { setImmediate as breathe } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { buildCountingSite } from '../testing/build-dossiers.ts'
import { createIntake, SITE_NOW } from '../testing/intake.ts'
import { silentMetrics } from '../testing/silent-metrics.ts'
import { createDossierGauge, withDossierMetrics } from './dossier-metrics.ts'
import { createDossiers } from './dossiers.ts'

async function measured() {
  const { parts, store } = await createIntake(buildCountingSite())
  const told: unknown[][] = []
  const tell =
    (name: string) =>
    (...what: unknown[]): void =>
      void told.push([name, ...what])
  const metrics = {
    ...silentMetrics,
    dossierEventsAccepted: tell('accepted'),
    dossierEventRejected: tell('rejected'),
    dossiersLoaded: tell('loaded'),
    openDossiers: tell('open'),
  }
  const log = { info: () => undefined, warn: () => undefined }
  const dossiers = createDossiers({
    ...parts,
    epoch: () => '',
    store: store.dossiers,
    breathe,
    log,
  })
  const all = { site: 'test-site', dossiers, metrics }
  return { told, dossiers: withDossierMetrics(all), tellOpen: createDossierGauge(all) }
}

describe('metrics of dossiers', () => {
  it('tell what became of events, and how many stand open once all have been read', async () => {
    const { told, dossiers, tellOpen } = await measured()
    await tellOpen()
    expect(told.splice(0)).toEqual([
      ['loaded', 'test-site', false],
      ['open', 'test-site', 'in-time', undefined],
      ['open', 'test-site', 'due-soon', undefined],
      ['open', 'test-site', 'overdue', undefined],
      ['open', 'test-site', 'paused', undefined],
    ])
    const received = {
      id: 'r',
      type: 'received',
      dossier: 'A',
      field: 'land',
      at: SITE_NOW,
    } as const
    const events = [
      { ...received, unit: 'new' },
      { ...received, unit: 'nowhere' },
    ]
    dossiers.start()
    await dossiers.take({ events, origin: 'real' })
    expect(told.splice(0)).toEqual([
      ['accepted', 'test-site', 'real', 1],
      ['rejected', 'test-site', 'unknown-unit'],
    ])
    for (let call = 0; call < 15; call++) await tellOpen()
    expect(told.slice(0, 2)).toEqual([
      ['loaded', 'test-site', true],
      ['open', 'test-site', 'in-time', 1],
    ])
    expect(told).toHaveLength(5)
    await dossiers.stop()
  })
})
