import { readBody } from './decode-frame.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { FrameHeader, FrameRefusal } from './frame.ts'
import { isAlarmBody } from './alarm-shapes.ts'
import type { AlarmRow, FloodPosture, Watch } from './alarms.ts'

/** The name under which a wall asks for a site's alarms; no channel of figures may have it. */
export const ALARM_CHANNEL = 'alarms'
/** Its number in the header; figures have at most 255 channels, from 0. */
export const ALARM_CHANNEL_INDEX = 255

/** What a frame of the alarm channel says [K1–K3]. */
export interface AlarmBody {
  /** All rows of each alarm that changed; in a keyframe all there are. */
  readonly rows: readonly AlarmRow[]
  /** Alarms that changed and have no row any more. */
  readonly gone: readonly string[]
  readonly flood: FloodPosture
  readonly watch: Watch
  /** Site time of the newest canary that went from a source through the rules into the store of alarms; 0 = none yet. */
  readonly canaryAt: number
}

/** JSON in ASCII: what lies beyond is escaped, so that a byte is a character. */
export function encodeAlarmBody(writer: ByteWriter, body: AlarmBody): Uint8Array {
  const text = JSON.stringify(body).replace(/[\u0080-\uffff]/g, escaped)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  writer.varint(bytes.length)
  writer.bytes(bytes)
  return writer.take()
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

export type AlarmDecodeResult =
  | { readonly ok: true; readonly header: FrameHeader; readonly body: AlarmBody }
  | { readonly ok: false; readonly reason: FrameRefusal }

/** Decodes a frame of the alarm channel; refuses whole, with a reason, whatever is not one. */
export function decodeAlarmFrame(bytes: Uint8Array): AlarmDecodeResult {
  const read = readBody(bytes)
  if (!read.ok) return read
  const body = parsed(textOf(read.body))
  if (!isAlarmBody(body)) return { ok: false, reason: 'bad-text' }
  return { ok: true, header: read.header, body }
}

/** As many characters at once as every engine takes for arguments. */
const CHUNK = 8_192

function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  }
  return text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
