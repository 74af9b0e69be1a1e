/** The epoch of whatever has one; `begin_epoch`, which comes before, says what else changes with it. */
export const epochFunctions = `
reading('facts', function(site)
  return { redis.call('HGETALL', site.epoch), tail_of(site) }
end)

-- The epoch expected, whether all goes, then the fields of the new record.
always('change_epoch', function(site, args)
  local stored = redis.call('HGET', site.epoch, 'epoch') or ''
  if stored ~= args[1] then return { 0, redis.call('HGETALL', site.epoch) } end
  begin_epoch(site, args[2] == '1')
  redis.call('DEL', site.epoch)
  redis.call('HSET', site.epoch, unpack(args, 3))
  return { 1, redis.call('HGETALL', site.epoch) }
end)
`
