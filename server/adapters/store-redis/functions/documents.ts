/** Small named documents, and counters that end by themselves. */
export const documentFunctions = `
-- Revisions of documents come from one counter, so a name that was removed and written again
-- never shows a revision that somebody has seen before.
local function revision_of(site, name)
  local held = redis.call('HGET', site.documents, name)
  return held and string.match(held, '^%d+') or '0'
end

writing('write_document', function(site, args)
  local name, expected, has_body, body = unpack(args)
  local held = revision_of(site, name)
  if held ~= expected then return { 0, held } end
  if has_body == '0' then
    redis.call('HDEL', site.documents, name)
    return { 1, '0' }
  end
  local revision = digits(redis.call('HINCRBY', site.meta, 'documents', 1))
  redis.call('HSET', site.documents, name, revision .. ' ' .. body)
  return { 1, revision }
end)

reading('read_document', function(site, args)
  return redis.call('HGET', site.documents, args[1])
end)

-- A scan may name one twice when the hash is being moved to a larger table.
reading('list_documents', function(site, args)
  local answer, seen, cursor = {}, {}, '0'
  repeat
    local page = redis.call('HSCAN', site.documents, cursor, 'MATCH', args[1], 'COUNT', 1000)
    cursor = page[1]
    for at = 1, #page[2], 2 do
      local name = page[2][at]
      if not seen[name] then
        seen[name] = true
        answer[#answer + 1] = name
        answer[#answer + 1] = page[2][at + 1]
      end
    end
  until cursor == '0'
  return answer
end)

local function count_key(site, name)
  return site.counts .. ':' .. name
end

writing('add_count', function(site, args)
  local key = count_key(site, args[1])
  if tonumber(args[2]) <= 0 and redis.call('EXISTS', key) == 0 then return { 0, 0 } end
  local count = redis.call('INCRBY', key, args[2])
  local ends_in = redis.call('PTTL', key)
  if ends_in < 0 then
    redis.call('PEXPIRE', key, args[3])
    ends_in = tonumber(args[3])
  end
  return { count, ends_in }
end)

always('forget_count', function(site, args)
  return redis.call('UNLINK', count_key(site, args[1]))
end)
`
