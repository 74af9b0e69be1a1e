/** A site's keys by name: what the functions below find them in. */
export const siteTable = `
local function site_of(keys)
  return {
    stream = keys[1], epoch = keys[2], meta = keys[3], index = keys[4], keyframes = keys[5],
    bodies = keys[6], series = keys[7], numbers = keys[8], metrics = keys[9], documents = keys[10],
    lease = { feed = keys[11], alarms = keys[12] }, input = keys[13], dead = keys[14],
    history = keys[15], cursors = keys[16], days = keys[17], journal = keys[18], counts = keys[19],
    dossiers = keys[20], dossier_changes = keys[21], dossier_position = keys[22], dossier_reports = keys[23],
  }
end
`

/** Shared by the functions of every library, behind its table of keys: positions, epoch and lease, registering. */
export const foundation = `
local function digits(number)
  return string.format('%.0f', number)
end

local function position(text)
  local ms, n = string.match(text, '^(%d+)-(%d+)')
  return tonumber(ms), tonumber(n)
end

local function is_before(a, b)
  local a_ms, a_n = position(a)
  local b_ms, b_n = position(b)
  if a_ms == b_ms then return a_n < b_n end
  return a_ms < b_ms
end

local function is_epoch(site, epoch)
  return redis.call('HGET', site.epoch, 'epoch') == epoch
end

local function holds_lease(site, name, token)
  local held = redis.call('HMGET', site.lease[name], 'holder', 'token')
  return held[1] and held[1] ~= '' and held[2] == token
end

local function tail_of(site)
  local info = redis.pcall('XINFO', 'STREAM', site.stream)
  if info.err then return '0-0' end
  for at = 1, #info, 2 do
    if info[at] == 'last-generated-id' then return info[at + 1] end
  end
  return '0-0'
end

local function register(name, flags, run)
  redis.register_function{
    function_name = '@LIBRARY@_' .. name,
    callback = function(keys, args) return run(site_of(keys), args) end,
    flags = flags,
  }
end

local function writing(name, run) register(name, {}, run) end
local function reading(name, run) register(name, { 'no-writes' }, run) end
-- Also when memory is full: what frees memory, and the few bytes of leases and epochs.
local function always(name, run) register(name, { 'allow-oom' }, run) end
`

/** The one way an entry is appended to a site's stream. */
export const entryFoundation = `
local ENTRY_OVERHEAD = 250

-- The index keeps only entries that no later one undercuts, so it rises in time and in position
-- at once: the last row at or before a moment is the last entry received at or before it, and
-- the running total of bytes beside it tells how much a cut there would free.
local function add_entry(site, epoch, kind, received_at, body)
  local id = redis.call('XADD', site.stream, '*', 'e', epoch, 'k', kind, 'r', received_at, 'b', body)
  local total = redis.call('HINCRBY', site.meta, 'bytes', #body + ENTRY_OVERHEAD)
  redis.call('HINCRBY', site.meta, 'added', 1)
  redis.call('ZREMRANGEBYSCORE', site.index, received_at, '+inf')
  redis.call('ZADD', site.index, received_at, id .. ' ' .. digits(total))
  return id
end

local function refusal_of_entry(site, epoch, lease_name, lease_token)
  if not is_epoch(site, epoch) then return 'epoch-changed' end
  if lease_name ~= '' and not holds_lease(site, lease_name, lease_token) then return 'lease-lost' end
  return nil
end
`
