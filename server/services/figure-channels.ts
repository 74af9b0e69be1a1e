import type { ByteWriter } from '../../protocol/byte-writer.ts'
import type { Version } from '../../protocol/version.ts'
import { canAccountFor } from '../core/feed/state.ts'
import type { ChannelSource } from './channel-source.ts'
import type { FeedReader } from './feed-reader.ts'
import { FrameColumns } from './frame-columns.ts'
import type { ServerMetrics } from './metrics.ts'

type Feed = Pick<FeedReader, 'site' | 'state' | 'schema' | 'health' | 'record' | 'readToEnd'>

/** The channels of a site's figures, which share one stream, one epoch and one schema. */
export function createFigureChannels(
  feed: Feed,
  metrics: Pick<ServerMetrics, 'keyframeEncoded'>,
  writer: ByteWriter,
): (name: string) => ChannelSource {
  const columns = new FrameColumns(feed, metrics, writer)
  const indexOf = (name: string): number => feed.schema().channels.indexOf(name)
  const shared = {
    epoch: () => feed.state().epoch,
    version: () => feed.state().version,
    floor: () => feed.state().floor,
    canAccountFor: (epoch: string, version: Version) => canAccountFor(feed.state(), epoch, version),
    schemaRevision: () => feed.schema().revision,
    health: () => feed.health(),
    readToEnd: (timeoutMs: number) => feed.readToEnd(timeoutMs),
    record: () => feed.record(),
    reachesHidden: false,
  }
  return (name) => ({
    ...shared,
    index() {
      const index = indexOf(name)
      return index < 0 || feed.state().epoch === '' ? undefined : index
    },
    gridMs: () => columns.gridOf(indexOf(name)),
    since: (from) => columns.since(from, name, indexOf(name)),
  })
}
