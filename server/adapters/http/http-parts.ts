import type { Logger } from 'pino'
import type { SelfCheck } from '../../../protocol/people.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import type { AlarmDesk } from '../../services/alarm-desk.ts'
import type { AlarmFollower } from '../../services/alarm-follower.ts'
import type { AlarmKpiReader } from '../../services/alarm-kpis.ts'
import type { Drill } from '../../services/drill.ts'
import type { Announcements } from '../../services/announcements.ts'
import type { ManualReadings } from '../../services/manual-readings.ts'
import type { FeedView } from '../../services/feed-view.ts'
import type { Ingest } from '../../services/ingest-port.ts'
import type { DossierSite } from '../../services/dossier-views.ts'
import type { Accounts } from '../../services/accounts.ts'
import type { Door } from '../../services/door.ts'
import type { Journal } from '../../services/journal.ts'
import type { Keys } from '../../services/keys.ts'
import type { Note } from '../../services/note.ts'
import type { OidcSignIn } from '../../services/oidc-sign-in.ts'
import type { OwnAccount } from '../../services/own-account.ts'
import type { People } from '../../services/people.ts'
import type { HistorySite } from '../../services/past-steps.ts'
import type { Rates } from '../../services/rates.ts'
import type { Registers } from '../../services/registers.ts'
import type { Replay } from '../../services/replay.ts'
import type { Sessions } from '../../services/sessions.ts'
import type { SignIn } from '../../services/sign-in.ts'
import type { Shifts } from '../../services/shifts.ts'
import type { SiteClock } from '../../services/site-clock.ts'
import type { WatchDesk } from '../../services/watch-desk.ts'

export type JournalReader = Pick<Journal, 'read'>

/** What HTTP needs of a site's alarms. */
export interface HttpAlarms {
  readonly desk: AlarmDesk
  readonly follower: Pick<AlarmFollower, 'book' | 'head' | 'epoch' | 'isStoreSound' | 'pulse'>
  readonly journal: JournalReader
  readonly watchDesk: WatchDesk
  readonly shifts: Shifts
  readonly kpis: AlarmKpiReader
  readonly drill: Drill
}

/** What HTTP needs to know of a site. */
export interface HttpSite extends HistorySite, DossierSite {
  readonly clock: Pick<SiteClock, 'now'>
  /** Sites whose figures this one takes over on an ISO date. */
  readonly children: (date: string) => readonly (HistorySite & DossierSite)[]
  readonly feed: Pick<FeedView, 'state' | 'schema' | 'epoch' | 'health'>
  readonly ingest: Ingest
  readonly keys: Pick<Keys, 'create' | 'list' | 'revoke'>
  readonly alarms: HttpAlarms
  readonly announcements: Pick<Announcements, 'current' | 'enter'>
  readonly readings: ManualReadings
  readonly journal: JournalReader
  /** Writes to the site's journal. */
  readonly note: Note
  readonly screen: () => ScreenMessage
  readonly replay: Replay
}

/** People and how they come in. */
export interface PeopleParts {
  readonly door: Door
  readonly people: Pick<People, 'find'>
  readonly sessions: Pick<Sessions, 'find' | 'list' | 'end' | 'endOf' | 'confirm'>
  readonly signIn: SignIn
  readonly ownAccount: OwnAccount
  readonly accounts: Accounts
  /** The installation's own. */
  readonly journal: JournalReader
  /** Writes to it. */
  readonly note: Note
  /** Where people sign in with the organisation's own service. */
  readonly oidc?: OidcSignIn | undefined
}

export interface HttpParts extends PeopleParts {
  readonly sites: ReadonlyMap<string, HttpSite>
  /** The build that is running, so that a wall can see it is older than its server. */
  readonly build: string
  readonly isDemo: boolean
  /** WALL_ACCESS=open: what is shown may be read by anybody. */
  readonly isWallOpen: boolean
  /** Reverse proxies in front whose forwarding headers are believed. */
  readonly trustedProxies: number
  readonly rates: Rates
  readonly registers: Registers
  readonly selfCheck: () => Promise<readonly SelfCheck[]>
  readonly metricsText: () => Promise<{ readonly contentType: string; readonly text: string }>
  /** Pages of these origins may act with their visitor's session. */
  readonly origins: () => ReadonlySet<string>
  /** The server's steady clock, ms since 1970. */
  readonly now: () => number
  readonly monotonicNow: () => number
  readonly log: Logger
  readonly folders: { readonly display: string; readonly maps: string; readonly config: string }
}
