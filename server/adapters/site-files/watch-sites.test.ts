import { symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { GOOD_CONFIG, writeConfig } from '../../testing/config-folder.ts'
import type { SitesOutcome } from './load-sites.ts'
import { watchSites } from './watch-sites.ts'

const SITE = 'config/sites/a/site.yaml'

const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function watched() {
  const { folder, remove } = await writeConfig(GOOD_CONFIG)
  cleanups.push(remove)
  const outcomes: SitesOutcome[] = []
  const waiting: ((outcome: SitesOutcome) => void)[] = []
  await new Promise<void>((ready) => {
    const onChange = (outcome: SitesOutcome) => {
      outcomes.push(outcome)
      waiting.shift()?.(outcome)
    }
    cleanups.push(watchSites(path.join(folder, 'config'), ['a'], onChange, { ready }))
  })
  const next = () => new Promise<SitesOutcome>((resolve) => waiting.push(resolve))
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text)
  return { outcomes, next, write, folder }
}

describe('watching sites', () => {
  it('hands over a whole new set after a change, and problems while a file is bad', async () => {
    const { next, write } = await watched()
    const good = GOOD_CONFIG.get(SITE) ?? ''

    const changed = next()
    await write(SITE, good.replace('vi: B,', 'vi: C,'))
    const first = await changed
    expect(first.ok && first.sites.get('a')?.name.vi).toBe('C')

    const broken = next()
    await write(SITE, good.replace('packs: [figures]', 'packs: [figures'))
    expect((await broken).ok).toBe(false)

    const mended = next()
    await write(SITE, good)
    expect((await mended).ok).toBe(true)
  }, 20_000)

  it('tells once of several writes that follow closely', async () => {
    const { outcomes, next, write } = await watched()
    const changed = next()
    const good = GOOD_CONFIG.get(SITE) ?? ''
    for (const name of ['layout', 'sensors']) {
      const file = `config/sites/a/${name}.yaml`
      await write(file, `${GOOD_CONFIG.get(file)}\n`)
    }
    await write(SITE, good.replace('vi: B,', 'vi: E,'))
    const outcome = await changed
    expect(outcome.ok && outcome.sites.get('a')?.name.vi).toBe('E')
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(outcomes).toHaveLength(1)
  }, 20_000)

  it('says what cannot be watched, and goes on watching', async () => {
    const { next, write, folder } = await watched()
    const refused = next()
    const link = path.join(folder, 'config/sites/a/round')
    await symlink(link, link)
    const outcome = await refused
    expect(outcome.ok ? '' : outcome.problems[0]?.message).toContain('ELOOP')

    const changed = next()
    await write(SITE, (GOOD_CONFIG.get(SITE) ?? '').replace('vi: B,', 'vi: F,'))
    expect((await changed).ok).toBe(true)
  }, 20_000)

  it('counts by a calendar that was changed', async () => {
    const { next, write } = await watched()
    const changed = next()
    const calendar = 'config/calendars/office.yaml'
    const holiday = '  - { date: 2025-04-28, name: { vi: L, en: L }, kind: holiday, source: t }'
    const good = GOOD_CONFIG.get(calendar) ?? ''
    await write(calendar, good.replace('holidays:', `holidays:\n${holiday}`))
    const outcome = await changed
    const site = outcome.ok ? outcome.sites.get('a') : undefined
    expect(site?.dossiers?.calendar.isWorkingDay('2025-04-28')).toBe(false)
    expect(site?.dossiers?.calendar.isWorkingDay('2025-05-05')).toBe(true)
  }, 20_000)

  it('sees a map that is replaced by one without a unit', async () => {
    const { next, write } = await watched()
    const changed = next()
    await write('maps/a.json', (GOOD_CONFIG.get('maps/a.json') ?? '').replace('"2"', '"9"'))
    const outcome = await changed
    expect(outcome.ok ? '' : outcome.problems[0]?.message).toBe('maps/a.json lacks unit 2')
  }, 20_000)
})
