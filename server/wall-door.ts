import type { Server } from 'node:http'
import type { Logger } from 'pino'
import { openWallNamespace, type WallNamespace } from './adapters/socket/wall-namespace.ts'
import type { ServerConfig } from './config.ts'
import { allowedOrigins } from './core/access/origin.ts'
import type { PeopleApp } from './people.ts'
import { callerOf, type Caller } from './services/caller.ts'
import type { ServerMetrics } from './services/metrics.ts'
import { createPasses } from './services/passes.ts'
import type { SiteApp } from './site-app.ts'

/** With the second that a key may be held from before: a revoked one is cut off within 2 s. */
const RECHECK_MS = 500
const SWEEP_MS = 10 * 60_000

/** The walls' way in, and who may stay. */
export interface WallDoor {
  readonly namespace: WallNamespace
  /** Pages of these origins may connect, and act with their visitor's session. */
  readonly origins: () => ReadonlySet<string>
  /** Looks after who is connected and which sessions are over; the answer ends it. */
  readonly keepWatch: () => () => void
}

interface WallDoorParts {
  readonly httpServer: Server
  readonly apps: ReadonlyMap<string, SiteApp>
  readonly people: Pick<PeopleApp, 'door' | 'sessions'>
  readonly metrics: ServerMetrics
  readonly log: Logger
}

export function openWallDoor(config: ServerConfig, parts: WallDoorParts): WallDoor {
  const { httpServer, apps, people, metrics, log } = parts
  const isOpenRoom = ({ isLocal }: Caller): boolean =>
    config.isWallOpen || config.demo !== 'none' || isLocal
  const passes = createPasses({ door: people.door, isOpenRoom })
  const origins = (): ReadonlySet<string> => {
    const address = httpServer.address()
    const port = typeof address === 'object' && address ? address.port : config.port
    const { publicOrigins, host, tls } = config
    return allowedOrigins({ publicOrigins, host, port, isTls: tls !== undefined })
  }
  const namespace = openWallNamespace({
    httpServer,
    origins,
    maxConnections: config.maxConnections,
    site: (id) => {
      const app = apps.get(id)
      return app && { screen: app.screen, fanOut: app.fanOut }
    },
    pass({ token, ...facts }, site) {
      const caller = callerOf(facts, config.trustedProxies)
      return passes.give({ ...caller, bearer: token }, site)
    },
    monotonicNow: () => performance.now(),
    onRefused: (reason) => {
      metrics.socketRefused(reason)
      log.debug({ reason }, 'socket refused')
    },
    log,
  })
  return {
    namespace,
    origins,
    keepWatch() {
      const stopRecheck = repeat(RECHECK_MS, passes.recheck, log)
      const stopSweep = repeat(SWEEP_MS, people.sessions.sweep, log)
      return () => {
        stopRecheck()
        stopSweep()
      }
    },
  }
}

/** One after the other: a store that is slow is not asked again before it has answered. */
function repeat(everyMs: number, work: () => Promise<void>, log: Logger): () => void {
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    work()
      .catch((err: unknown) => log.warn({ err }, 'not looked after who is signed in'))
      .finally(() => {
        isBusy = false
      })
  }, everyMs)
  return () => clearInterval(timer)
}
