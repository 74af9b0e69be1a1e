import { spawn } from 'node:child_process'
import { EmbeddedFolder, endProcess } from '../../testing/embedded-folder.ts'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_CHAIN } from '../../core/journal/chain.ts'
import { StoreRefused, StoreUnavailable } from '../../services/store.ts'
import {
  alarmCommit,
  beginAlarms,
  linksAfter,
  takeAlarmLease,
  wholeCommit,
  wholeCommitsIn,
} from '../../testing/build-alarm-commit.ts'
import { appendTo, epochRecord } from '../../testing/stores-under-test.ts'
import { openEmbeddedStores, type EmbeddedStoresOptions } from './embedded-stores.ts'
import { openAlarmEnvironment, type Run } from './environment.ts'
import { readBootId } from './process-identity.ts'

const WRITER = join(import.meta.dirname, '../../testing/embedded-writer.ts')

const ENVIRONMENT = pathToFileURL(join(import.meta.dirname, 'environment.ts')).href

/** Stands still within a write to the folder's environment until it is told to go on. */
const HOLD_LOCK = `
  const [where, folder] = process.argv.slice(-2)
  const { openEnvironment } = await import(where)
  const environment = openEnvironment(folder)
  environment.commitNow(() => {
    process.stdout.write('held')
    process.kill(process.pid, 'SIGSTOP')
  })
  await environment.close()
`

describe('the alarms of the embedded store', () => {
  let folder: string
  let held: EmbeddedFolder
  beforeEach(async () => {
    held = await EmbeddedFolder.make()
    folder = held.path
  })
  afterEach(() => held.remove())

  const open = (options?: Partial<EmbeddedStoresOptions>) => held.open(options)

  function commitsIn(output: string): readonly string[] {
    const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n')
    return lines.filter((line) => line.startsWith('commit ')).map((line) => line.slice(7))
  }

  function startWriter(bodyBytes: number, command: string, ...args: readonly string[]) {
    const child = spawn(command, [...args, folder, String(bodyBytes), '8', 'alarms'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    held.own(child)
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    return { child, output: () => output }
  }

  it('are all there that were answered when their process was killed amidst, and no half of a commit', async () => {
    const answered: string[] = []
    for (let round = 0; round < 3; round++) {
      const { child, output } = startWriter(100, process.execPath, '--import', 'tsx', WRITER)
      while (commitsIn(output()).length < 20 + 15 * round) {
        if (child.exitCode !== null) throw new Error('the writer ended')
        await pause(10)
      }
      await endProcess(child)
      answered.push(...commitsIn(output()))
      const provider = await openEmbeddedStores({ folder })
      const store = await provider.alarms('written')
      expect(await store.inspect()).toMatchObject({ durability: 'always' })
      expect(await store.lease.readLease('alarms')).toBeUndefined()
      const { whole, halves } = await wholeCommitsIn(store)
      await provider.close()
      expect(halves).toEqual([])
      expect(new Set(whole).size).toBe(whole.length)
      expect(answered.filter((number) => !whole.includes(number))).toEqual([])
    }
  })

  it('keep what was answered, and no half of the rest, when the system cuts a write short', async () => {
    const command = `trap '' XFSZ; ulimit -f 4096; exec "$0" --import tsx "$@"`
    const { child, output } = startWriter(20_000, 'sh', '-c', command, process.execPath, WRITER)
    await once(child, 'close')
    expect(output()).toMatch(/^(refused full|unavailable)$/m)
    const answered = commitsIn(output())
    expect(answered.length).toBeGreaterThan(3)
    const store = await (await open()).alarms('written')
    const { whole, halves } = await wholeCommitsIn(store)
    expect(halves).toEqual([])
    expect(whole.toSorted()).toEqual(answered.toSorted())
    const { head } = await store.loadRecords()
    expect(await store.commit(wholeCommit(head, 'more', await takeAlarmLease(store)))).toEqual({
      ok: true,
    })
  })

  it('have a folder of their own, which one process uses', async () => {
    const alarmFolder = join(folder, 'apart')
    const first = await open({ folder: join(folder, 'one'), alarmFolder })
    await beginAlarms(await first.alarms('a'))
    const second = openEmbeddedStores({ folder: join(folder, 'two'), alarmFolder })
    await expect(second).rejects.toThrow(StoreRefused)
    await expect(second).rejects.toThrow(`${alarmFolder} is in use by process ${process.pid}`)
    const third = await open({ folder: join(folder, 'two') })
    expect((await (await third.alarms('a')).inspect()).record).toBeUndefined()
  })

  it('leave the other folder free when theirs cannot be used', async () => {
    const alarmFolder = join(folder, 'file')
    await writeFile(alarmFolder, 'x')
    const refused = openEmbeddedStores({ folder: join(folder, 'store'), alarmFolder })
    await expect(refused).rejects.toThrow(StoreRefused)
    const provider = await open({ folder: join(folder, 'store') })
    expect((await (await provider.site('a')).inspect()).durability).toBe('clean')
  })

  it('say by themselves how they were left', async () => {
    await mkdir(join(folder, 'alarms'))
    const environment = openAlarmEnvironment(join(folder, 'alarms'))
    const run: Run = { pid: 1, startTicks: '', bootId: 'old', identity: 'old', isStopped: false }
    await environment.commit(() => environment.runs.putSync(['run'], run))
    await environment.close()
    const provider = await open({ bootId: readBootId(Date.now()) })
    expect((await (await provider.alarms('a')).inspect()).durability).toBe('may-lose')
    expect((await (await provider.site('a')).inspect()).durability).toBe('always')
  })

  it('are committed while somebody holds the write lock of the figures', async () => {
    const provider = await open()
    const [store, figures] = [await provider.alarms('a'), await provider.site('a')]
    await beginAlarms(store)
    await figures.changeEpoch(undefined, epochRecord())
    const holder = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', HOLD_LOCK, ENVIRONMENT, folder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    held.own(holder)
    await once(holder.stdout, 'data')
    let isAppended = false
    const appending = appendTo(figures).then(() => (isAppended = true))
    for (let at = 1; at <= 5; at++) {
      const { head } = await store.loadRecords()
      const links = linksAfter(head, [`${at}`])
      expect(await store.commit(alarmCommit(head, { links }))).toEqual({ ok: true })
    }
    expect(isAppended).toBe(false)
    // Again and again: it says that it holds the lock a moment before it stops, and may not have stopped yet.
    const waking = setInterval(() => holder.kill('SIGCONT'), 20)
    expect(await appending.finally(() => clearInterval(waking))).toBe(true)
  })

  it('fail after they were closed, also those who wait', async () => {
    const provider = await open()
    const store = await provider.alarms('a')
    await beginAlarms(store)
    const waiting = store.follow({ after: 0, limit: 1, waitMs: 600_000 })
    const ended = expect(waiting).rejects.toThrow(StoreUnavailable)
    await provider.close()
    await ended
    const order = alarmCommit(EMPTY_CHAIN, { records: [{ id: 'a', text: 'x' }] })
    await expect(store.commit(order)).rejects.toThrow(StoreUnavailable)
    await expect(store.loadRecords()).rejects.toThrow(StoreUnavailable)
    await expect(store.readPulse()).rejects.toThrow(StoreUnavailable)
    await expect(store.journal.head()).rejects.toThrow(StoreUnavailable)
    await expect(store.lease.readLease('alarms')).rejects.toThrow(StoreUnavailable)
    await expect(store.waitingMessages(1)).rejects.toThrow(StoreUnavailable)
    await expect(provider.alarms('a')).rejects.toThrow(StoreUnavailable)
  })

  it('refuse a name that is no site’s', async () => {
    const provider = await open()
    await expect(provider.alarms('a}b')).rejects.toThrow(/site id/)
  })
})
