import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { TlsActions } from './adapters/cli/tls-commands.ts'
import { serverName } from './adapters/tls-files/server-name.ts'
import { readConfig } from './config.ts'

/** By which this machine reaches itself; the host name where it can stand in a certificate. */
function ownNames(): readonly string[] {
  return [...(serverName(hostname()) ? [hostname()] : []), 'localhost', '127.0.0.1', '::1']
}

/** What `tls init` does. */
export const tlsActions: TlsActions = {
  async initTls({ names, folder, isForced }) {
    const read = readConfig()
    if (folder === undefined && !read.ok) return { ok: false, message: read.problems.join('\n') }
    const dataFolder = read.ok ? join(read.config.dataDir, 'tls') : '.'
    // Only here: no server needs the library that makes certificates.
    const { initTlsFiles } = await import('./adapters/tls-files/init-files.ts')
    const now = Date.now()
    const result = await initTlsFiles({
      folder: folder === undefined ? dataFolder : resolve(folder),
      names: [...names, ...ownNames()],
      authorityName: `IOC Wall ${hostname()} ${new Date(now).toISOString().slice(0, 10)}`.slice(
        0,
        64,
      ),
      isForced,
      now,
    })
    return result.ok ? { ok: true, value: result } : result
  },
}
