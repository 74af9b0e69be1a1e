import type { SiteStore } from '../../services/store.ts'
import { listOf, numberOf, textOf } from './replies.ts'
import type { SiteCalls } from './site-calls.ts'

type LeaseMethods = Pick<SiteStore, 'readLease' | 'takeLease' | 'beatLease' | 'releaseLease'>

export function createRedisLeases(calls: SiteCalls): LeaseMethods {
  return {
    async readLease(name) {
      const reply = await calls.ask('read_lease', [name])
      if (reply === null) return undefined
      const [holder, token, beat] = listOf(reply)
      return { holder: textOf(holder), token: numberOf(token), beat: numberOf(beat) }
    },
    async takeLease(name, seen, holder) {
      const held = seen ? ['1', seen.holder, String(seen.token), String(seen.beat)] : ['0']
      const token = numberOf(await calls.write('take_lease', [name, holder, ...held]))
      return token > 0 ? { taken: true, token } : { taken: false }
    },
    async beatLease(name, token) {
      return numberOf(await calls.write('beat_lease', [name, String(token)])) === 1
    },
    async releaseLease(name, token) {
      await calls.write('release_lease', [name, String(token)])
    },
  }
}
