import type { LeaseName, SiteStore } from '../../services/store.ts'
import { readHeldLease, type CommonRows } from './site-rows.ts'
import type { SiteWrite } from './site-write.ts'
import { throwUnavailable } from './write-refusal.ts'

const LEASE_NAMES: readonly LeaseName[] = ['feed', 'alarms']

type LeaseMethods = Pick<SiteStore, 'readLease' | 'takeLease' | 'beatLease' | 'releaseLease'>

export function createEmbeddedLeases(rows: CommonRows, write: SiteWrite): LeaseMethods {
  const { site, environment } = rows
  return {
    async readLease(name) {
      return readHeldLease(rows, name)
    },
    takeLease: (name, seen, holder) =>
      write(() => {
        const held = readHeldLease(rows, name)
        const isAsSeen =
          held?.holder === seen?.holder && held?.token === seen?.token && held?.beat === seen?.beat
        if (!isAsSeen) return { taken: false } as const
        const token = (environment.leases.get([site, name])?.token ?? 0) + 1
        environment.leases.putSync([site, name], { holder, token, beat: 0 })
        return { taken: true, token } as const
      }),
    async beatLease(name, token) {
      const { isHeld } = await write(() => {
        const held = readHeldLease(rows, name)
        if (held?.token !== token) return { isHeld: false }
        environment.leases.putSync([site, name], { ...held, beat: held.beat + 1 })
        return { isHeld: true }
      })
      return isHeld
    },
    async releaseLease(name, token) {
      await write(() => {
        const held = readHeldLease(rows, name)
        if (held?.token === token) {
          environment.leases.putSync([site, name], { ...held, holder: '' })
        }
        return {}
      })
    },
  }
}

/** Whoever held a lease when the folder was opened is dead: only one process can have it. */
export async function dropLeases(rows: CommonRows): Promise<void> {
  const { site, environment } = rows
  const held = LEASE_NAMES.filter((name) => readHeldLease(rows, name))
  if (held.length === 0) return
  try {
    await environment.commit(() => {
      for (const name of held) {
        const lease = environment.leases.get([site, name])
        if (lease) environment.leases.putSync([site, name], { ...lease, holder: '' })
      }
    })
  } catch (cause) {
    await throwUnavailable(cause)
  }
}
