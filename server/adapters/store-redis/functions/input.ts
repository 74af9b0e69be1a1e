/** Moving entries of the input stream into the site's stream, or to the dead letters, exactly once. */
export const inputFunctions = `
local DEAD_LETTERS = 1000
local DEAD_FIELDS = 32
local DEAD_FIELD_BYTES = 1024

local function waiting_entry(site, id)
  return redis.call('XRANGE', site.input, id, id)[1]
end

-- Dead letters are cut short: a producer gone wrong must not fill the memory with them.
local function bury(site, id, reason)
  local letter = { 'reason', reason, 'entry', id }
  local fields = waiting_entry(site, id)[2]
  for at = 1, math.min(#fields, 2 * DEAD_FIELDS) do
    letter[#letter + 1] = string.sub(fields[at], 1, DEAD_FIELD_BYTES)
  end
  redis.call('XADD', site.dead, 'MAXLEN', DEAD_LETTERS, '*', unpack(letter))
end

writing('move', function(site, args)
  local group, id_count, dead_count, has_entry = args[1], tonumber(args[2]), tonumber(args[3]), args[4]
  local first_id, first_dead = 11, 11 + id_count
  for at = first_id, first_dead - 1 do
    if not waiting_entry(site, args[at]) then return { 'already-moved' } end
  end
  local answer = { 'ok' }
  if has_entry == '1' then
    local epoch, kind, received_at, body, lease_name, lease_token = unpack(args, 5, 10)
    local reason = refusal_of_entry(site, epoch, lease_name, lease_token)
    if reason then return { reason } end
    answer[2] = add_entry(site, epoch, kind, received_at, body)
  end
  for at = first_dead, first_dead + 2 * dead_count - 1, 2 do
    bury(site, args[at], args[at + 1])
  end
  for from = first_id, first_dead - 1, 500 do
    local upto = math.min(from + 499, first_dead - 1)
    redis.call('XACK', site.input, group, unpack(args, from, upto))
    redis.call('XDEL', site.input, unpack(args, from, upto))
  end
  return answer
end)
`
