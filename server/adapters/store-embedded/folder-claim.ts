import { mkdirSync } from 'node:fs'
import { StoreRefused, type StoreFacts } from '../../services/store.ts'
import type { CommonEnvironment, Run } from './environment.ts'
import { isProcessAlive, readStartTicks } from './process-identity.ts'

export interface Claim {
  readonly identity: string
  readonly durability: StoreFacts['durability']
  /** Leaves the mark of a clean stop; it is durable when this answers. */
  readonly release: () => Promise<void>
}

const RUN_KEY = ['run']

/** Opens a folder and takes it for this process. Throws `StoreRefused` when that cannot be. */
export async function openClaimed<T extends CommonEnvironment>(
  folder: string,
  open: (folder: string) => T,
  bootId: string,
): Promise<{ readonly environment: T; readonly claim: Claim }> {
  const environment = openFolder(folder, open)
  try {
    return { environment, claim: claimFolder(environment, folder, bootId) }
  } catch (cause) {
    await environment.close()
    throw cause instanceof StoreRefused ? cause : unusable(folder, cause)
  }
}

function openFolder<T>(folder: string, open: (folder: string) => T): T {
  try {
    mkdirSync(folder, { recursive: true })
    return open(folder)
  } catch (cause) {
    throw unusable(folder, cause)
  }
}

function unusable(folder: string, cause: unknown): StoreRefused {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreRefused(
    `the data folder ${folder} cannot be used (${reason}): check DATA_DIR, that it may be written ` +
      'and that its disk is not full',
    { cause },
  )
}

/** What is closed must not touch the environment: LMDB's own words for that help nobody. */
export function guarded<T extends CommonEnvironment>(environment: T, assertOpen: () => void): T {
  return new Proxy(environment, {
    get(target, name, receiver): unknown {
      assertOpen()
      return Reflect.get(target, name, receiver)
    },
  })
}

/**
 * Takes the folder, or throws `StoreRefused` when a living one has it. The claim is
 * kept in the environment itself, whose write lock makes taking it atomic.
 */
function claimFolder(environment: CommonEnvironment, folder: string, bootId: string): Claim {
  const { runs } = environment
  // Looked at first without the write lock: a process that is frozen while it holds it must not hang us.
  refuseIfUsed(runs.get(RUN_KEY), folder, bootId)
  return environment.commitNow(() => {
    const last = runs.get(RUN_KEY)
    refuseIfUsed(last, folder, bootId)
    const { identity, durability } = judgeLastRun(last, bootId)
    const { pid } = process
    const run: Run = { pid, startTicks: readStartTicks(pid), bootId, identity, isStopped: false }
    runs.putSync(RUN_KEY, run)
    return {
      identity,
      durability,
      async release() {
        await environment.commit(() => runs.putSync(RUN_KEY, { ...run, isStopped: true }))
      },
    }
  })
}

/** After a clean stop or within one boot nothing is missing, so the identity is carried on. */
function judgeLastRun(last: Run | undefined, bootId: string): Omit<Claim, 'release'> {
  if (last === undefined) return { identity: bootId, durability: 'always' }
  if (last.isStopped) return { identity: last.identity, durability: 'clean' }
  if (last.bootId === bootId) return { identity: last.identity, durability: 'always' }
  return { identity: bootId, durability: 'may-lose' }
}

function refuseIfUsed(run: Run | undefined, folder: string, bootId: string): void {
  if (!run || run.isStopped || run.bootId !== bootId || !isProcessAlive(run.pid)) return
  if (readStartTicks(run.pid) !== run.startTicks) return
  throw new StoreRefused(
    `the data folder ${folder} is in use by process ${run.pid}: stop that process or choose another ` +
      'DATA_DIR; several processes can share a store only on Redis (REDIS_URL)',
  )
}
