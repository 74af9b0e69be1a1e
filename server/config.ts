import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { oidcOf, oidcVariables, type OidcConfig } from './oidc-config.ts'
import type { SessionLimits } from './core/access/session-times.ts'

/** How the server runs: environment and command line, validated, frozen. The only reader of process.env. */
export interface ServerConfig {
  readonly host: string
  readonly port: number
  readonly publicOrigins: readonly string[]
  readonly dataDir: string
  readonly redisUrl: string | undefined
  /** Where alarms are kept; undefined = where everything is. */
  readonly alarmRedisUrl: string | undefined
  /** Site ids to serve; undefined = all under config/sites. */
  readonly sites: readonly string[] | undefined
  readonly demo: DemoName
  readonly speed: number | undefined
  readonly isWallOpen: boolean
  readonly sessionLimits: SessionLimits
  readonly maxConnections: number
  readonly trustedProxies: number
  /** Absolute paths of PEM files; undefined = plain http. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  /** The organisation's own sign-in service; undefined = people sign in with passwords alone. */
  readonly oidc: OidcConfig | undefined
  /** Mail goes out by it; undefined = none does. */
  readonly smtp: { readonly url: string; readonly from: string } | undefined
  /** The value of a variable that a site's configuration names; undefined = not set. */
  readonly secret: (name: string) => string | undefined
  readonly logLevel: string
  readonly folders: {
    readonly root: string
    readonly config: string
    readonly maps: string
    readonly display: string
  }
}

export type DemoName = 'flood' | 'briefing' | 'none'

/** What the command line may say over the environment. */
export interface ConfigFlags {
  readonly demo?: string | undefined
  readonly speed?: string | number | undefined
}

export type ConfigResult =
  | { readonly ok: true; readonly config: ServerConfig }
  | { readonly ok: false; readonly problems: readonly string[] }

const siteId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a site id is lower-case letters, digits and -')

const HOUR_MS = 3_600_000

const commaList = (value: string): string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  message: 'an origin is scheme://host[:port] without a path',
})

const redisUrl = (name: string) =>
  z.string().regex(/^(rediss?|unix):\/\//, `${name} begins with redis:// or rediss://`)

const smtpUrl = z
  .string()
  .refine(
    (text) => /^smtps?:\/\/./.test(text) && URL.canParse(text) && new URL(text).hostname !== '',
    'SMTP_URL is smtp://[user:password@]host[:port] or smtps://…',
  )

const variables = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  PUBLIC_ORIGIN: z.string().default('').transform(commaList).pipe(z.array(origin)),
  DATA_DIR: z.string().min(1).default('data'),
  REDIS_URL: redisUrl('REDIS_URL').optional(),
  ALARM_REDIS_URL: redisUrl('ALARM_REDIS_URL').optional(),
  SITES: z.string().transform(commaList).pipe(z.array(siteId)).optional(),
  WALL_ACCESS: z.enum(['open', 'closed']).default('closed'),
  SESSION_IDLE_HOURS: z.coerce.number().min(0.1).max(168).default(12),
  SESSION_MAX_HOURS: z.coerce.number().min(0.1).max(720).default(24),
  MAX_CONNECTIONS: z.coerce.number().int().min(1).max(100_000).default(2_000),
  TRUST_PROXY: z.coerce.number().int().min(0).max(5).default(0),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  ...oidcVariables,
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z.string().includes('@', 'an address, e.g. IOC <ioc@example.vn>').max(320).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  CONFIG_DIR: z.string().min(1).optional(),
  MAPS_DIR: z.string().min(1).optional(),
})

const environment = variables.transform((values, { addIssue }) => {
  const refuse = (name: string, message: string): void => {
    addIssue({ code: 'custom', path: [name], message })
  }
  const { TLS_CERT, TLS_KEY } = values
  if (TLS_CERT !== undefined && TLS_KEY === undefined) refuse('TLS_KEY', 'is needed with TLS_CERT')
  if (TLS_KEY !== undefined && TLS_CERT === undefined) refuse('TLS_CERT', 'is needed with TLS_KEY')
  if (values.ALARM_REDIS_URL !== undefined && values.REDIS_URL === undefined) {
    refuse('ALARM_REDIS_URL', 'is for servers whose store is Redis: set REDIS_URL too')
  }
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined) {
    refuse('MAIL_FROM', 'is needed with SMTP_URL')
  }
  if (values.MAIL_FROM !== undefined && values.SMTP_URL === undefined) {
    refuse('SMTP_URL', 'is needed with MAIL_FROM')
  }
  return { ...values, oidc: oidcOf(values, refuse) }
})

const flagsSchema = z.object({
  demo: z.enum(['flood', 'briefing', 'none']).optional(),
  speed: z.coerce.number().positive().max(10_000).optional(),
})

/** Reads the environment and the command line; every problem names its variable. */
export function readConfig(
  flags: ConfigFlags = {},
  env: NodeJS.ProcessEnv = process.env,
): ConfigResult {
  const values = environment.safeParse(withoutEmpty(env))
  const said = flagsSchema.safeParse(flags)
  if (!values.success || !said.success) {
    const issues = [...(values.error?.issues ?? []), ...(said.error?.issues ?? [])]
    return {
      ok: false,
      problems: issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`),
    }
  }
  const secret = (name: string): string | undefined => env[name] || undefined
  return { ok: true, config: Object.freeze({ ...configOf(values.data, said.data), secret }) }
}

/** An empty variable in a unit file or compose file means "not set". */
function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

function configOf(
  values: z.output<typeof environment>,
  flags: z.output<typeof flagsSchema>,
): Omit<ServerConfig, 'secret'> {
  const root = packageRoot(import.meta.dirname)
  return {
    host: values.HOST,
    port: values.PORT,
    publicOrigins: values.PUBLIC_ORIGIN,
    dataDir: resolve(values.DATA_DIR),
    redisUrl: values.REDIS_URL,
    alarmRedisUrl: values.ALARM_REDIS_URL,
    sites: values.SITES,
    // Without Redis and without a source there is nothing to show but the demo, which says so.
    demo: flags.demo ?? (values.REDIS_URL === undefined ? 'flood' : 'none'),
    speed: flags.speed,
    isWallOpen: values.WALL_ACCESS === 'open',
    sessionLimits: {
      idleMs: values.SESSION_IDLE_HOURS * HOUR_MS,
      mostMs: values.SESSION_MAX_HOURS * HOUR_MS,
    },
    maxConnections: values.MAX_CONNECTIONS,
    trustedProxies: values.TRUST_PROXY,
    tls:
      values.TLS_CERT === undefined || values.TLS_KEY === undefined
        ? undefined
        : { certFile: resolve(values.TLS_CERT), keyFile: resolve(values.TLS_KEY) },
    oidc: values.oidc,
    smtp:
      values.SMTP_URL === undefined || values.MAIL_FROM === undefined
        ? undefined
        : { url: values.SMTP_URL, from: values.MAIL_FROM },
    logLevel: values.LOG_LEVEL,
    folders: {
      root,
      config: resolve(values.CONFIG_DIR ?? join(root, 'config')),
      maps: resolve(values.MAPS_DIR ?? join(root, 'maps')),
      display: join(root, 'dist', 'display'),
    },
  }
}

function packageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('no package.json above the server')
  return packageRoot(parent)
}
