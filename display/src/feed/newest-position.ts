import type { ChannelPosition, Replica } from '../../../protocol/replica.ts'
import { compareVersions } from '../../../protocol/version.ts'

/** What is held of the channel that has come furthest; undefined before the first frame of each. */
export function newestPosition(
  replica: Pick<Replica, 'position'>,
  channels: readonly string[],
): ChannelPosition | undefined {
  let newest: ChannelPosition | undefined
  for (const channel of channels) {
    const position = replica.position(channel)
    if (!position) continue
    if (!newest || compareVersions(position.version, newest.version) > 0) newest = position
  }
  return newest
}
