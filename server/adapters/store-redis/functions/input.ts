/** Moving entries of the input stream into the site's stream, or to the dead letters, exactly once. */
export const inputFunctions = `
local DEAD_LETTERS = 1000
local DEAD_FIELDS = 32
local DEAD_FIELD_BYTES = 1024

-- Every call on some of the arguments, in parts that the stack can hold; answers the sum.
local function on_ids(args, first, last, run)
  local sum = 0
  for from = first, last, 500 do
    sum = sum + run(unpack(args, from, math.min(from + 499, last)))
  end
  return sum
end

-- What is acknowledged waits for nobody. Entries that turn out not to be ours wait again: for
-- whoever reads next, once they have lain for as long as a dead node's.
local function give_back(site, group, args, first, last)
  on_ids(args, first, last, function(...)
    local claim = { 'XCLAIM', site.input, group, 'given-back', 0, ... }
    claim[#claim + 1] = 'FORCE'
    claim[#claim + 1] = 'JUSTID'
    redis.pcall(unpack(claim))
    return 0
  end)
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

-- What lies before the newest moved entry was delivered, and what of it waits for nobody was moved
-- before: all of that goes at once, at a tenth of the cost of deleting each. Behind an entry that
-- still waits for another node they stay until it is moved, too; nobody gets them again.
local function trim_moved(site, group, args, first, last)
  local newest_ms, newest_n = position(args[first])
  for at = first + 1, last do
    local ms, n = position(args[at])
    if ms > newest_ms or (ms == newest_ms and n > newest_n) then newest_ms, newest_n = ms, n end
  end
  local keep_from = digits(newest_ms) .. '-' .. digits(newest_n + 1)
  local waiting = redis.call('XPENDING', site.input, group)
  if waiting[1] > 0 and is_before(waiting[2], keep_from) then keep_from = waiting[2] end
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
  -- Only the first of two nodes can acknowledge an entry, so this decides who moves it.
  local acknowledged = on_ids(args, first_id, last_id, function(...)
    return redis.call('XACK', site.input, group, ...)
  end)
  if acknowledged < id_count then
    give_back(site, group, args, first_id, last_id)
    return { 'already-moved' }
  end
  local answer = { 'ok' }
  if has_entry == '1' then
    local is_added, added = pcall(add_entry, site, epoch, kind, received_at, body)
    if not is_added then
      give_back(site, group, args, first_id, last_id)
      error(added)
    end
    answer[2] = added
  end
  for at = first_dead, first_dead + 2 * dead_count - 1, 2 do
    bury(site, args[at], args[at + 1])
  end
  trim_moved(site, group, args, first_id, last_id)
  return answer
end)
`
