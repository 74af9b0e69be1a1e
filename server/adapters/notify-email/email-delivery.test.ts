import { createServer, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { buildTarget } from '../../testing/build-notifications.ts'
import { createEmailDelivery } from './email-delivery.ts'

const MESSAGE = {
  ...{ id: 'river~ai-nghia#1 raised0 boss', severity: 'critical' as const, isTest: false },
  ...{
    subject: '[Nghiêm trọng] Mực nước — Ái Nghĩa',
    text: 'Rà soát vùng ngập\n\nCheck',
    body: '{}',
  },
}
const target = buildTarget('boss', { address: { kind: 'email', to: 'lanh-dao@example.vn' } })
const from = 'IOC <ioc@dailoc.example.vn>'
const never = new AbortController().signal
const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
  readonly user: unknown
}

async function listen(server: { listen: Server['listen'] }, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve) => {
    const started = server.listen(0, host, () => {
      const address = started.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

async function startMail(options: SMTPServerOptions = {}, host?: string) {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _session, done) =>
      auth.password === 'p@ss'
        ? done(null, { user: auth.username })
        : done(new Error('Invalid username or password')),
    onData(stream, { envelope, user }, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope
        const sender = mailFrom ? mailFrom.address : ''
        mails.push({ from: sender, to: rcptTo.map(({ address }) => address), text, user })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  closing.push(() => server.close())
  return { port: await listen(server, host), mails }
}

function deliveryTo(port: number, credentials = '', answerWithinMs = 60_000) {
  const url = `smtp://${credentials}127.0.0.1:${port}`
  return createEmailDelivery({ smtp: { url, from }, answerWithinMs })
}

const refusing = (responseCode: number) => Object.assign(new Error('no'), { responseCode })
const header = (text: string, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]

describe('an e-mail', () => {
  it('is handed over with its subject, its text and one Message-ID however often it is sent', async () => {
    const { port, mails } = await startMail()
    const deliver = deliveryTo(port)
    expect(await deliver(MESSAGE, target, never)).toEqual({ outcome: 'sent' })
    expect(await deliver(MESSAGE, target, never)).toEqual({ outcome: 'sent' })
    expect(await deliver({ ...MESSAGE, id: 'other' }, target, never)).toEqual({ outcome: 'sent' })
    const [first, again, other] = mails
    expect(first).toMatchObject({ from: 'ioc@dailoc.example.vn', to: ['lanh-dao@example.vn'] })
    const ids = [first, again, other].map((mail) => header(mail?.text ?? '', 'Message-ID'))
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@dailoc\.example\.vn>\r?$/)
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
    expect(header(first?.text ?? '', 'Subject')).toMatch(/^=\?UTF-8\?/)
    expect(header(first?.text ?? '', 'Importance')).toMatch(/high/i)
    expect(header(first?.text ?? '', 'Auto-Submitted')).toContain('auto-generated')
  })

  it('is sent with the user and password of the URL', async () => {
    const { port, mails } = await startMail()
    expect(await deliveryTo(port, 'ioc:p%40ss@')(MESSAGE, target, never)).toEqual({
      outcome: 'sent',
    })
    expect(mails[0]?.user).toBe('ioc')
  })

  it('waits while the password is wrong, for somebody can put that right', async () => {
    const { port } = await startMail()
    const result = await deliveryTo(port, 'ioc:wrong@')(MESSAGE, target, never)
    expect(result).toEqual({ outcome: 'retry', reason: 'SMTP 535' })
  })

  it.each([
    [450, 'retry'],
    [451, 'retry'],
    [550, 'dead'],
    [553, 'dead'],
  ])('whose reader is refused by %i is %s', async (code, outcome) => {
    const { port } = await startMail({ onRcptTo: (_to, _session, done) => done(refusing(code)) })
    const result = await deliveryTo(port)(MESSAGE, target, never)
    expect(result).toEqual({ outcome, reason: `SMTP ${code}` })
  })

  it.each([
    [452, 'retry'],
    [554, 'dead'],
  ])('that is refused by %i when it was read is %s', async (code, outcome) => {
    const { port } = await startMail({
      onData(stream, _session, done) {
        stream.resume().on('end', () => done(refusing(code)))
      },
    })
    expect(await deliveryTo(port)(MESSAGE, target, never)).toMatchObject({ outcome })
  })

  it('waits while there is no server, or one that says nothing', async () => {
    const gone = createServer()
    const port = await listen(gone)
    await new Promise((resolve) => gone.close(resolve))
    expect(await deliveryTo(port)(MESSAGE, target, never)).toMatchObject({ outcome: 'retry' })
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket))
    closing.push(() => (silent.close(), sockets.forEach((socket) => socket.destroy())))
    const result = await deliveryTo(await listen(silent), '', 200)(MESSAGE, target, never)
    expect(result.outcome).toBe('retry')
    expect(sockets).toHaveLength(1)
  })

  it('is given up on a server that talks and never comes to an end', async () => {
    const talking = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220 here\r\n')
      socket.once('data', () => {
        const timer = setInterval(() => socket.write('250-still talking\r\n'), 20)
        socket.on('close', () => clearInterval(timer))
      })
      closing.push(() => socket.destroy())
    })
    closing.push(() => talking.close())
    const result = await deliveryTo(await listen(talking), '', 100)(MESSAGE, target, never)
    expect(result.outcome).toBe('retry')
  })

  it('gives no password to a far server that does not encrypt', async () => {
    // An address that is not known to be this machine.
    let isAsked = false
    const { port } = await startMail(
      {
        onAuth: (_auth, _session, done) => ((isAsked = true), done(null, { user: 'x' })),
      },
      '127.0.0.2',
    )
    const url = `smtp://ioc:p%40ss@127.0.0.2:${port}`
    const result = await createEmailDelivery({ smtp: { url, from } })(MESSAGE, target, never)
    expect(result.outcome).toBe('retry')
    expect(isAsked).toBe(false)
  })

  it('waits until a server is configured', async () => {
    const deliver = createEmailDelivery({ smtp: undefined })
    expect(await deliver(MESSAGE, target, never)).toEqual({
      ...{ outcome: 'retry', reason: 'SMTP_URL is not set' },
    })
  })
})
