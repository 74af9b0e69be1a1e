import { describe, expect, it } from 'vitest'
import { registerCommands } from './register-control.ts'
import { buildRegisterDossiers } from './testing/register-dossiers.ts'

const NOW = Date.parse('2025-10-12T09:00:00+07:00')

function command() {
  const built = buildRegisterDossiers(NOW)
  const { site, now, take: takeEvents, store } = built
  const app = { site, clock: { now }, dossiers: { take: takeEvents } }
  const apps = new Map([['dai-loc', app]])
  const take = registerCommands(apps, new Map([['dai-loc', { dossiers: store }]]))['register.take']
  if (!take) throw new Error('no command')
  return { dossiers: built, take }
}

const event = (overrides: object = {}) => ({
  id: 'register:received',
  dossier: 'H1',
  at: NOW - 86_400_000,
  type: 'received',
  unit: 'a',
  field: 'land',
  ...overrides,
})

describe('what the command line asks about registers', () => {
  it('is taken once, and known the second time', async () => {
    const { take, dossiers } = command()
    const order = { site: 'dai-loc', isTrial: false, dossiers: [[event()]] }
    const outcome = { outcome: 'new', is: 'in-time' }
    expect(await take({ ...order, isTrial: true })).toEqual({ ok: true, result: [outcome] })
    expect(dossiers.store.appendCount).toBe(0)
    expect(await take(order)).toEqual({ ok: true, result: [outcome] })
    expect(await take(order)).toMatchObject({ result: [{ outcome: 'known' }] })
    expect(await take({ ...order, dossiers: [] })).toEqual({ ok: true, result: [] })
  })

  it('says which dossier was not taken, and takes the others', async () => {
    const { take } = command()
    const forbidden = event({ dossier: 'H2', unit: 'forbidden' })
    const dossiers = [[event()], [forbidden], [event({ dossier: 'H3' })]]
    expect(await take({ site: 'dai-loc', isTrial: false, dossiers })).toMatchObject({
      result: [
        { outcome: 'new' },
        { outcome: 'rejected', code: 'unknown-unit', type: 'received' },
        { outcome: 'new' },
      ],
    })
  })

  it('is refused where it is out of form, or the site is not there', async () => {
    const { take } = command()
    for (const wrong of [
      { at: -1 },
      { type: 'extended' },
      { name: 'Nguyễn Văn A' },
      { unit: '' },
    ]) {
      const order = { site: 'dai-loc', isTrial: false, dossiers: [[event(wrong)]] }
      expect(await take(order)).toMatchObject({ ok: false })
    }
    expect(await take({ site: 'x', isTrial: false, dossiers: [] })).toEqual({
      ok: false,
      message: 'This server has no site x.',
    })
  })
})
