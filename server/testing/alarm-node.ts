import { setTimeout as pause } from 'node:timers/promises'
import type { AlarmSiteEvent } from '../core/alarms/events.ts'
import { DEFAULT_MAX_SHELF_MS } from '../core/alarms/rule.ts'
import { createAlarmDesk, type AlarmDesk } from '../services/alarm-desk.ts'
import { createAlarmKpis, type AlarmKpiReader } from '../services/alarm-kpis.ts'
import { AlarmFollower } from '../services/alarm-follower.ts'
import type { AlarmStore } from '../services/alarm-store.ts'
import { createAlarmWriter, type AlarmWriter } from '../services/alarm-writer.ts'
import { createDrill, type Drill } from '../services/drill.ts'
import { createEpochKeeper } from '../services/epoch-keeper.ts'
import { sha256 } from '../services/sha256.ts'
import { createShifts, type Shifts } from '../services/shifts.ts'
import { createWatchDesk, type WatchDesk } from '../services/watch-desk.ts'

/** One node's way of alarms, without rules: what is raised is raised by the test. */
export interface AlarmNode {
  readonly follower: AlarmFollower
  readonly writer: AlarmWriter
  readonly desk: AlarmDesk
  readonly watchDesk: WatchDesk
  readonly shifts: Shifts
  readonly kpis: AlarmKpiReader
  readonly drill: Drill
  /** Writes events as they are. */
  readonly happen: (events: readonly AlarmSiteEvent[]) => Promise<void>
  readonly stop: () => Promise<void>
}

const SILENT = { warn: () => undefined, info: () => undefined }

export async function startAlarmNode(
  store: AlarmStore,
  clock: { readonly now: () => number } = { now: () => 1_000_000 },
): Promise<AlarmNode> {
  const monotonicNow = (): number => performance.now()
  let epochs = 0
  const follower = new AlarmFollower({
    store,
    epochs: createEpochKeeper({
      store: { ...bound(store), newestKeyframe: () => Promise.resolve(undefined) },
      kind: 'redis',
      now: clock.now,
      newEpoch: () => String(++epochs).padStart(16, 'e'),
      log: SILENT,
    }),
    monotonicNow,
    sleep: async (ms) => void (await pause(ms)),
    log: SILENT,
  })
  await follower.start()
  const { now } = clock
  const parts = { store, follower, wallNow: now, monotonicNow, hash: sha256 }
  const writer = createAlarmWriter({ ...parts, sleep: async (ms) => void (await pause(ms)) })
  const desk = createAlarmDesk({
    store,
    writer,
    refresh: (timeoutMs) => follower.catchUp(timeoutMs),
    alarm: (id) => follower.book().get(id),
    rule: () => ({ maxShelfMs: DEFAULT_MAX_SHELF_MS }),
    now,
    monotonicNow,
  })
  return {
    follower,
    writer,
    desk,
    watchDesk: createWatchDesk({ store, writer, follower, now, monotonicNow }),
    shifts: createShifts({ journal: store.journal, follower }),
    drill: createDrill(store.journal),
    kpis: createAlarmKpis({ journal: store.journal, follower, now }),
    async happen(events) {
      const draft = { events, commands: [], messages: [] }
      const written = await writer.write(() => draft, monotonicNow() + 5_000)
      if (!written?.ok) throw new Error('not written')
    },
    stop: () => follower.stop(),
  }
}

/** Methods of a class are not members of its instances. */
function bound(store: AlarmStore) {
  return {
    site: store.site,
    inspect: () => store.inspect(),
    changeEpoch: (...order: Parameters<AlarmStore['changeEpoch']>) => store.changeEpoch(...order),
  }
}
