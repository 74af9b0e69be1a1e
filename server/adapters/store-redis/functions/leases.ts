/** Leases without time-to-live: holder, token and beat. A released lease keeps its token. */
export const leaseFunctions = `
local function read_lease(site, name)
  local held = redis.call('HMGET', site.lease[name], 'holder', 'token', 'beat')
  if not held[1] or held[1] == '' then return nil end
  return held
end

reading('read_lease', function(site, args)
  return read_lease(site, args[1])
end)

always('take_lease', function(site, args)
  local name, holder, has_seen, seen_holder, seen_token, seen_beat = unpack(args)
  local held = read_lease(site, name)
  if has_seen == '0' then
    if held then return 0 end
  elseif not held or held[1] ~= seen_holder or held[2] ~= seen_token or held[3] ~= seen_beat then
    return 0
  end
  local token = redis.call('HINCRBY', site.lease[name], 'token', 1)
  redis.call('HSET', site.lease[name], 'holder', holder, 'beat', 0)
  return token
end)

always('beat_lease', function(site, args)
  if not holds_lease(site, args[1], args[2]) then return 0 end
  redis.call('HINCRBY', site.lease[args[1]], 'beat', 1)
  return 1
end)

always('release_lease', function(site, args)
  if holds_lease(site, args[1], args[2]) then
    redis.call('HSET', site.lease[args[1]], 'holder', '')
  end
  return 1
end)
`
