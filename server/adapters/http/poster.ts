import type { Origin } from '../../../protocol/sample.ts'
import { postLimitOf, type PostLimit } from '../../core/access/post-limit.ts'
import type { SiteVisit } from './admission.ts'

/** Who posts: its id keeps idempotency keys of different posters apart. */
export interface Poster {
  readonly kind: 'key' | 'person'
  readonly id: string
  readonly origin: Origin
  readonly limit: PostLimit | undefined
}

export function posterOf({ asker, site }: SiteVisit): Poster {
  const { principal } = asker
  const { id, metrics } = site.site()
  switch (principal.kind) {
    case 'key': {
      const limit = principal.limits && postLimitOf(principal, id, metrics)
      const origin = principal.isDemo ? 'simulated' : 'real'
      return { kind: 'key', id: `key ${principal.id}`, origin, limit }
    }
    case 'person': {
      const limit = postLimitOf(principal, id, metrics)
      const origin = principal.isDemo ? 'simulated' : 'manual'
      return { kind: 'person', id: `person ${principal.id}`, origin, limit }
    }
    case 'nobody':
      throw new Error('nobody was let in to post')
  }
}
