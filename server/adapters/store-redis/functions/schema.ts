/** Numbers of series and declarations of metrics. */
export const schemaFunctions = `
writing('name_series', function(site, args)
  local epoch, received_at = args[1], args[2]
  if not is_epoch(site, epoch) then return { 'epoch-changed' } end
  for at = 3, #args, 2 do
    if redis.call('HEXISTS', site.numbers, args[at + 1]) == 0
      and redis.call('HEXISTS', site.metrics, args[at]) == 0 then
      return { 'undeclared', args[at] }
    end
  end
  local answer = { 'ok' }
  local count = redis.call('LLEN', site.series)
  local before = count
  for at = 3, #args, 2 do
    local name = args[at + 1]
    local number = redis.call('HGET', site.numbers, name)
    if not number then
      number = count
      redis.call('RPUSH', site.series, name)
      redis.call('HSET', site.numbers, name, number)
      count = count + 1
    end
    answer[#answer + 1] = tonumber(number)
  end
  if count > before then add_entry(site, epoch, 'schema', received_at, '') end
  return answer
end)

local function channel_of(declaration)
  return string.match(declaration, '^%d+ (.*)$')
end

local function declared_channels(site)
  local channels = {}
  for _, held in ipairs(redis.call('HVALS', site.metrics)) do channels[channel_of(held)] = true end
  return channels
end

-- A channel that is new moves the numbers of the others, so it is a change like one of decimals.
writing('declare_metrics', function(site, args)
  local epoch, received_at = args[1], args[2]
  if not is_epoch(site, epoch) then return { 'epoch-changed' } end
  local channels = declared_channels(site)
  local is_first = next(channels) == nil
  local is_changed = false
  for at = 3, #args, 2 do
    local held = redis.call('HGET', site.metrics, args[at])
    if held ~= args[at + 1] then
      redis.call('HSET', site.metrics, args[at], args[at + 1])
      if held or not (is_first or channels[channel_of(args[at + 1])]) then is_changed = true end
    end
  end
  if is_changed then
    redis.call('HINCRBY', site.meta, 'revision', 1)
    add_entry(site, epoch, 'schema', received_at, '')
  end
  return { 'ok' }
end)

reading('read_schema', function(site)
  return {
    redis.call('HGET', site.meta, 'revision') or '0',
    redis.call('HGETALL', site.metrics),
    redis.call('LRANGE', site.series, 0, -1),
  }
end)
`
