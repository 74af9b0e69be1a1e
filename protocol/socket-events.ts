import type { SchemaMessage } from './schema.ts'
import type { ScreenMessage } from './screen.ts'
import type { Version } from './version.ts'

export const PROTOCOL_VERSION = 1
export const WALL_NAMESPACE = '/wall'

/** A page whose oldest unpainted frame is this old is cut. */
export const CREDIT_TIMEOUT_MS = 5_000
/** A live tile's path was proven within this time, by the wall's own monotonic timer. */
export const LIVENESS_MS = 5_000

/** The key was revoked, the session ended or the right taken: connecting again is refused until that changes. */
export const CLOSE_NOT_ALLOWED = 4003
export const CLOSE_CREDIT_OVERDUE = 4008
export const CLOSE_NODE_BEHIND = 4009

/** A channel the client wants; without epoch and version it asks for a keyframe. */
export interface ChannelRequest {
  readonly name: string
  readonly epoch?: string | undefined
  readonly version?: Version | undefined
}

/** What the client holds of the schema. */
export interface SchemaHeld {
  readonly revision: number
  readonly rows: number
}

export interface HandshakeAuth {
  readonly protocol: number
  readonly site: string
  readonly token?: string
  readonly channels: readonly ChannelRequest[]
  readonly schema?: SchemaHeld | undefined
}

/** Replaces the set of channels; a channel named with the version held goes on from there. */
export interface SubscribeMessage {
  readonly channels: readonly ChannelRequest[]
  readonly schema?: SchemaHeld | undefined
}

/** Credit and heartbeat in one. `ticks` names, per channel, the newest tick painted (hidden pages: applied). */
export interface PaintedMessage {
  readonly ticks: Readonly<Record<string, number>>
  /** The kiosk's own clock, ms since 1970, for the skew that operators see. */
  readonly paintedAt: number
  /** Script time of the last tick in ms. */
  readonly frameMs: number
  readonly heapMb?: number
  readonly hidden?: boolean
  /** Whether alarms can be heard there; absent = it is not meant to sound. */
  readonly sound?: SoundState
}

/** `audible`: its test tone came through the chain; `blocked`: the browser lets no page sound that nobody has touched; `failed`: there is nothing to sound with, or nothing came. */
export const SOUND_STATES = ['audible', 'blocked', 'failed'] as const
export type SoundState = (typeof SOUND_STATES)[number]

export type Notice =
  | {
      /** Of figures, or of what happened to alarms. */
      readonly kind: 'history-missing' | 'alarms-missing'
      /** Site times between which something may be missing. */
      readonly from: number
      readonly to: number
    }
  | { readonly kind: 'server-stopping' }
  | { readonly kind: 'configuration-refused'; readonly problems: number }

export interface ServerToWall {
  schema: (message: SchemaMessage) => void
  screen: (message: ScreenMessage) => void
  notice: (message: Notice) => void
  frame: (frame: Uint8Array) => void
}

export interface WallToServer {
  subscribe: (message: SubscribeMessage) => void
  painted: (message: PaintedMessage) => void
}
