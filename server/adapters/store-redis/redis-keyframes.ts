import { formatVersion } from '../../../protocol/version.ts'
import { EpochChanged, type SiteStore, type StoredKeyframe } from '../../services/store.ts'
import type { RedisReply } from './redis-client.ts'
import { bytesOf, listOf, numberOf, textOf, versionOf } from './replies.ts'
import type { SiteCalls } from './site-calls.ts'

type KeyframeMethods = Pick<SiteStore, 'writeKeyframe' | 'newestKeyframe' | 'keyframeAt'>

export function createRedisKeyframes(calls: SiteCalls): KeyframeMethods {
  return {
    async writeKeyframe(keyframe, token, trim) {
      const { body } = keyframe
      const [state] = listOf(
        await calls.write('write_keyframe', [
          String(token),
          formatVersion(keyframe.version),
          keyframe.epoch,
          String(keyframe.receivedAt),
          Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          String(trim.before),
          String(trim.maxBytes),
          String(trim.minutelyAfter),
          String(trim.hourlyAfter),
        ]),
      )
      const answer = textOf(state)
      if (answer === 'ok') return { ok: true }
      if (answer === 'lease-lost') return { ok: false, reason: 'lease-lost' }
      throw new EpochChanged(`epoch ${keyframe.epoch} is not in force`)
    },
    async newestKeyframe() {
      return keyframeOf(await calls.ask('newest_keyframe', []))
    },
    async keyframeAt(receivedAt) {
      return keyframeOf(await calls.ask('keyframe_at', [String(receivedAt)]))
    },
  }
}

function keyframeOf(reply: RedisReply): StoredKeyframe | undefined {
  if (reply === null) return undefined
  const [name, body] = listOf(reply)
  const [version, epoch, receivedAt] = textOf(name).split(' ')
  return {
    version: versionOf(version),
    epoch: textOf(epoch),
    receivedAt: numberOf(receivedAt),
    body: bytesOf(body),
  }
}
