import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { Server, type Namespace } from 'socket.io'
import * as parser from '../../../protocol/packet-parser.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import { EVENT_ACTIONS } from '../../../protocol/access.ts'
import {
  CLOSE_NOT_ALLOWED,
  PROTOCOL_VERSION,
  WALL_NAMESPACE,
  type Notice,
  type PaintedMessage,
  type ServerToWall,
  type SubscribeMessage,
  type WallToServer,
} from '../../../protocol/socket-events.ts'
import { isOriginAllowed } from '../../core/access/origin.ts'
import { createTokenBucket } from '../../core/access/token-bucket.ts'
import type { Client, WallConnection } from '../../services/client-roll.ts'
import type { RequestFacts } from '../../services/caller.ts'
import type { FeedLog } from '../../services/feed-ports.ts'
import type { Pass } from '../../services/passes.ts'
import { handshakeAuth, readPainted, subscribeMessage } from './messages.ts'
import { readPaintedPacket } from './painted-packet.ts'
import {
  intercept,
  SocketConnection,
  type SocketData,
  type WallSocket,
} from './socket-connection.ts'
import { websocketFrame } from './websocket-frame.ts'

const PING_INTERVAL_MS = 3_000
const PING_TIMEOUT_MS = 4_000
const HANDSHAKE_MS = 4_000
const MAX_MESSAGE_BYTES = 64_000
const MESSAGES_PER_SECOND = 100
const SUBSCRIPTIONS_PER_SECOND = 2
const SUBSCRIPTION_BURST = 20

/** One site, as its walls reach it. */
export interface WallSite {
  readonly screen: () => ScreenMessage
  readonly fanOut: {
    readonly join: (connection: WallConnection, request: SubscribeMessage) => Client
    readonly leave: (client: Client) => void
    readonly fellSilent: (client: Client) => void
    readonly subscribe: (client: Client, message: SubscribeMessage) => void
    readonly painted: (client: Client, message: PaintedMessage) => void
  }
}

export interface WallNamespaceParts {
  readonly httpServer: HttpServer
  /** Asked anew for each handshake: the port may be known only after listening. */
  readonly origins: () => ReadonlySet<string>
  readonly maxConnections: number
  readonly site: (id: string) => WallSite | undefined
  /** Whether a wall of the site may be shown to whoever connects; the pass is kept true while it lasts. */
  readonly pass: (
    facts: RequestFacts & { readonly token: string | undefined },
    site: string,
  ) => Promise<Pass | undefined>
  readonly monotonicNow: () => number
  readonly onRefused: (reason: 'origin' | 'full' | 'auth' | 'flood') => void
  readonly log: FeedLog
}

export interface WallNamespace {
  /** Sends one frame, framed once, on each connection's ordered path. */
  readonly sendFrame: (connections: readonly WallConnection[], frame: Uint8Array) => void
  /** Tells every wall of a site what it must show now. */
  readonly announceScreen: (site: string) => void
  /** How many problems keep the files’ configuration from being taken: told to every wall now and with each screen, until there are none. */
  readonly refuseConfiguration: (problems: number) => void
  /** What was told last. */
  readonly configurationProblems: () => number
  readonly close: () => Promise<void>
}

/** Opens the namespace `/wall`. */
export function openWallNamespace(parts: WallNamespaceParts): WallNamespace {
  const io = new Server<WallToServer, ServerToWall>(parts.httpServer, {
    transports: ['websocket'],
    parser,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    connectTimeout: HANDSHAKE_MS,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    allowRequest: (request, decide) => admit(parts, io, request, decide),
  })
  const wall = io.of(WALL_NAMESPACE) as unknown as Namespace<
    WallToServer,
    ServerToWall,
    Record<string, never>,
    SocketData
  >
  wall.use((socket, next) => {
    authorise(parts, socket).then(
      (refusal) => next(refusal === undefined ? undefined : new Error(refusal)),
      (error: unknown) => next(error instanceof Error ? error : new Error('refused')),
    )
  })
  let refused: Notice | undefined
  const tellScreen: TellScreen = (to, screen) => {
    to.emit('screen', screen)
    if (refused) to.emit('notice', refused)
  }
  wall.on('connection', (socket) => connect(parts, socket, tellScreen))
  return {
    sendFrame(connections, frame) {
      const framed = [websocketFrame(frame)] as const
      for (const connection of connections) {
        if (connection instanceof SocketConnection) connection.frame(framed)
      }
    },
    announceScreen(id) {
      const site = parts.site(id)
      if (site) tellScreen(wall.to(id), site.screen())
    },
    refuseConfiguration(problems) {
      refused = problems > 0 ? { kind: 'configuration-refused', problems } : undefined
      if (refused) wall.emit('notice', refused)
    },
    configurationProblems: () => (refused?.kind === 'configuration-refused' ? refused.problems : 0),
    close: () => io.close(),
  }
}

function admit(
  parts: WallNamespaceParts,
  io: Server,
  request: IncomingMessage,
  decide: (problem: string | null | undefined, isAllowed: boolean) => void,
): void {
  const { origin } = request.headers
  if (!isOriginAllowed(origin, parts.origins())) {
    parts.onRefused('origin')
    parts.log.warn({ origin }, 'socket refused: origin not listed, see PUBLIC_ORIGIN')
    decide('origin not allowed', false)
  } else if (io.engine.clientsCount >= parts.maxConnections) {
    parts.onRefused('full')
    decide('too many connections', false)
  } else decide(null, true)
}

/** Answers the reason of a refusal, or undefined. */
async function authorise(
  parts: WallNamespaceParts,
  socket: WallSocket,
): Promise<string | undefined> {
  const auth = handshakeAuth.safeParse(socket.handshake.auth)
  if (!auth.success) return refuse(parts, 'malformed handshake')
  const { protocol, site, token } = auth.data
  if (protocol !== PROTOCOL_VERSION) return refuse(parts, 'protocol version not spoken')
  if (!parts.site(site)) return refuse(parts, 'unknown site')
  const { address: peer, headers } = socket.handshake
  const isTls = (socket.request.socket as Partial<TLSSocket>).encrypted === true
  const pass = await parts.pass({ peer, headers, isTls, token }, site)
  if (!pass) return refuse(parts, 'not allowed')
  socket.conn.once('close', pass.giveBack)
  socket.data.siteId = site
  socket.data.pass = pass
  return undefined
}

function refuse(parts: WallNamespaceParts, reason: string): string {
  parts.onRefused('auth')
  return reason
}

/** What a wall must show, and with it what it must know of its configuration. */
type TellScreen = (
  to: Pick<WallSocket | ReturnType<WallSocket['to']>, 'emit'>,
  screen: ScreenMessage,
) => void

function connect(parts: WallNamespaceParts, socket: WallSocket, tellScreen: TellScreen): void {
  const site = parts.site(socket.data.siteId)
  const auth = handshakeAuth.safeParse(socket.handshake.auth)
  if (!site || !auth.success) {
    socket.disconnect(true)
    return
  }
  const { fanOut } = site
  void socket.join(socket.data.siteId)
  tellScreen(socket, site.screen())
  const connection = new SocketConnection(socket)
  const { channels, schema } = auth.data
  const client = fanOut.join(connection, { channels, schema })
  const messages = createTokenBucket(MESSAGES_PER_SECOND, MESSAGES_PER_SECOND)
  const subscriptions = createTokenBucket(SUBSCRIPTIONS_PER_SECOND, SUBSCRIPTION_BURST)
  const { pass } = socket.data
  const may = (event: keyof WallToServer): boolean => pass.may(EVENT_ACTIONS[event])
  const painted = (message: PaintedMessage): void => {
    if (may('painted')) fanOut.painted(client, message)
  }
  pass.onRevoked(() => connection.close(CLOSE_NOT_ALLOWED))
  intercept(socket, (data, isBinary) => {
    if (!messages.take(parts.monotonicNow())) {
      cutFlood(parts, socket)
      return true
    }
    const read = isBinary ? undefined : readPaintedPacket(data)
    if (read) painted(read)
    return read !== undefined
  })
  socket.on('painted', (message: unknown) => {
    const read = readPainted(message)
    if (read) painted(read)
  })
  socket.on('subscribe', (message: unknown) => {
    if (!subscriptions.take(parts.monotonicNow())) return cutFlood(parts, socket)
    const read = subscribeMessage.safeParse(message)
    if (read.success && may('subscribe')) fanOut.subscribe(client, read.data)
  })
  socket.on('disconnect', (reason) => {
    if (reason === 'ping timeout') fanOut.fellSilent(client)
    else fanOut.leave(client)
  })
}

function cutFlood(parts: WallNamespaceParts, socket: WallSocket): void {
  parts.onRefused('flood')
  socket.disconnect(true)
}
