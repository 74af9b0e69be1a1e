import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openEnvironment } from '../server/adapters/store-embedded/environment.ts'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'

const SITE = 'dai-loc'
const LAYOUT = 'sites/dai-loc/layout.yaml'

interface Report {
  readonly site: string | null
  readonly alarms: boolean
  readonly entries: number
  readonly head: { readonly seq: number; readonly hash: string }
  readonly broken: { readonly seq: number; readonly fault: string } | null
}

/** Runs `journal verify`; a broken journal is an answer, not a failure of the test. */
async function verify(
  { server }: Stack,
  ...flags: string[]
): Promise<{ readonly exitCode: number; readonly journals: readonly Report[] }> {
  const command = server.command('journal', 'verify', '--json', ...flags)
  const { code, stdout } = await command.then(
    (text) => ({ code: 0, stdout: text }),
    (error: { readonly code: number; readonly stdout: string }) => error,
  )
  const { journals } = JSON.parse(stdout) as { readonly journals: readonly Report[] }
  return { exitCode: code, journals }
}

/** Changes the body of one entry of a site's journal, as somebody could who has the store. */
async function changeEntry({ server, redis }: Stack, seq: number): Promise<void> {
  const change = (body: string): string => body.replace('"server"', '"person"')
  if (!redis) {
    const environment = openEnvironment(join(server.dataDir, 'store'))
    const row = environment.journal.get([SITE, seq])
    if (!row) throw new Error('no such entry')
    const body = change(row.body)
    await environment.commit(() => environment.journal.putSync([SITE, seq], { ...row, body }))
    return environment.close()
  }
  const key = `iocwall:{${SITE}}:journal`
  const rows = (await redis.command('XRANGE', key, '-', '+')) as [string, string[]][]
  await redis.command('DEL', key)
  for (const [id, fields] of rows) {
    const written = id === `${seq}-0` ? fields.map(change) : fields
    await redis.command('XADD', key, id, ...written)
  }
}

describe.concurrent.each(onEither('redis'))('the journals of a server, %s store', (kind) => {
  let config: ConfigCopy
  let stack: Stack
  afterEach(async () => {
    await stack.stop()
    await config.remove()
  })

  it('note what the server did, and show the one record that was changed in the store', async () => {
    config = await copyConfig()
    stack = await startStack(kind, { env: { CONFIG_DIR: config.folder } })
    const entriesOfSite = async (): Promise<number | undefined> =>
      (await verify(stack, '--site', SITE)).journals[0]?.entries
    await until('the configuration is noted', 10_000, async () => (await entriesOfSite()) === 1)
    await config.edit(LAYOUT, (text) => text.replace('metric: river.level', 'metric: river.speed'))
    await until('a refusal is noted', 10_000, async () => (await entriesOfSite()) === 2)
    await config.edit(LAYOUT, (text) => text.replace('metric: river.speed', 'metric: river.level'))
    await until('a load is noted', 10_000, async () => (await entriesOfSite()) === 3)

    const running = await verify(stack)
    expect(running.exitCode).toBe(0)
    expect(running.journals).toContainEqual(expect.objectContaining({ site: SITE, alarms: false }))
    expect(running.journals).toContainEqual(expect.objectContaining({ site: SITE, alarms: true }))
    const { head } = running.journals[0] ?? {}
    expect(running.journals[0]).toMatchObject({ site: null, entries: 1 })

    await stack.server.kill('SIGTERM')
    const stopped = await verify(stack, '--head', `${head?.seq}:${head?.hash}`)
    expect(stopped.exitCode).toBe(0)
    expect(stopped.journals[0]).toMatchObject({ site: null, entries: 2 })

    await changeEntry(stack, 2)
    const broken = await verify(stack)
    expect(broken.exitCode).toBe(1)
    expect(broken.journals.filter((one) => one.broken)).toMatchObject([
      { site: SITE, entries: 1, broken: { seq: 2, fault: 'hash' } },
    ])
    await stack.server.start()
    expect((await verify(stack, '--site', SITE)).exitCode).toBe(1)
    expect((await verify(stack, '--site', 'hiep-duc')).exitCode).toBe(0)
  })
})
