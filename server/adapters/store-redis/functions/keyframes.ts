/** Keyframes: writing with trimming and thinning in one step, and finding them. */
export const keyframeFunctions = `
local function trim_outside_mark(site)
  if not was_trimmed_outside(site) then return end
  local ms, n = position(first_of(site) or tail_of(site))
  if n > 0 then n = n - 1 else ms, n = ms - 1, 9007199254740991 end
  local mark = digits(math.max(ms, 0)) .. '-' .. digits(n)
  local held = redis.call('HGET', site.meta, 'trimmed')
  if not held or is_before(held, mark) then redis.call('HSET', site.meta, 'trimmed', mark) end
  local added = tonumber(redis.call('HGET', site.meta, 'added') or 0)
  redis.call('HSET', site.meta, 'removed', digits(added - redis.call('XLEN', site.stream)))
end

-- Walks the index from its oldest row while a row is too old and in the history, or the rest is
-- too large, and stops before the first one behind the keyframe.
local function find_cut(site, version, before, max_bytes)
  local total = tonumber(redis.call('HGET', site.meta, 'bytes') or 0)
  local base = tonumber(redis.call('HGET', site.meta, 'trimmed-bytes') or 0)
  local in_history = least_cursor(site)
  local cut, rows = nil, 0
  while true do
    local chunk = redis.call('ZRANGE', site.index, rows, rows + 499, 'WITHSCORES')
    if #chunk == 0 then return cut, rows, base end
    for at = 1, #chunk, 2 do
      local id, up_to = string.match(chunk[at], '^(%S+) (%d+)$')
      local is_old = tonumber(chunk[at + 1]) < before
      local is_kept = in_history and is_before(in_history, id)
      local is_due = (is_old and not is_kept) or total - base > max_bytes
      if not is_due or is_before(version, id) then return cut, rows, base end
      cut, rows, base = id, rows + 1, tonumber(up_to)
    end
  end
end

local function trim(site, version, before, max_bytes)
  local cut, rows, base = find_cut(site, version, before, max_bytes)
  if not cut then return end
  local ms, n = position(cut)
  local removed = redis.call('XTRIM', site.stream, 'MINID', digits(ms) .. '-' .. digits(n + 1))
  redis.call('ZREMRANGEBYRANK', site.index, 0, rows - 1)
  redis.call('HSET', site.meta, 'trimmed', cut, 'trimmed-bytes', digits(base))
  redis.call('HINCRBY', site.meta, 'removed', removed)
end

local function slot_of(at, minutely_after, hourly_after)
  if at >= minutely_after then return 'm' .. digits(math.floor(at / 60000)) end
  if at >= hourly_after then return 'h' .. digits(math.floor(at / 3600000)) end
  return 'd' .. digits(math.floor(at / 86400000))
end

-- The first keyframe of a slot stays: what is kept never changes as the slot grows old.
local function thin(site, minutely_after, hourly_after, newest)
  local all = redis.call('ZRANGE', site.keyframes, 0, -1, 'WITHSCORES')
  local taken
  for at = 1, #all, 2 do
    local slot = slot_of(tonumber(all[at + 1]), minutely_after, hourly_after)
    if slot ~= taken then
      taken = slot
    elseif all[at] ~= newest then
      redis.call('ZREM', site.keyframes, all[at])
      redis.call('HDEL', site.bodies, all[at])
    end
  end
end

always('write_keyframe', function(site, args)
  local token, version, epoch, received_at, body = unpack(args, 1, 5)
  if not holds_lease(site, 'feed', token) then return { 'lease-lost' } end
  if not is_epoch(site, epoch) then return { 'epoch-changed' } end
  local name = version .. ' ' .. epoch .. ' ' .. received_at
  redis.call('HSET', site.bodies, name, body)
  redis.call('ZADD', site.keyframes, received_at, name)
  local newest = redis.call('HGET', site.meta, 'newest')
  if not newest or not is_before(name, newest) then
    newest = name
    redis.call('HSET', site.meta, 'newest', newest)
  end
  trim_outside_mark(site)
  trim(site, version, tonumber(args[6]), tonumber(args[7]))
  thin(site, tonumber(args[8]), tonumber(args[9]), newest)
  return { 'ok' }
end)

reading('newest_keyframe', function(site)
  local name = redis.call('HGET', site.meta, 'newest')
  return name and { name, redis.call('HGET', site.bodies, name) } or nil
end)

reading('keyframe_at', function(site, args)
  local last = redis.call('ZREVRANGEBYSCORE', site.keyframes, args[1], '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if not last[1] then return nil end
  local name
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', site.keyframes, last[2], last[2])) do
    if not name or is_before(name, other) then name = other end
  end
  return { name, redis.call('HGET', site.bodies, name) }
end)
`
