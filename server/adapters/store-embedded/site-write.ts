import type { Version } from '../../../protocol/version.ts'
import type { Appended } from './appended.ts'
import type { CommonEnvironment } from './environment.ts'
import { throwUnavailable } from './write-refusal.ts'

/** A durable write that answers no reason: what the disk refuses throws. Announces the entry it appended, if any. */
export type SiteWrite = <T extends { readonly appended?: Version } | object>(
  action: () => T,
) => Promise<T>

export function createSiteWrite(environment: CommonEnvironment, appended: Appended): SiteWrite {
  return async (action) => {
    appended.assertOpen()
    try {
      const result = await environment.commit(action)
      if ('appended' in result && result.appended) appended.announce()
      return result
    } catch (cause) {
      return throwUnavailable(cause)
    }
  }
}
