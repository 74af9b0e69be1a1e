import type { JournalDetail } from '../core/journal/entry.ts'
import type { Hash } from '../core/journal/chain.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedLog } from './feed-ports.ts'
import type { Note } from './note.ts'

/** What the server itself writes into journals. None of it ever fails: what cannot be noted is logged. */
export interface ServerNotes {
  /** With the configurations that it has begun with. */
  readonly started: (sites: readonly Site[]) => Promise<void>
  /** Notes nothing where `started` did not come first. */
  readonly stopped: () => Promise<void>
  /** A configuration takes effect; the same one after itself is not noted again. */
  readonly configurationLoaded: (site: Site) => Promise<void>
  /** A changed configuration is refused, for every site; the same problems after themselves are not noted again. */
  readonly configurationRefused: (problems: readonly object[]) => Promise<void>
}

export interface ServerNotesParts {
  /** Writes to the installation's journal. */
  readonly note: Note
  readonly sites: ReadonlyMap<string, { readonly note: Note }>
  /** Different for every start of every process. */
  readonly node: string
  /** Of the machine. */
  readonly hostName: string
  readonly version: string
  readonly store: 'redis' | 'embedded'
  readonly hash: Hash
  readonly log: Pick<FeedLog, 'warn'>
}

const MAX_NAME = 100

export function createServerNotes(parts: ServerNotesParts): ServerNotes {
  const { node, version, store, hash, log } = parts
  const actor = { kind: 'server', id: node, name: parts.hostName.slice(0, MAX_NAME) } as const
  const lastOfSite = new Map<string, string>()
  let isStarted = false

  async function tell(
    note: Note,
    action: string,
    detail: JournalDetail,
    site?: string,
  ): Promise<boolean> {
    try {
      await note({ actor, action, site, detail: { ...detail, node } })
      return true
    } catch (error) {
      log.warn({ err: error, action, site }, 'not noted in the journal')
      return false
    }
  }

  async function tellSite(id: string, action: string, state: string, detail: JournalDetail) {
    const note = parts.sites.get(id)?.note
    const told = `${action} ${state}`
    if (!note || lastOfSite.get(id) === told) return
    lastOfSite.set(id, told)
    const isNoted = await tell(note, action, detail, id)
    if (!isNoted && lastOfSite.get(id) === told) lastOfSite.delete(id)
  }

  const configurationLoaded: ServerNotes['configurationLoaded'] = async (site) => {
    const content = hash(JSON.stringify(site))
    await tellSite(site.id, 'configuration.loaded', content, { content })
  }

  return {
    async started(sites) {
      isStarted = true
      await tell(parts.note, 'server.started', { version, store })
      await Promise.all(sites.map(configurationLoaded))
    },
    async stopped() {
      if (isStarted) await tell(parts.note, 'server.stopped', { version, store })
    },
    configurationLoaded,
    async configurationRefused(problems) {
      const state = hash(JSON.stringify(problems))
      const detail = { problems: problems.length }
      await Promise.all(
        [...parts.sites.keys()].map((id) => tellSite(id, 'configuration.refused', state, detail)),
      )
    },
  }
}
