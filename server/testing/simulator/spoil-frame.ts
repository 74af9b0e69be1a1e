import { createByteWriter } from '../../../protocol/byte-writer.ts'
import { decodeFrame, decodeHeader } from '../../../protocol/decode-frame.ts'
import { encodeFrame } from '../../../protocol/encode-frame.ts'
import type { Frame, FrameColumns, FrameHeader } from '../../../protocol/frame.ts'
import type { ChannelPosition, Replica } from '../../../protocol/replica.ts'
import { SLOT } from '../../../protocol/sample.ts'
import { compareVersions, VERSION_ZERO } from '../../../protocol/version.ts'
import type { Fault } from './fault.ts'

const writer = createByteWriter()

type Spoil = (bytes: Uint8Array, header: FrameHeader, replica: Replica) => Uint8Array

const SPOILS: { readonly [fault in Fault]?: Spoil } = {
  'no epoch check': (bytes, header, replica) => {
    const held = heldOf(header, replica)
    return held ? withHeader(bytes, replica, { epoch: held.epoch }) : bytes
  },
  'a gap is skipped': (bytes, header, replica) =>
    header.kind === 'delta' ? withHeader(bytes, replica, { from: VERSION_ZERO }) : bytes,
  'the schema revision is ignored': (bytes, _, replica) =>
    withHeader(bytes, replica, { schemaRevision: replica.schema().revision }),
  'tombstones are ignored': (bytes, _, replica) =>
    encodedAgain(bytes, replica, ({ header, columns }) => ({
      header,
      columns: withoutRemoved(columns),
    })),
  'an older keyframe is taken unasked': (bytes, header, replica) => {
    const held = heldOf(header, replica)
    const isOld = held !== undefined && compareVersions(header.to, held.version) < 0
    const channel = replica.schema().channels[header.channel]
    if (isOld && header.kind === 'keyframe' && channel !== undefined) replica.forget(channel)
    return bytes
  },
}

/** The frame as a wall with this fault would understand it; what the fault makes of the replica is done to it too. */
export function spoilFrame(
  bytes: Uint8Array,
  fault: Fault | undefined,
  replica: Replica,
): Uint8Array {
  const spoil = fault && SPOILS[fault]
  if (!spoil) return bytes
  const read = decodeHeader(bytes)
  return read.ok ? spoil(bytes, read.header, replica) : bytes
}

function heldOf(header: FrameHeader, replica: Replica): ChannelPosition | undefined {
  const channel = replica.schema().channels[header.channel]
  return channel === undefined ? undefined : replica.position(channel)
}

function withHeader(bytes: Uint8Array, replica: Replica, change: Partial<FrameHeader>): Uint8Array {
  return encodedAgain(bytes, replica, ({ header, columns }) => ({
    header: { ...header, ...change },
    columns,
  }))
}

function encodedAgain(
  bytes: Uint8Array,
  replica: Replica,
  change: (frame: Frame) => Frame,
): Uint8Array {
  const { decimals } = replica.schema()
  const decoded = decodeFrame(bytes, decimals)
  if (!decoded.ok) return bytes
  const { header, columns } = change(decoded.frame)
  return encodeFrame(writer, header, columns, decimals)
}

function withoutRemoved(columns: FrameColumns): FrameColumns {
  const kept = Array.from(columns.slot.keys()).filter((row) => columns.slot[row] !== SLOT.removed)
  return {
    count: kept.length,
    series: Uint32Array.from(kept, (row) => columns.series[row] ?? 0),
    slot: Uint8Array.from(kept, (row) => columns.slot[row] ?? 0),
    value: Float64Array.from(kept, (row) => columns.value[row] ?? 0),
    flags: Uint8Array.from(kept, (row) => columns.flags[row] ?? 0),
    sampledAt: Float64Array.from(kept, (row) => columns.sampledAt[row] ?? 0),
  }
}
