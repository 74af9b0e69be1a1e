import type { ByteWriter } from '../../protocol/byte-writer.ts'
import { encodeColumns } from '../../protocol/encode-frame.ts'
import { DEFAULT_TIME_GRID_MS } from '../../protocol/sample.ts'
import type { Version } from '../../protocol/version.ts'
import { deltaSince } from '../core/feed/state.ts'
import type { EncodedChange } from './channel-source.ts'
import type { FeedReader } from './feed-reader.ts'
import type { ServerMetrics } from './metrics.ts'

/** Turns what changed in a channel into bytes; a keyframe is kept and encoded once per version, whoever asks. */
export class FrameColumns {
  readonly #feed: Pick<FeedReader, 'site' | 'state' | 'schema'>
  readonly #metrics: Pick<ServerMetrics, 'keyframeEncoded'>
  readonly #writer: ByteWriter
  readonly #keyframes = new Map<string, { readonly key: string; readonly columns: Uint8Array }>()

  constructor(
    feed: Pick<FeedReader, 'site' | 'state' | 'schema'>,
    metrics: Pick<ServerMetrics, 'keyframeEncoded'>,
    writer: ByteWriter,
  ) {
    this.#feed = feed
    this.#metrics = metrics
    this.#writer = writer
  }

  /** What changed since `from`; everything the channel holds where there is no position to start at. */
  since(from: Version | undefined, name: string, index: number): EncodedChange {
    if (from === undefined) return { bytes: this.#keyframe(name, index), isIdle: false }
    const rows = deltaSince(this.#feed.state(), index, from)
    return { bytes: this.#encode(rows, index), isIdle: rows.count === 0 }
  }

  /** The grid that the state's times lie on; the configuration may be ahead of it. */
  gridOf(index: number): number {
    return this.#feed.state().gridMs[index] ?? DEFAULT_TIME_GRID_MS
  }

  #keyframe(name: string, index: number): Uint8Array {
    const state = this.#feed.state()
    const { revision, series } = this.#feed.schema()
    const { ms, n } = state.version
    const key = `${state.epoch} ${ms}-${n} ${revision} ${series.length}`
    const held = this.#keyframes.get(name)
    if (held?.key === key) return held.columns
    const columns = this.#encode(deltaSince(state, index, undefined), index)
    this.#keyframes.set(name, { key, columns })
    this.#metrics.keyframeEncoded(this.#feed.site, name)
    return columns
  }

  #encode(rows: ReturnType<typeof deltaSince>, index: number): Uint8Array {
    return encodeColumns(this.#writer, rows, this.#feed.schema().decimals, this.gridOf(index))
  }
}
