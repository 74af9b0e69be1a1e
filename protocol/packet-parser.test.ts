import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decoder, Encoder, PACKET, type Packet } from './packet-parser.ts'
import { WALL_NAMESPACE } from './socket-events.ts'

function decodeAll(messages: readonly unknown[]): Packet[] {
  const packets: Packet[] = []
  const decoder = new Decoder().on('decoded', (packet) => packets.push(packet))
  for (const message of messages) decoder.add(message)
  return packets
}

const json = fc.jsonValue({ maxDepth: 3 })
const eventName = fc.constantFrom('subscribe', 'painted', 'schema', 'notice', 'frame')
const anyPacket: fc.Arbitrary<Packet> = fc
  .oneof(
    fc.record({
      type: fc.constantFrom(PACKET.connect, PACKET.connectError),
      data: fc.option(fc.dictionary(fc.string(), json), { nil: undefined }),
    }),
    fc.constant({ type: PACKET.disconnect, data: undefined }),
    fc.record({
      type: fc.constant(PACKET.event),
      data: fc.tuple(eventName, fc.array(json)).map(([name, rest]) => [name, ...rest]),
    }),
    fc.record({ type: fc.constant(PACKET.ack), data: fc.array(json) }),
  )
  .chain((packet) =>
    fc
      .record({
        nsp: fc.constantFrom('/', WALL_NAMESPACE),
        id: fc.option(fc.nat(), { nil: undefined }),
      })
      .map(({ nsp, id }) => ({ ...packet, nsp, ...(id === undefined ? {} : { id }) })),
  )

describe('packet parser', () => {
  it('[W1] sends a frame as one binary message that is the frame itself', () => {
    const frame = Uint8Array.of(1, 2, 3)
    const packet = { type: PACKET.event, nsp: WALL_NAMESPACE, data: ['frame', frame] }
    expect(new Encoder().encode(packet)).toEqual([frame])
    expect(decodeAll([frame])).toEqual([packet])
    expect(decodeAll([frame.buffer])).toEqual([packet])
    expect(decodeAll([Buffer.from(frame)])).toEqual([
      { ...packet, data: ['frame', Buffer.from(frame)] },
    ])
  })

  it('[W2] carries every other packet as one JSON text', () => {
    const text = new Encoder().encode({ type: 2, nsp: '/wall', data: ['notice', { a: 1 }], id: 7 })
    expect(text).toEqual(['{"t":2,"n":"/wall","d":["notice",{"a":1}],"i":7}'])
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const encoded = new Encoder().encode(packet)
        expect(encoded).toHaveLength(1)
        const [decoded] = decodeAll(encoded)
        // JSON has no undefined and no -0.
        expect(decoded).toEqual(JSON.parse(JSON.stringify(packet)))
      }),
    )
  })

  it.each([
    '',
    'x',
    '[]',
    'null',
    '1',
    '{}',
    '{"t":2,"d":["a"]}',
    '{"t":"2","n":"/wall","d":["a"]}',
    '{"t":2,"n":1,"d":["a"]}',
    '{"t":2,"n":"/wall"}',
    '{"t":2,"n":"/wall","d":[]}',
    '{"t":2,"n":"/wall","d":[1]}',
    '{"t":2,"n":"/wall","d":{"0":"a"}}',
    '{"t":2,"n":"/wall","d":["connect"]}',
    '{"t":2,"n":"/wall","d":["disconnecting"]}',
    '{"t":2,"n":"/wall","d":["a"],"i":"1"}',
    '{"t":2,"n":"/wall","d":["a"],"i":1.5}',
    '{"t":2,"n":"/wall","d":["a"],"i":null}',
    '{"t":0,"n":"/wall","d":"x"}',
    '{"t":0,"n":"/wall","d":null}',
    '{"t":1,"n":"/wall","d":{}}',
    '{"t":3,"n":"/wall"}',
    '{"t":5,"n":"/wall","d":["a"]}',
    '{"t":-1,"n":"/wall"}',
    '51-/wall,["frame",{"_placeholder":true,"num":0}]',
  ])('[W3] throws on %s', (text) => {
    expect(() => decodeAll([text])).toThrow()
  })

  it('[W3] throws on what is neither text nor bytes, and on nothing else than errors', () => {
    for (const message of [undefined, null, 1, {}, [], new Float64Array(1)]) {
      expect(() => decodeAll([message])).toThrow(TypeError)
    }
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          json.map((value) => JSON.stringify({ t: 2, n: '/wall', d: value })),
        ),
        (text) => {
          try {
            for (const packet of decodeAll([text])) expect(typeof packet.nsp).toBe('string')
          } catch (error) {
            expect(error).toBeInstanceOf(Error)
          }
        },
      ),
    )
  })

  it('[W3] takes nothing from prototype keys', () => {
    const [packet] = decodeAll([
      '{"__proto__":{"i":1},"t":2,"n":"/wall","d":["a",{"__proto__":{"b":1}}]}',
    ])
    expect(packet?.id).toBeUndefined()
    expect(({} as Record<string, unknown>)['b']).toBeUndefined()
  })

  it('[W1] stops telling listeners that were removed', () => {
    const packets: Packet[] = []
    const decoder = new Decoder()
    const listener = (packet: Packet): unknown => packets.push(packet)
    decoder.on('decoded', listener).removeListener('decoded', listener)
    decoder.add(Uint8Array.of(1))
    decoder.on('decoded', listener)
    decoder.destroy()
    decoder.add(Uint8Array.of(1))
    expect(packets).toEqual([])
  })
})
