import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askControl } from './control-client.ts'
import { startControlServer, type ControlServer } from './control-server.ts'

let folder = ''
let server: ControlServer | undefined
const socketPath = () => path.join(folder, 'control.sock')

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'control-'))
})
afterEach(async () => {
  await server?.close()
  server = undefined
  await rm(folder, { recursive: true })
})

async function start(): Promise<void> {
  server = await startControlServer(socketPath(), {
    'keys.list': async (params) => ({ ok: true, result: { asked: params } }),
    'keys.revoke': async () => ({ ok: false, message: 'There is no key k9.' }),
    broken: async () => {
      throw new Error('the store is not there')
    },
  })
}

it('carries a command to the running server and its answer back', async () => {
  await start()
  const answer = await askControl(socketPath(), 'keys.list', { site: 'đại-lộc' })
  expect(answer).toEqual({ ok: true, result: { asked: { site: 'đại-lộc' } } })
})

it('makes the data folder where nothing else has', async () => {
  const deepPath = path.join(folder, 'not', 'there', 'control.sock')
  server = await startControlServer(deepPath, { ping: async () => ({ ok: true, result: 'pong' }) })
  expect(await askControl(deepPath, 'ping', {})).toEqual({ ok: true, result: 'pong' })
})

it('refuses a path that the system would cut off', async () => {
  const longPath = path.join(folder, 'x'.repeat(100), 'control.sock')
  await expect(startControlServer(longPath, {})).rejects.toThrow('a DATA_DIR with a shorter path')
})

it('carries refusals and failures in words', async () => {
  await start()
  expect(await askControl(socketPath(), 'keys.revoke', {})).toEqual({
    ok: false,
    message: 'There is no key k9.',
  })
  expect(await askControl(socketPath(), 'broken', {})).toMatchObject({
    message: 'the store is not there',
  })
  expect(await askControl(socketPath(), 'toString', {})).toMatchObject({
    message: 'The running server has no command toString.',
  })
})

it('says when no server runs, also when a dead one left its socket', async () => {
  expect(await askControl(socketPath(), 'keys.list', {})).toEqual({
    ok: false,
    reason: 'no-server',
  })
  await writeFile(socketPath(), '')
  expect(await askControl(socketPath(), 'keys.list', {})).toMatchObject({ reason: 'no-server' })
})

it('starts over a socket file that a dead server left, for this user only', async () => {
  await writeFile(socketPath(), '')
  await start()
  expect((await stat(socketPath())).mode & 0o777).toBe(0o600)
  expect(await askControl(socketPath(), 'keys.list', 1)).toMatchObject({ ok: true })
})

it('refuses what is not a request and what does not end', async () => {
  await start()
  for (const text of ['nonsense\n', '{"command":1}\n', 'x'.repeat(1_100_000)]) {
    const reply = await new Promise<string>((resolve, reject) => {
      let received = ''
      const socket = connect(socketPath(), () => socket.write(text))
      socket.on('data', (chunk) => (received += chunk.toString()))
      socket.once('error', reject)
      socket.once('close', () => resolve(received))
    })
    expect(JSON.parse(reply)).toMatchObject({ ok: false })
  }
})
