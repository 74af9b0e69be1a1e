import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyConfig, type ConfigCopy } from './harness/config-copy.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'

const SITE = 'dai-loc'
const SECRET = 'geheim'

interface Posted {
  readonly key: string | undefined
  readonly signature: string | undefined
  readonly body: string
}

/** Somebody's program that is told of alarms; it answers 503 as often as it is told to. */
class Receiver {
  readonly posted: Posted[] = []
  refusals = 0
  #server: Server | undefined

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (part: string) => (body += part))
      request.on('end', () => {
        const { 'idempotency-key': key, 'x-ioc-signature': signature } = request.headers
        this.posted.push({ key: key?.toString(), signature: signature?.toString(), body })
        response.writeHead(this.refusals-- > 0 ? 503 : 204).end()
      })
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`
  }

  stop(): void {
    this.#server?.closeAllConnections()
    this.#server?.close()
  }
}

function targetsAt(url: string): string {
  const target = (id: string, role: string): string =>
    `  - { id: ${id}, role: ${role}, name: { vi: ${id}, en: ${id} }, kind: webhook, url: '${url}', insecure: true, secretEnv: HOOK_SECRET }`
  const targets = ['pctt', 'lanh-dao', 'quan-tri'].map((role) => target(`t-${role}`, role))
  return `targets:\n${targets.join('\n')}\n`
}

describe.each(onEither('redis'))('people are told of an alarm, %s store', (kind) => {
  const receiver = new Receiver()
  let config: ConfigCopy
  let stack: Stack

  beforeAll(async () => {
    config = await copyConfig()
    const file = path.join(config.folder, 'sites', SITE, 'notifications.yaml')
    await writeFile(file, targetsAt(await receiver.start()))
    stack = await startStack(kind, {
      env: { CONFIG_DIR: config.folder, HOOK_SECRET: SECRET, PUBLIC_ORIGIN: 'https://ioc.example' },
    })
  })
  afterAll(async () => {
    await stack.stop()
    receiver.stop()
    await config.remove()
  })

  it('by a signed message, sent again with the same key until it is taken', async () => {
    receiver.refusals = 1
    await stack.server.postLevel(SITE, 'ai-nghia', 9.2)
    await until('it was sent twice', 60_000, () => receiver.posted.length >= 2)
    const [first, second] = receiver.posted
    expect(first).toEqual(second)
    expect(first?.key).toMatch(/^river-level~ai-nghia#1 raised0 t-pctt$/)
    const hmac = createHmac('sha256', SECRET)
      .update(first?.body ?? '')
      .digest('hex')
    expect(first?.signature).toBe(`sha256=${hmac}`)
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      ...{ site: SITE, target: 't-pctt', severity: 'critical', test: false },
      alarms: [{ alarm: 'river-level~ai-nghia', level: 'BĐ3', value: 9.2, limit: 9 }],
      link: 'https://ioc.example/desk/dai-loc?alarm=river-level~ai-nghia',
    })
    await until('nothing waits any more', 10_000, async () => {
      const words = ['notifications', 'list', '--site', SITE]
      return (await stack.server.command(...words)) === 'No message waits.\n'
    })
    expect(receiver.posted).toHaveLength(2)
    const metrics = await (await fetch(`${stack.server.origin}/metrics`)).text()
    expect(metrics).toContain('ioc_wall_notifications_sent_total{site="dai-loc",kind="webhook"} 1')
  })

  it('by a test message that says that it is one', async () => {
    const words = ['notifications', 'test', '--site', SITE, '--target', 't-lanh-dao']
    expect(await stack.server.command(...words)).toContain('was taken for t-lanh-dao')
    expect(JSON.parse(receiver.posted.at(-1)?.body ?? '')).toMatchObject({ test: true })
  })
})
