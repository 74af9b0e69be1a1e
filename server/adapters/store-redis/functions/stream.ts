/** What begins with an epoch of a site; comes before the functions of epochs. */
export const siteEpoch = `
local function clear(site)
  redis.call('XTRIM', site.stream, 'MAXLEN', 0)
  redis.call('UNLINK', site.index, site.keyframes, site.bodies, site.series, site.numbers, site.metrics)
  redis.call('HDEL', site.meta, 'trimmed', 'bytes', 'trimmed-bytes', 'added', 'removed', 'newest')
  redis.call('HINCRBY', site.meta, 'revision', 1)
  redis.call('UNLINK', site.dossiers, site.dossier_changes, site.dossier_position, site.dossier_reports)
  clear_history(site)
end

-- A revision that starts at the clock is not met again after everything was lost, so nobody who
-- still holds the old schema takes it for the new one.
local function start_revision(site)
  local seconds = tonumber(redis.call('TIME')[1]) - 1704067200
  redis.call('HSETNX', site.meta, 'revision', digits(math.max(seconds, 1)))
end

local function begin_epoch(site, is_cleared)
  start_revision(site)
  if is_cleared then clear(site) end
end
`

/** Appending, what was trimmed, and the index by time of receipt. */
export const streamFunctions = `
writing('append', function(site, args)
  local epoch, kind, received_at, body, lease_name, lease_token = unpack(args)
  local reason = refusal_of_entry(site, epoch, lease_name, lease_token)
  if reason then return { reason } end
  return { 'ok', add_entry(site, epoch, kind, received_at, body) }
end)

-- Our own trims leave a mark. When entries are missing that no function removed, somebody trimmed
-- the stream from outside, and all that is known is where it begins now.
local function was_trimmed_outside(site)
  local counts = redis.call('HMGET', site.meta, 'added', 'removed')
  local expected = tonumber(counts[1] or 0) - tonumber(counts[2] or 0)
  return redis.call('XLEN', site.stream) < expected
end

local function first_of(site)
  local first = redis.call('XRANGE', site.stream, '-', '+', 'COUNT', 1)[1]
  return first and first[1]
end

reading('is_trimmed', function(site, args)
  local after = args[1]
  local mark = redis.call('HGET', site.meta, 'trimmed')
  if mark and is_before(after, mark) then return 1 end
  if not was_trimmed_outside(site) then return 0 end
  return is_before(after, first_of(site) or tail_of(site)) and 1 or 0
end)

reading('position_at', function(site, args)
  local row = redis.call('ZREVRANGEBYSCORE', site.index, args[1], '-inf', 'LIMIT', 0, 1)[1]
  if not row then return nil end
  local id = string.match(row, '^%S+')
  local entry = redis.call('XRANGE', site.stream, id, id)[1]
  if not entry then return nil end
  for at = 1, #entry[2], 2 do
    if entry[2][at] == 'e' then return { id, entry[2][at + 1] } end
  end
  return nil
end)
`
