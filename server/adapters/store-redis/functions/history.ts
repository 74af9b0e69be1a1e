/**
 * History: per day a hash of chunks and one of rollups by series, and per series a list of open
 * blocks; a set says which series have open blocks. Keys of days are made here from the site's prefix.
 */
export const historyFunctions = `
local BLOCK_OVERHEAD, CHUNK_OVERHEAD = 16, 100

local function day_key(site, kind, day, name)
  local key = site.history .. ':' .. kind .. ':' .. day
  return name and key .. ':' .. name or key
end

local function forget_empty_day(site, day)
  for _, kind in ipairs({ 'open', 'chunks', 'rollups' }) do
    if redis.call('HEXISTS', site.days, kind .. ' ' .. day) == 1 then return end
  end
  redis.call('HDEL', site.days, 'written ' .. day)
end

local function mark_written(site, day, received_at)
  local held = redis.call('HGET', site.days, 'written ' .. day)
  if not held or tonumber(held) < tonumber(received_at) then
    redis.call('HSET', site.days, 'written ' .. day, received_at)
  end
end

local function change_day(site, kind, day, by)
  if by == 0 then return end
  local field = kind .. ' ' .. day
  if redis.call('HINCRBY', site.days, field, digits(by)) == 0 then
    redis.call('HDEL', site.days, field)
  end
end

local function note(site, has_note, text)
  if has_note == '1' then redis.call('HSET', site.history, 'note', text) end
end

reading('history_facts', function(site)
  return {
    redis.call('HGET', site.epoch, 'epoch'),
    redis.call('HGETALL', site.cursors),
    redis.call('HGETALL', site.days),
    redis.call('HGET', site.history, 'note'),
  }
end)

-- Five arguments, two of the note, how many shards, the shards, then name, day and body of each block.
writing('history_append', function(site, args)
  local token, epoch, expected, position, received_at = unpack(args, 1, 5)
  if not holds_lease(site, 'feed', token) then return 'lease-lost' end
  if not is_epoch(site, epoch) then return 'epoch-changed' end
  local shard_count = tonumber(args[8])
  for at = 9, 8 + shard_count do
    local held = redis.call('HGET', site.cursors, args[at])
    if (held and string.match(held, '^%S+') or '') ~= expected then return 'moved' end
  end
  local bytes = {}
  for at = 9 + shard_count, #args, 3 do
    local name, day, body = args[at], args[at + 1], args[at + 2]
    if redis.call('RPUSH', day_key(site, 'open', day, name), body) == 1 then
      redis.call('SADD', day_key(site, 'open', day), name)
    end
    bytes[day] = (bytes[day] or 0) + #body + BLOCK_OVERHEAD
  end
  for day, by in pairs(bytes) do
    change_day(site, 'open', day, by)
    mark_written(site, day, received_at)
  end
  for at = 9, 8 + shard_count do
    redis.call('HSET', site.cursors, args[at], position .. ' ' .. received_at)
  end
  note(site, args[6], args[7])
  return 'ok'
end)

reading('history_read', function(site, args)
  local name, shard, from_day, to_day = unpack(args)
  local days = {}
  for day = tonumber(from_day), tonumber(to_day) do
    local text = digits(day)
    local open = redis.call('LRANGE', day_key(site, 'open', text, name), 0, -1)
    local chunk = redis.call('HGET', day_key(site, 'chunks', text), name)
    local rollups = redis.call('HGET', day_key(site, 'rollups', text), name)
    if #open > 0 or chunk or rollups then
      days[#days + 1] = { text, open, chunk or '', rollups or '' }
    end
  end
  return {
    redis.call('HGET', site.epoch, 'epoch'),
    redis.call('HGET', site.cursors, shard),
    redis.call('HGET', site.history, 'note'),
    days,
  }
end)

reading('history_series', function(site, args)
  if args[2] == 'open' then return redis.call('SMEMBERS', day_key(site, 'open', args[1])) end
  return redis.call('HKEYS', day_key(site, 'chunks', args[1]))
end)

local function cost_of(body)
  return body and body ~= '' and #body + CHUNK_OVERHEAD or 0
end

-- Answers by how many bytes there are more.
local function replace_piece(key, name, body)
  local held = redis.call('HGET', key, name)
  if body ~= '' then
    redis.call('HSET', key, name, body)
  elseif held then
    redis.call('HDEL', key, name)
  end
  return cost_of(body) - cost_of(held)
end

-- Also when memory is full: what stands afterwards is smaller.
always('history_rewrite', function(site, args)
  local token, day = args[1], args[2]
  if not holds_lease(site, 'feed', token) then return 'lease-lost' end
  for at = 5, #args, 4 do
    local open = redis.call('LLEN', day_key(site, 'open', day, args[at]))
    if open ~= tonumber(args[at + 1]) then return 'moved' end
  end
  local open_by, chunks_by, rollups_by = 0, 0, 0
  for at = 5, #args, 4 do
    local name, chunk, rollups = args[at], args[at + 2], args[at + 3]
    local key = day_key(site, 'open', day, name)
    for _, body in ipairs(redis.call('LRANGE', key, 0, -1)) do
      open_by = open_by - #body - BLOCK_OVERHEAD
    end
    redis.call('UNLINK', key)
    redis.call('SREM', day_key(site, 'open', day), name)
    chunks_by = chunks_by + replace_piece(day_key(site, 'chunks', day), name, chunk)
    rollups_by = rollups_by + replace_piece(day_key(site, 'rollups', day), name, rollups)
  end
  change_day(site, 'open', day, open_by)
  change_day(site, 'chunks', day, chunks_by)
  change_day(site, 'rollups', day, rollups_by)
  forget_empty_day(site, day)
  note(site, args[3], args[4])
  return 'ok'
end)

always('history_drop_rollups', function(site, args)
  if not holds_lease(site, 'feed', args[2]) then return 'lease-lost' end
  redis.call('UNLINK', day_key(site, 'rollups', args[1]))
  redis.call('HDEL', site.days, 'rollups ' .. args[1])
  forget_empty_day(site, args[1])
  return 'ok'
end)
`

/** What the functions of epochs and keyframes need of the history; comes before them. */
export const historyFoundation = `
local function clear_history(site)
  for _, field in ipairs(redis.call('HKEYS', site.days)) do
    local kind, day = string.match(field, '^(%S+) (%S+)$')
    local key = site.history .. ':' .. kind .. ':' .. day
    if kind == 'open' then
      for _, name in ipairs(redis.call('SMEMBERS', key)) do redis.call('UNLINK', key .. ':' .. name) end
    end
    redis.call('UNLINK', key)
  end
  redis.call('UNLINK', site.history, site.cursors, site.days)
end

-- Where the history is that is furthest behind; nil while nobody keeps one.
local function least_cursor(site)
  local least
  for _, held in ipairs(redis.call('HVALS', site.cursors)) do
    if not least or is_before(held, least) then least = held end
  end
  return least
end
`
