import { beforeEach, expect, it } from 'vitest'
import type { JournalEvent } from '../core/journal/entry.ts'
import { buildSite } from '../testing/build-site.ts'
import { createServerNotes, type ServerNotes } from './server-notes.ts'
import { sha256 } from './sha256.ts'
import { StoreUnavailable } from './store.ts'

let noted: JournalEvent[]
let warnings: string[]
let isAway: boolean
let notes: ServerNotes

async function note(event: JournalEvent): Promise<void> {
  if (isAway) throw new StoreUnavailable('away')
  noted.push(event)
}

beforeEach(() => {
  noted = []
  warnings = []
  isAway = false
  notes = createServerNotes({
    note,
    sites: new Map(['a', 'b'].map((id) => [id, { note }])),
    node: 'node-1',
    hostName: 'x'.repeat(200),
    version: '1.2.3',
    store: 'redis',
    hash: sha256,
    log: { warn: (_what, message) => warnings.push(message) },
  })
})

const told = (): unknown[] => noted.map(({ site, action }) => (site ? `${site} ${action}` : action))
const site = (id: string, zone = 'Asia/Ho_Chi_Minh') => buildSite({ id, timeZone: zone })

it('notes that the server started, with which configurations, and that it stopped', async () => {
  await notes.started([site('a')])
  await notes.stopped()
  expect(told()).toEqual(['server.started', 'a configuration.loaded', 'server.stopped'])
  expect(noted[0]).toMatchObject({
    actor: { kind: 'server', id: 'node-1', name: 'x'.repeat(100) },
    detail: { version: '1.2.3', store: 'redis', node: 'node-1' },
  })
})

it('notes no end of a server that never started', async () => {
  await notes.stopped()
  expect(noted).toEqual([])
})

it('notes a configuration once while it stays the same', async () => {
  await notes.configurationLoaded(site('a'))
  await notes.configurationLoaded(site('a'))
  await notes.configurationLoaded(site('b'))
  await notes.configurationLoaded(site('a', 'UTC'))
  expect(told()).toEqual([
    'a configuration.loaded',
    'b configuration.loaded',
    'a configuration.loaded',
  ])
  expect(noted[0]?.detail).toEqual({
    content: sha256(JSON.stringify(site('a'))),
    node: 'node-1',
  })
  expect(noted[2]?.detail?.['content']).not.toBe(noted[0]?.detail?.['content'])
})

it('notes a refusal at every site once while the problems stay the same, and what follows it', async () => {
  await notes.configurationLoaded(site('a'))
  await notes.configurationRefused([{ line: 1 }, { line: 2 }])
  await notes.configurationRefused([{ line: 1 }, { line: 2 }])
  await notes.configurationRefused([{ line: 1 }, { line: 3 }])
  await notes.configurationLoaded(site('a'))
  expect(told()).toEqual([
    'a configuration.loaded',
    'a configuration.refused',
    'b configuration.refused',
    'a configuration.refused',
    'b configuration.refused',
    'a configuration.loaded',
  ])
  expect(noted[1]?.detail).toEqual({ problems: 2, node: 'node-1' })
})

it('goes on when the journal cannot be written, says so, and notes it the next time', async () => {
  isAway = true
  await notes.started([site('a')])
  expect(warnings).toHaveLength(2)
  isAway = false
  await notes.configurationLoaded(site('a'))
  expect(told()).toEqual(['a configuration.loaded'])
})

it('leaves out a site that is not served', async () => {
  await notes.configurationLoaded(site('elsewhere'))
  expect(noted).toEqual([])
})
