import { spawn, type ChildProcess } from 'node:child_process'
import { EmbeddedFolder, endProcess } from '../../testing/embedded-folder.ts'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatVersion, VERSION_ZERO } from '../../../protocol/version.ts'
import { KEPT_DOSSIER_CHANGES, type StoredDossierEvent } from '../../services/dossier-store.ts'
import { createJournal, type Journal } from '../../services/journal.ts'
import { sha256 } from '../../services/sha256.ts'
import {
  StoreRefused,
  StoreUnavailable,
  type SiteStore,
  type StoreProvider,
} from '../../services/store.ts'
import { appendTo, entry, EPOCH, epochRecord } from '../../testing/stores-under-test.ts'
import { openEmbeddedStores, type EmbeddedStoresOptions } from './embedded-stores.ts'
import { openEnvironment, type Run } from './environment.ts'
import { readBootId, readStartTicks } from './process-identity.ts'

const WRITER = join(import.meta.dirname, '../../testing/embedded-writer.ts')

/** A process that is gone: its pid belongs to another one now. */
const DEAD = { pid: process.ppid, startTicks: '1' }

describe('the embedded store', () => {
  let folder: string
  let held: EmbeddedFolder
  beforeEach(async () => {
    held = await EmbeddedFolder.make()
    folder = held.path
  })
  afterEach(() => held.remove())

  const open = (options?: Partial<EmbeddedStoresOptions>) => held.open(options)

  async function startWriter(...args: string[]): Promise<{ child: ChildProcess; lines: string[] }> {
    const child = spawn(process.execPath, ['--import', 'tsx', WRITER, folder, ...args])
    held.own(child)
    const lines: string[] = []
    let rest = ''
    child.stdout.on('data', (text: Buffer) => {
      const parts = (rest + text.toString()).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
    while (!lines.includes('ready')) {
      if (child.exitCode !== null) throw new Error('the writer ended at once')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return { child, lines }
  }

  async function writeRun(run: Partial<Run>): Promise<void> {
    const environment = openEnvironment(folder)
    const bootId = readBootId(Date.now())
    const whole = { pid: 1, startTicks: '', bootId, identity: bootId, isStopped: false, ...run }
    await environment.commit(() => environment.runs.putSync(['run'], whole))
    await environment.close()
  }

  it('loses nothing that it answered when its process is killed, again and again', async () => {
    const answered = new Set<string>()
    let identity: string | undefined
    for (let round = 0; round < 4; round++) {
      const { child, lines } = await startWriter('2000', '16')
      await new Promise((resolve) => setTimeout(resolve, 150 + round * 130))
      await endProcess(child)
      for (const line of lines) if (/^\d+-\d+$/.test(line)) answered.add(line)
      const provider = await openEmbeddedStores({ folder })
      const store = await provider.site('written')
      const facts = await store.inspect()
      expect(facts.durability).toBe('always')
      expect(facts.identity).toBe(identity ?? facts.identity)
      identity = facts.identity
      const { entries } = await store.read(VERSION_ZERO, { limit: 1_000_000, waitMs: 0 })
      const kept = new Set(entries.map((one) => formatVersion(one.version)))
      expect([...answered].filter((version) => !kept.has(version))).toEqual([])
      expect(entries.at(-1)?.version).toEqual(facts.tail)
      // Left as a killed process leaves it, so that the next round starts from there.
      await provider.close()
      await writeRun({ ...DEAD, identity: facts.identity })
    }
    expect(answered.size).toBeGreaterThan(50)
  })

  /** Ids of the events of three dossiers that are always written together, by event. */
  async function writtenEvents(store: SiteStore): Promise<Map<string, string[]>> {
    const { dossiers } = await store.dossiers.scan('', 1_000_000)
    const byId = new Map<string, string[]>()
    for (const { code, events } of dossiers) {
      for (const { event } of events) byId.set(event.id, [...(byId.get(event.id) ?? []), code])
    }
    return byId
  }

  it('loses no event of a dossier that it answered, and has no half of an append, when it is killed', async () => {
    const answered = new Set<string>()
    let identity: string | undefined
    for (let round = 0; round < 4; round++) {
      const { child, lines } = await startWriter('20', '16', 'dossiers')
      await new Promise((resolve) => setTimeout(resolve, 150 + round * 130))
      await endProcess(child)
      for (const line of lines) if (line.startsWith('event ')) answered.add(line.slice(6))
      const provider = await openEmbeddedStores({ folder })
      const store = await provider.site('written')
      const kept = await writtenEvents(store)
      expect([...answered].filter((id) => !kept.has(id))).toEqual([])
      const groups = [...kept.values()].map((codes) => codes.map(([group]) => group).join(''))
      expect(new Set(groups)).toEqual(new Set(['abc']))
      const position = await store.dossiers.position()
      expect(position.identity).toBe(identity ?? position.identity)
      expect(position.sequence).toBe(kept.size * 3)
      identity = position.identity
      const changed = await store.dossiers.changedAfter(0, 10_000)
      expect(changed.sequence).toBe(position.sequence)
      expect(changed.codes.toSorted()).toEqual([...new Set([...kept.values()].flat())].toSorted())
      expect(await store.dossiers.reports()).toHaveLength(1)
      const facts = await store.inspect()
      await provider.close()
      await writeRun({ ...DEAD, identity: facts.identity })
    }
    expect(answered.size).toBeGreaterThan(50)
  })

  it('refuses a second process, naming the first one and the folder, and takes over when it died', async () => {
    const { child } = await startWriter()
    const refused = openEmbeddedStores({ folder })
    await expect(refused).rejects.toThrow(StoreRefused)
    await expect(refused).rejects.toThrow(`${folder} is in use by process ${child.pid}`)
    await endProcess(child)
    const provider = await open()
    expect((await provider.site('written')).site).toBe('written')
  })

  it('refuses to be opened twice by one process, and the first one goes on', async () => {
    const store = await (await open()).site('a')
    await store.changeEpoch(undefined, epochRecord())
    await expect(openEmbeddedStores({ folder })).rejects.toThrow(StoreRefused)
    const version = await appendTo(store)
    expect((await store.inspect()).tail).toEqual(version)
  })

  it('takes over from a living process that only has the pid of the one that died', async () => {
    await writeRun({ pid: process.ppid, startTicks: readStartTicks(process.ppid) })
    await expect(openEmbeddedStores({ folder })).rejects.toThrow(StoreRefused)
    await writeRun({ pid: process.ppid, startTicks: '1' })
    const provider = await open()
    expect(provider.kind).toBe('embedded')
  })

  it('takes over from a process of an earlier boot, and says that entries may be lost', async () => {
    await writeRun({ pid: process.ppid, bootId: 'boot-1', identity: 'boot-1' })
    const store = await (await open({ bootId: 'boot-2' })).site('a')
    expect(await store.inspect()).toMatchObject({ identity: 'boot-2', durability: 'may-lose' })
  })

  it('carries its identity over a reboot when it was stopped in order before', async () => {
    const first = await openEmbeddedStores({ folder, bootId: 'boot-1' })
    expect(await (await first.site('a')).inspect()).toMatchObject({ identity: 'boot-1' })
    await first.close()
    const second = await open({ bootId: 'boot-2' })
    const facts = await (await second.site('a')).inspect()
    expect(facts).toMatchObject({ identity: 'boot-1', durability: 'clean' })
  })

  it('is "always" within one boot without a clean stop', async () => {
    await writeRun({ ...DEAD, bootId: 'boot-1', identity: 'boot-0' })
    const store = await (await open({ bootId: 'boot-1' })).site('a')
    expect(await store.inspect()).toMatchObject({ identity: 'boot-0', durability: 'always' })
  })

  it('frees the leases of a process that died', async () => {
    const first = await openEmbeddedStores({ folder })
    const token = await (await first.site('a')).takeLease('feed', undefined, 'dead')
    await first.close()
    const store = await (await open()).site('a')
    expect(await store.readLease('feed')).toBeUndefined()
    expect(token).toEqual({ taken: true, token: 1 })
    expect(await store.takeLease('feed', undefined, 'new')).toEqual({ taken: true, token: 2 })
  })

  it('gives rising positions when its clock stands still or goes back', async () => {
    let now = 5_000
    const store = await (await open({ now: () => now })).site('a')
    await store.changeEpoch(undefined, epochRecord())
    expect(await appendTo(store)).toEqual({ ms: 5_000, n: 0 })
    expect(await appendTo(store)).toEqual({ ms: 5_000, n: 1 })
    now = 4_000
    expect(await appendTo(store)).toEqual({ ms: 5_000, n: 2 })
    now = 6_000
    expect(await appendTo(store)).toEqual({ ms: 6_000, n: 0 })
  })

  it('keeps sites apart whose names begin alike', async () => {
    const provider = await open()
    for (const id of ['a', 'a-b', 'ab', 'b']) {
      const store = await provider.site(id)
      await store.changeEpoch(undefined, epochRecord())
      await appendTo(store, { body: Buffer.from(id) })
    }
    await (await provider.site('a')).changeEpoch(EPOCH, epochRecord(), { clear: true })
    for (const id of ['a-b', 'ab', 'b']) {
      const store = await provider.site(id)
      const { entries } = await store.read(VERSION_ZERO, { limit: 9, waitMs: 0 })
      expect(entries.map((one) => Buffer.from(one.body).toString())).toEqual([id])
      expect((await store.positionAt(9_999))?.version).toEqual(entries[0]?.version)
    }
  })

  it('shows a journal’s entry that was changed in the folder, and an end that was taken away', async () => {
    const journalOf = async (provider: StoreProvider): Promise<Journal> => {
      const { journal: store } = await provider.site('a')
      return createJournal({ store, now: () => 1_000, hash: sha256 })
    }
    const event = { actor: { kind: 'server' }, action: 'test.noted' } as const
    const first = await openEmbeddedStores({ folder })
    const journal = await journalOf(first)
    for (let at = 0; at < 5; at++) await journal.note(event)
    expect(await journal.verify()).toMatchObject({ soundCount: 5 })
    await first.close()

    const environment = openEnvironment(folder)
    await environment.commit(() => environment.journal.removeSync(['a', 5]))
    await environment.close()
    const second = await openEmbeddedStores({ folder })
    expect((await (await journalOf(second)).verify()).broken).toEqual({ seq: 5, fault: 'cut' })
    expect(await (await journalOf(second)).note(event)).toMatchObject({ seq: 6 })
    expect((await (await journalOf(second)).verify()).broken).toEqual({ seq: 5, fault: 'gap' })
    await second.close()

    const again = openEnvironment(folder)
    const held = again.journal.get(['a', 2])
    if (!held) throw new Error('no entry')
    const body = held.body.replace('server', 'person')
    await again.commit(() => {
      again.journal.putSync(['a', 2], { ...held, body })
      again.journalHeads.removeSync(['a'])
    })
    await again.close()
    const third = await journalOf(await open())
    expect((await third.verify()).broken).toEqual({ seq: 2, fault: 'hash' })
    expect(await third.note(event)).toMatchObject({ seq: 7 })
  })

  it('refuses a folder that is a file', async () => {
    const path = join(folder, 'file')
    await writeFile(path, 'x')
    await expect(openEmbeddedStores({ folder: path })).rejects.toThrow(StoreRefused)
  })

  it('survives a write that the system cuts short: nothing answered is lost, reading goes on', async () => {
    const command = `trap '' XFSZ; ulimit -f 4096; exec "$0" --import tsx "$@"`
    const args = ['-c', command, process.execPath, WRITER, folder, '100000', '1']
    const child = spawn('sh', args, { stdio: ['ignore', 'pipe', 'ignore'] })
    held.own(child)
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    await once(child, 'close')
    const answered = output.split('\n').filter((line) => /^\d+-\d+$/.test(line))
    expect(answered.length).toBeGreaterThan(3)
    expect(output).toMatch(/^(refused full|unavailable)$/m)
    expect(output).toContain('still reads 1')
    const store = await (await open()).site('written')
    const { entries } = await store.read(VERSION_ZERO, { limit: 10_000, waitMs: 0 })
    expect(entries.map((one) => formatVersion(one.version))).toEqual(answered)
    expect(await store.append(entry())).toMatchObject({ ok: true })
  })

  it('keeps the dossiers it answered, and no more, when the system cuts a write short', async () => {
    const command = `trap '' XFSZ; ulimit -f 4096; exec "$0" --import tsx "$@"`
    const args = ['-c', command, process.execPath, WRITER, folder, '20000', '1', 'dossiers']
    const child = spawn('sh', args, { stdio: ['ignore', 'pipe', 'ignore'] })
    held.own(child)
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    await once(child, 'close')
    const answered = output.split('\n').filter((line) => line.startsWith('event '))
    expect(answered.length).toBeGreaterThan(3)
    expect(output).toMatch(/^(refused full|unavailable)$/m)
    const store = await (await open()).site('written')
    const kept = await writtenEvents(store)
    expect([...kept.keys()].map((id) => `event ${id}`).toSorted()).toEqual(answered.toSorted())
    expect((await store.dossiers.position()).sequence).toBe(kept.size * 3)
    const { event } = (await store.dossiers.read(['a-1']))[0]?.events[0] ?? {}
    if (!event) throw new Error('no event')
    const again = [{ event, receivedAt: 9, origin: 'real' }] as const
    expect(await store.dossiers.append(again, [])).toEqual({ ok: true, outcomes: ['known'] })
  })

  it('takes no room for changes of dossiers that are forgotten', async () => {
    const events = ['H1', 'H2', 'H3'].map((dossier): StoredDossierEvent => ({
      event: { type: 'resumed', id: 'a', dossier, at: 1 },
      receivedAt: 2,
      origin: 'real',
    }))
    const first = await openEmbeddedStores({ folder })
    await (await first.site('a')).dossiers.append(events.slice(0, 1), [])
    await (await first.site('a-b')).dossiers.append(events.slice(0, 1), [])
    await first.close()
    const environment = openEnvironment(folder)
    const position = { identity: 'set', sequence: KEPT_DOSSIER_CHANGES - 1 }
    await environment.commit(() => environment.dossierPositions.putSync(['a'], position))
    await environment.close()
    const second = await openEmbeddedStores({ folder })
    await (await second.site('a')).dossiers.append(events, [])
    await second.close()
    const again = openEnvironment(folder)
    const keys = [...again.dossierChanges.getKeys({})]
    await again.close()
    expect(keys).toEqual([
      ['a', KEPT_DOSSIER_CHANGES],
      ['a', KEPT_DOSSIER_CHANGES + 1],
      ['a-b', 1],
    ])
  })

  it('fails calls after it was closed', async () => {
    const provider = await open()
    const store = await provider.site('a')
    const shared = await provider.shared()
    await store.changeEpoch(undefined, epochRecord())
    await provider.close()
    await expect(store.append(entry())).rejects.toThrow(StoreUnavailable)
    await expect(store.inspect()).rejects.toThrow(StoreUnavailable)
    await expect(store.readSchema()).rejects.toThrow(StoreUnavailable)
    await expect(store.positionAt(1)).rejects.toThrow(StoreUnavailable)
    await expect(provider.site('a')).rejects.toThrow(StoreUnavailable)
    await expect(store.journal.head()).rejects.toThrow(StoreUnavailable)
    await expect(store.dossiers.position()).rejects.toThrow(StoreUnavailable)
    await expect(store.dossiers.append([], [])).rejects.toThrow(StoreUnavailable)
    await expect(store.dossiers.scan('', 9)).rejects.toThrow(StoreUnavailable)
    await expect(shared.readDocument('a')).rejects.toThrow(StoreUnavailable)
    await expect(shared.journal.head()).rejects.toThrow(StoreUnavailable)
    await expect(provider.shared()).rejects.toThrow(StoreUnavailable)
  })
})
