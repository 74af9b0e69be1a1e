import { describe, expect, it } from 'vitest'
import { Encoder, PACKET } from '../../../protocol/packet-parser.ts'
import { readPaintedPacket } from './painted-packet.ts'

const body = { ticks: { hydro: 7, dossiers: 3 }, paintedAt: 1_761_500_000_000, frameMs: 1.5 }

/** A message as the wall's side of engine.io sends it. */
function messageOf(data: readonly unknown[], nsp = '/wall'): Buffer {
  const [text] = new Encoder().encode({ type: PACKET.event, nsp, data })
  return Buffer.from(`4${String(text)}`)
}

describe('a painted packet', () => {
  it('is read as our encoder writes it', () => {
    expect(readPaintedPacket(messageOf(['painted', body]))).toEqual(body)
  })

  it('is read with all its fields', () => {
    const full = { ...body, heapMb: 12.5, hidden: true }
    expect(readPaintedPacket(messageOf(['painted', full]))).toEqual(full)
  })

  it.each([
    ['another event', messageOf(['subscribe', { channels: [] }])],
    ['another namespace', messageOf(['painted', body], '/other')],
    ['a further argument', messageOf(['painted', body, 1])],
    ['no argument', messageOf(['painted'])],
    ['a body that is not one', messageOf(['painted', { ...body, paintedAt: 'now' }])],
    [
      'an answer wanted',
      Buffer.from(messageOf(['painted', body]).toString().replace(/}$/, ',"i":1}')),
    ],
    ['an event that follows', Buffer.concat([messageOf(['painted', body]), Buffer.from(']}')])],
    ['a cut message', messageOf(['painted', body]).subarray(0, 60)],
    ['nothing', Buffer.alloc(0)],
    ['a ping', Buffer.from('2')],
  ])('leaves %s to the ordinary way', (_words, message) => {
    expect(readPaintedPacket(message)).toBeUndefined()
  })
})
