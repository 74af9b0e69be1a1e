import { open, type Database } from 'lmdb'
import type { SeriesName } from '../../../protocol/schema.ts'
import type { Version } from '../../../protocol/version.ts'
import type { AlarmCommit, KeptCommand, KeptText } from '../../services/alarm-store.ts'
import type { DossierPosition } from '../../services/dossier-store.ts'
import type { HistoryCursor, HistoryDay } from '../../services/history-store.ts'
import type { JournalHead, StoredJournalEntry } from '../../services/journal-store.ts'
import type { StoredDocument } from '../../services/shared-store.ts'
import type { EntryKind, EpochRecord, Lease, MetricDeclaration } from '../../services/store.ts'

/** Keys are lists of a site's id and what orders its rows; LMDB keeps them in that order. */
export type StoreKey = (string | number)[]

type Rows<T> = Database<T, StoreKey>

/** What every LMDB environment of ours holds, and the one way in which a write becomes durable. */
export interface CommonEnvironment {
  readonly folder: string
  readonly runs: Rows<Run>
  readonly epochs: Rows<EpochRecord>
  readonly leases: Rows<Lease>
  /** By number. */
  readonly journal: Rows<Omit<StoredJournalEntry, 'seq'>>
  readonly journalHeads: Rows<JournalHead>
  /** Runs `action` in a write transaction and answers when what it wrote is on the disk. */
  readonly commit: <T>(action: () => T) => Promise<T>
  /** The same at once, blocking: for opening. */
  readonly commitNow: <T>(action: () => T) => T
  /** Makes the newest commits visible to reads of this turn of the event loop. */
  readonly refresh: () => void
  readonly close: () => Promise<void>
}

/** The databases of everything but alarms. */
export interface Environment extends CommonEnvironment {
  readonly counters: Rows<Counters>
  readonly metrics: Rows<MetricDeclaration>
  /** By number. */
  readonly series: Rows<SeriesName>
  /** By name. */
  readonly numbers: Rows<number>
  readonly documents: Rows<StoredDocument>
  /** By position. */
  readonly entries: Rows<EntryRow>
  /** By time of receipt. */
  readonly index: Rows<IndexRow>
  /** By time of receipt, then position. */
  readonly keyframes: Rows<KeyframeRow>
  /** By shard. */
  readonly historyCursors: Rows<HistoryCursor>
  /** By day. */
  readonly historyDays: Rows<HistoryDay>
  readonly historyNotes: Rows<string>
  /** By day and series; open blocks also by the order in which they came. */
  readonly historyOpen: Rows<Uint8Array>
  readonly historyChunks: Rows<Uint8Array>
  readonly historyRollups: Rows<Uint8Array>
  /** By code. */
  readonly dossiers: Rows<string>
  /** Codes by the sequence of their last change. */
  readonly dossierChanges: Rows<string>
  readonly dossierPositions: Rows<DossierPosition>
  /** By unit. */
  readonly dossierReports: Rows<number>
}

/** Who uses the folder and how it was left. */
export interface Run {
  readonly pid: number
  readonly startTicks: string
  readonly bootId: string
  /** The boot since which nothing can have been lost. */
  readonly identity: string
  readonly isStopped: boolean
}

export interface Counters {
  readonly tail: Version
  /** The last entry that was trimmed. */
  readonly trimmed: Version
  /** Bytes ever appended in this epoch's stream, and how many of them were trimmed. */
  readonly bytes: number
  readonly trimmedBytes: number
  readonly revision: number
  readonly documentRevision: number
  readonly newestKeyframe: StoreKey | undefined
}

interface EntryRow {
  readonly epoch: string
  readonly kind: EntryKind
  readonly receivedAt: number
  readonly body: Uint8Array
}

interface IndexRow {
  readonly version: Version
  /** `Counters.bytes` after this entry. */
  readonly total: number
}

interface KeyframeRow {
  readonly epoch: string
  readonly body: Uint8Array
}

/** The databases of alarms: an environment of its own, with its own write lock and its own way to the disk. */
export interface AlarmEnvironment extends CommonEnvironment {
  /** By alarm. */
  readonly records: Rows<string>
  readonly points: Rows<string>
  /** One of a site. */
  readonly evaluations: Rows<Pick<EvaluationRow, 'cursor' | 'pulse'>>
  /** By id. */
  readonly commands: Rows<Omit<KeptCommand, 'id'>>
  /** By the order in which they came. */
  readonly commandOrder: Rows<{ readonly id: string; readonly at: number }>
  /** By id. */
  readonly messagePlaces: Rows<number>
  /** By place. */
  readonly messages: Rows<KeptText>
  readonly deadPlaces: Rows<number>
  readonly deadMessages: Rows<KeptText>
}

type EvaluationRow = NonNullable<AlarmCommit['evaluation']>

export function openEnvironment(folder: string): Environment {
  const { common, rows, bytes, texts } = openRoot(folder)
  return {
    ...common,
    counters: rows('counters'),
    metrics: rows('metrics'),
    series: rows('series'),
    numbers: rows('numbers'),
    documents: rows('documents'),
    entries: rows('entries'),
    index: rows('index'),
    keyframes: rows('keyframes'),
    historyCursors: rows('history-cursors'),
    historyDays: rows('history-days'),
    historyNotes: rows('history-notes'),
    historyOpen: bytes('history-open'),
    historyChunks: bytes('history-chunks'),
    historyRollups: bytes('history-rollups'),
    dossiers: texts('dossiers'),
    dossierChanges: texts('dossier-changes'),
    dossierPositions: rows('dossier-positions'),
    dossierReports: rows('dossier-reports'),
  }
}

export function openAlarmEnvironment(folder: string): AlarmEnvironment {
  const { common, rows, texts } = openRoot(folder)
  return {
    ...common,
    records: texts('records'),
    points: texts('points'),
    evaluations: rows('evaluations'),
    commands: rows('commands'),
    commandOrder: rows('command-order'),
    messagePlaces: rows('message-places'),
    messages: rows('messages'),
    deadPlaces: rows('dead-places'),
    deadMessages: rows('dead-messages'),
  }
}

function openRoot(folder: string) {
  // With batching by event turns LMDB keeps a promise of its own for each batch, and nobody handles its
  // rejection: a full disk would end the process. Every write here is a transaction anyway.
  const root = open({ path: folder, noSubdir: false, maxDbs: 32, eventTurnBatching: false })
  const rows = <T>(name: string): Rows<T> => root.openDB<T, StoreKey>({ name })
  const bytes = (name: string): Rows<Uint8Array> =>
    root.openDB<Uint8Array, StoreKey>({ name, encoding: 'binary' })
  const texts = (name: string): Rows<string> =>
    root.openDB<string, StoreKey>({ name, encoding: 'string' })
  const common: CommonEnvironment = {
    folder,
    runs: rows('runs'),
    epochs: rows('epochs'),
    leases: rows('leases'),
    journal: rows('journal'),
    journalHeads: rows('journal-heads'),
    async commit(action) {
      const committed = root.transaction(action)
      // Taken now: later it may stand for the next batch, whose failure would leave us waiting in vain.
      const flushed = new Promise<boolean>((resolve, reject) => {
        root.flushed.then(resolve, reject)
      })
      flushed.catch(() => undefined)
      const result = await committed
      await flushed
      return result
    },
    commitNow: (action) => root.transactionSync(action),
    refresh: () => root.resetReadTxn(),
    close: () => root.close(),
  }
  return { common, rows, bytes, texts }
}
