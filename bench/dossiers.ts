import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises'
import type { DossierEvent, DossierReceived } from '../protocol/dossiers.ts'
import { openEmbeddedStores } from '../server/adapters/store-embedded/embedded-stores.ts'
import { foldDossier } from '../server/core/dossiers/fold.ts'
import { heatmapOf } from '../server/core/dossiers/heatmap.ts'
import { viewOf } from '../server/core/dossiers/view.ts'
import type { DossierBook } from '../server/core/dossiers/book.ts'
import { DossierKeeper } from '../server/services/dossier-keeper.ts'
import { buildUnit } from '../server/testing/build-site.ts'
import { buildBook, buildDossierSite } from '../server/testing/dossier-rules.ts'
import { interleave, resultOf, timeOf, type Effort, type Result } from './measure.ts'

const section = 'dossiers'
const UNITS = 94
const FIELDS = ['land', 'civil-status', 'construction', 'certification', 'business', 'social']
const PROCEDURES = 20
const CHANNELS = ['in-person', 'online', 'post'] as const
const HOUR = 3_600_000
const NOW = Date.parse('2025-10-27T10:00:00+07:00')
const SIZES = [1_000, 10_000, 100_000, 1_000_000]
const EVENTS_PER_ROUND = 2_000
const APPENDED_TOGETHER = 1_000
const QUIET = { info: () => undefined, warn: () => undefined }

/** What dossiers cost by how many there are: nothing but memory and start-up may grow with it. */
export async function benchDossiers(effort: Effort): Promise<readonly Result[]> {
  const sizes = SIZES.slice(0, effort.pick(4, 3))
  const books = new Map(sizes.map((size) => [size, filledBook(size)]))
  const rounds = effort.pick(9, 3)
  const events = await bySize(books, rounds, eventCost)
  const passing = await bySize(books, rounds, passingCost)
  const heatmaps = await bySize(books, rounds, ({ book }) => heatmapCost(book))
  const smallest = sizes[0] ?? 0
  const grown = sizes.slice(1)
  return [
    ...grown.flatMap((size) => [
      rowOf(
        `an event of ${named(size)} open dossiers, folded and counted`,
        'µs',
        events,
        size,
        smallest,
      ),
      rowOf(`a threshold crossed by time, ${named(size)} open`, 'µs', passing, size, smallest),
      rowOf(`heatmap of 94 units × 6 fields, ${named(size)} open`, 'ms', heatmaps, size, smallest),
    ]),
    ...(await startUp(sizes)),
  ]
}

interface Filled {
  readonly book: DossierBook
  readonly size: number
  next: number
}

function filledBook(size: number): Filled {
  const book = buildBook(NOW, citySite())
  for (let number = 0; number < size; number++) put(book, [receptionOf(number)])
  return { book, size, next: size }
}

function citySite() {
  const units = Array.from({ length: UNITS }, (_, index) => buildUnit(`u${index}`))
  return buildDossierSite({
    units: [{ code: 'root', name: { vi: '', en: '' }, kind: 'city', validity: {} }, ...units],
  })
}

/** Received within the 40 working days before now, so that about a quarter is overdue. */
function receptionOf(number: number): DossierReceived {
  const back = (number * 7_919) % (40 * 24)
  return {
    id: 'received',
    dossier: `H48.${String(number % 97)}-251027-${number}`,
    type: 'received',
    at: NOW - back * HOUR - (number % 3_600) * 1_000,
    unit: `u${number % UNITS}`,
    field: FIELDS[number % FIELDS.length] ?? '',
    procedure: `p${number % PROCEDURES}`,
    channel: CHANNELS[number % CHANNELS.length],
    limit: { workingDays: 5 + (number % 40) },
  }
}

function put(book: DossierBook, events: readonly DossierEvent[]): void {
  book.set(events[0]?.dossier ?? '', foldDossier(events, book.rules.catalogue))
}

/** One comes in, one that is there is completed: the number of open ones stays. */
function eventCost(filled: Filled): number {
  const { book } = filled
  const startedAt = performance.now()
  for (let turn = 0; turn < EVENTS_PER_ROUND / 2; turn++) {
    const number = filled.next++
    put(book, [receptionOf(number)])
    const first = receptionOf(number - filled.size)
    put(book, [first, { ...first, id: 'c', type: 'completed', at: NOW - 1_000 } as DossierEvent])
  }
  return (1_000 * (performance.now() - startedAt)) / EVENTS_PER_ROUND
}

/** Time goes on until a number of dossiers has moved. */
function passingCost({ book }: Filled): number {
  let moved = 0
  let now = book.now
  const before = book.revision
  const startedAt = performance.now()
  while (moved < EVENTS_PER_ROUND && book.changesAt !== Infinity) {
    now = Math.max(now, book.changesAt)
    book.advance(now, EVENTS_PER_ROUND)
    moved = book.revision - before
  }
  const elapsedMs = performance.now() - startedAt
  return (1_000 * elapsedMs) / Math.max(1, moved)
}

function heatmapCost(book: DossierBook): number {
  const axes = { rows: 'unit', columns: 'field' } as const
  return timeOf(20, () => {
    heatmapOf([viewOf(book, book.counts, book.now)], { measure: 'overdue', axes, filter: {} })
  })
}

async function bySize(
  books: ReadonlyMap<number, Filled>,
  rounds: number,
  cost: (filled: Filled) => number,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const sides = Object.fromEntries(
    [...books].map(([size, filled]) => [String(size), () => cost(filled)]),
  )
  const measured = await interleave(rounds, sides)
  return new Map(Object.entries(measured).map(([size, values]) => [Number(size), values]))
}

function rowOf(
  what: string,
  unit: string,
  values: ReadonlyMap<number, readonly number[]>,
  size: number,
  smallest: number,
): Result {
  const reference = { name: `${named(smallest)} open`, values: values.get(smallest) ?? [] }
  return resultOf({ section, what, unit, ours: values.get(size) ?? [], reference })
}

function named(size: number): string {
  return size.toLocaleString('en')
}

/** From an embedded store on disk to a book that answers. */
async function startUp(sizes: readonly number[]): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const size of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'iocwall-bench-'))
    try {
      results.push(await startUpOf(folder, size))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return results
}

async function startUpOf(folder: string, size: number): Promise<Result> {
  const stores = await openEmbeddedStores({ folder })
  try {
    const { dossiers } = await stores.site('city')
    for (let begin = 0; begin < size; begin += APPENDED_TOGETHER) {
      const count = Math.min(APPENDED_TOGETHER, size - begin)
      const events = Array.from({ length: count }, (_, index) => receptionOf(begin + index))
      await dossiers.append(
        events.map((event) => ({ event, receivedAt: event.at, origin: 'real' as const })),
        [],
      )
    }
    const startedAt = performance.now()
    const site = citySite()
    const clock = { now: () => NOW }
    const parts = { site: () => site, epoch: () => '', store: dossiers, clock, breathe, log: QUIET }
    const keeper = new DossierKeeper(parts)
    keeper.start()
    while (keeper.held()?.book.size !== size) await pause(5)
    const elapsedMs = performance.now() - startedAt
    await keeper.stop()
    return resultOf({
      section,
      what: `start-up with ${named(size)} open dossiers, from the embedded store to answers`,
      unit: 's',
      ours: [elapsedMs / 1_000],
    })
  } finally {
    await stores.close()
  }
}
