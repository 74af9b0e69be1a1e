/** Moving entries of the input stream into the site's stream, or to the dead letters, exactly once. */
export const inputFunctions = `
local DEAD_LETTERS = 1000
local DEAD_FIELDS = 32
local DEAD_FIELD_BYTES = 1024

-- What is acknowledged waits for nobody. Entries that turn out not to be ours alone wait again: for
-- whoever reads next, once they have lain for as long as a dead node's. Only those that this call
-- itself acknowledged: the others were moved before, and may still stand in the stream.
local function give_back(site, group, ids)
  for _, id in ipairs(ids) do
    redis.pcall('XCLAIM', site.input, group, 'given-back', 0, id, 'FORCE', 'JUSTID')
  end
end

-- Only the first of two nodes can acknowledge an entry, so this decides who moves it.
local function acknowledged(site, group, args, first, last)
  local ids = {}
  for at = first, last do
    if redis.call('XACK', site.input, group, args[at]) == 1 then ids[#ids + 1] = args[at] end
  end
  return ids
end

-- Dead letters are cut short: a producer gone wrong must not fill the memory with them.
local function bury(site, id, reason)
  local letter = { 'reason', reason, 'entry', id }
  local entry = redis.call('XRANGE', site.input, id, id)[1]
  local fields = entry and entry[2] or {}
  for at = 1, math.min(#fields, 2 * DEAD_FIELDS) do
    letter[#letter + 1] = string.sub(fields[at], 1, DEAD_FIELD_BYTES)
  end
  redis.call('XADD', site.dead, 'MAXLEN', DEAD_LETTERS, '*', unpack(letter))
end

local function last_delivered(site, group)
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', site.input)) do
    local facts = {}
    for at = 1, #info, 2 do facts[info[at]] = info[at + 1] end
    if facts.name == group then return facts['last-delivered-id'] end
  end
  return '0-0'
end

-- What was delivered and waits for nobody was moved: all of it before the oldest entry that still
-- waits goes at once, at a tenth of the cost of deleting each.
local function trim_moved(site, group)
  local waiting = redis.call('XPENDING', site.input, group)
  local keep_from = waiting[1] > 0 and waiting[2]
  if not keep_from then
    local ms, n = position(last_delivered(site, group))
    keep_from = digits(ms) .. '-' .. digits(n + 1)
  end
  redis.call('XTRIM', site.input, 'MINID', keep_from)
end

writing('move', function(site, args)
  local group, id_count, dead_count, has_entry = args[1], tonumber(args[2]), tonumber(args[3]), args[4]
  local first_id, first_dead = 11, 11 + id_count
  local last_id = first_dead - 1
  local epoch, kind, received_at, body, lease_name, lease_token = unpack(args, 5, 10)
  if has_entry == '1' then
    local reason = refusal_of_entry(site, epoch, lease_name, lease_token)
    if reason then return { reason } end
  end
  local ours = acknowledged(site, group, args, first_id, last_id)
  if #ours < id_count then
    give_back(site, group, ours)
    return { 'already-moved' }
  end
  local answer = { 'ok' }
  if has_entry == '1' then
    local is_added, added = pcall(add_entry, site, epoch, kind, received_at, body)
    if not is_added then
      give_back(site, group, ours)
      error(added)
    end
    answer[2] = added
  end
  for at = first_dead, first_dead + 2 * dead_count - 1, 2 do
    bury(site, args[at], args[at + 1])
  end
  trim_moved(site, group)
  return answer
end)
`
