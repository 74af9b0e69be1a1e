import { EPOCH_REASONS, type EpochRecord } from '../../services/store.ts'
import type { RedisReply } from './redis-client.ts'
import { pairsOf } from './replies.ts'

export function epochFields(record: EpochRecord): string[] {
  const fields = ['epoch', record.epoch, 'identity', record.identity]
  fields.push('changedAt', String(record.changedAt), 'reason', record.reason)
  if (record.missing) {
    fields.push('missingFrom', String(record.missing.from), 'missingTo', String(record.missing.to))
  }
  return fields
}

/** A record that somebody damaged counts as missing: then loss cannot be excluded, which is what it means. */
export function epochRecordOf(reply: RedisReply | undefined): EpochRecord | undefined {
  const fields = new Map(pairsOf(reply).map(([name, value]) => [name, value.toString()]))
  const epoch = fields.get('epoch')
  const identity = fields.get('identity')
  const reason = EPOCH_REASONS.find((one) => one === fields.get('reason'))
  if (epoch === undefined || identity === undefined || reason === undefined) return undefined
  const [from, to] = [fields.get('missingFrom'), fields.get('missingTo')]
  const missing = from !== undefined && to !== undefined && { from: Number(from), to: Number(to) }
  const changedAt = Number(fields.get('changedAt'))
  return { epoch, identity, changedAt, reason, ...(missing && { missing }) }
}
