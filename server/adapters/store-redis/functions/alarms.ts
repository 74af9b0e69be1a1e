import {
  KEPT_COMMANDS_MS,
  MAX_DEAD_MESSAGES,
  MAX_KEPT_COMMANDS,
} from '../../../services/alarm-store.ts'

/** The keys of a site's alarms by name; what is shared with sites finds them under a site's names. */
export const alarmTable = `
local function site_of(keys)
  return {
    epoch = keys[1], lease = { alarms = keys[2] }, journal = keys[3], stream = keys[3],
    records = keys[4], points = keys[5], evaluation = keys[6],
    commands = keys[7], command_times = keys[8],
    waiting = { texts = keys[9], order = keys[10] }, dead = { texts = keys[11], order = keys[12] },
  }
end
`

/** Comes before the functions that are shared with sites. */
export const alarmFoundation = `
-- Figures may have filled the memory, and alarms are taken all the same.
writing = always

local function begin_epoch(site, is_cleared)
  if not is_cleared then return end
  redis.call('UNLINK', site.records, site.points, site.evaluation, site.commands, site.command_times,
    site.waiting.texts, site.waiting.order, site.dead.texts, site.dead.order)
end
`

/** What was worked out of the journal, and the one way in which it is written. */
export const alarmFunctions = `
-- Even, for what comes in pairs, and less than unpack takes.
local PART = 4000

local function in_parts(list, run)
  for from = 1, #list, PART do run(from, math.min(from + PART - 1, #list)) end
end

local function call_in_parts(command, key, list)
  in_parts(list, function(from, to) redis.call(command, key, unpack(list, from, to)) end)
end

-- Where the rows begin and end whose count is the argument behind a place.
local function counted(args, at, width)
  return at + 2, at + 1 + tonumber(args[at + 1]) * width
end

-- Rows of id, whether there is a text, text.
local function write_texts(key, args, first, last)
  local kept, gone = {}, {}
  for at = first, last, 3 do
    if args[at + 1] == '1' then
      kept[#kept + 1] = args[at]
      kept[#kept + 1] = args[at + 2]
    else
      gone[#gone + 1] = args[at]
    end
  end
  call_in_parts('HSET', key, kept)
  call_in_parts('HDEL', key, gone)
end

local function command_of(held)
  local seq, fingerprint = string.match(held, '^(%d+) (.*)$')
  return fingerprint, seq
end

-- Rows of id, fingerprint, number. Answers the first one that is known.
local function known_command(site, args, first, last)
  local ids = {}
  for at = first, last, 3 do ids[#ids + 1] = args[at] end
  for from = 1, #ids, PART do
    local held = redis.call('HMGET', site.commands, unpack(ids, from, math.min(from + PART - 1, #ids)))
    for at, value in ipairs(held) do
      if value then return ids[from + at - 1], value end
    end
  end
  return nil
end

-- Twice as many as came at most: what is due is caught up with, and no commit takes long for it.
local function forget_commands(site, added, before)
  local too_many = redis.call('ZCARD', site.command_times) - ${MAX_KEPT_COMMANDS}
  if too_many <= 0 then return end
  local due = redis.call('ZRANGEBYSCORE', site.command_times, '-inf', '(' .. before,
    'LIMIT', 0, math.min(too_many, 2 * added))
  call_in_parts('HDEL', site.commands, due)
  call_in_parts('ZREM', site.command_times, due)
end

local function keep_commands(site, args, first, last, time)
  if last < first then return end
  local kept, times = {}, {}
  for at = first, last, 3 do
    kept[#kept + 1] = args[at]
    kept[#kept + 1] = args[at + 2] .. ' ' .. args[at + 1]
    times[#times + 1] = time
    times[#times + 1] = args[at]
  end
  call_in_parts('HSET', site.commands, kept)
  call_in_parts('ZADD', site.command_times, times)
  forget_commands(site, #kept / 2, string.format('%.17g', tonumber(time) - ${KEPT_COMMANDS_MS}))
end

-- Rows of id and text. One that is there already keeps its place.
local function put_messages(list, args, first, last)
  if last < first then return end
  local place = tonumber(redis.call('ZREVRANGE', list.order, 0, 0, 'WITHSCORES')[2] or 0)
  local texts, places = {}, {}
  for at = first, last, 2 do
    place = place + 1
    texts[#texts + 1] = args[at]
    texts[#texts + 1] = args[at + 1]
    places[#places + 1] = digits(place)
    places[#places + 1] = args[at]
  end
  call_in_parts('HSET', list.texts, texts)
  in_parts(places, function(from, to) redis.call('ZADD', list.order, 'NX', unpack(places, from, to)) end)
end

local function remove_messages(list, ids)
  call_in_parts('HDEL', list.texts, ids)
  call_in_parts('ZREM', list.order, ids)
end

local function messages_of(list, ids)
  local answer = {}
  for from = 1, #ids, PART do
    local to = math.min(from + PART - 1, #ids)
    for at, text in ipairs(redis.call('HMGET', list.texts, unpack(ids, from, to))) do
      answer[#answer + 1] = ids[from + at - 1]
      answer[#answer + 1] = text or ''
    end
  end
  return answer
end

local function is_outdated(site, has_after, after)
  return has_after == '1' and (redis.call('HGET', site.evaluation, 'cursor') or '') ~= after
end

local function refusal_of_commit(site, args, first_command, last_command)
  local epoch, token, depends, expected_seq, expected_hash = unpack(args, 1, 5)
  if not is_epoch(site, epoch) then return { 'epoch-changed' } end
  if token ~= '' and not holds_lease(site, 'alarms', token) then return { 'lease-lost' } end
  if is_outdated(site, args[9], args[10]) then return { 'outdated' } end
  local id, held = known_command(site, args, first_command, last_command)
  if id then return { 'known', id, command_of(held) } end
  if depends == '0' then return nil end
  local seq, at, hash = journal_head(site)
  if seq ~= expected_seq or hash ~= expected_hash then return { 'moved', seq, at, hash } end
  return nil
end

-- Epoch, token of an evaluation, whether it depends on the head, number and hash of that, time of the
-- commands, cursor and pulse of an evaluation, whether it follows a cursor and which; then counted rows of links, records, commands, messages
-- and points. Nothing is written before everything was looked at.
writing('commit', function(site, args)
  local token, time, cursor, pulse = args[2], args[6], args[7], args[8]
  local first_link, last_link = counted(args, 10, 4)
  local first_record, last_record = counted(args, last_link, 3)
  local first_command, last_command = counted(args, last_record, 3)
  local first_message, last_message = counted(args, last_command, 2)
  local first_point, last_point = counted(args, last_message, 3)
  local refusal = refusal_of_commit(site, args, first_command, last_command)
  if refusal then return refusal end
  append_links(site, args, first_link, last_link)
  write_texts(site.records, args, first_record, last_record)
  keep_commands(site, args, first_command, last_command, time)
  put_messages(site.waiting, args, first_message, last_message)
  local alive = {}
  for at = first_message, last_message, 2 do alive[#alive + 1] = args[at] end
  remove_messages(site.dead, alive)
  if token ~= '' then
    redis.call('HSET', site.evaluation, 'cursor', cursor, 'pulse', pulse)
    write_texts(site.points, args, first_point, last_point)
  end
  return { 'ok' }
end)

reading('read_command', function(site, args)
  local held = redis.call('HGET', site.commands, args[1])
  return held and { command_of(held) } or nil
end)

reading('load_records', function(site)
  local seq, at, hash = journal_head(site)
  return { redis.call('HGET', site.epoch, 'epoch'), seq, at, hash, redis.call('HGETALL', site.records) }
end)

reading('load_evaluation', function(site)
  return { redis.call('HGET', site.evaluation, 'cursor'), redis.call('HGETALL', site.points) }
end)

reading('waiting_messages', function(site, args)
  return messages_of(site.waiting, redis.call('ZRANGE', site.waiting.order, 0, tonumber(args[1]) - 1))
end)

reading('dead_messages', function(site, args)
  return messages_of(site.dead, redis.call('ZREVRANGE', site.dead.order, 0, tonumber(args[1]) - 1))
end)

-- The lease's token, then rows of id, what became of it, text.
writing('settle_messages', function(site, args)
  if not holds_lease(site, 'alarms', args[1]) then return 'lease-lost' end
  local gone, dead, dead_ids = {}, {}, {}
  for at = 2, #args, 3 do
    local id, outcome, text = args[at], args[at + 1], args[at + 2]
    if redis.call('HEXISTS', site.waiting.texts, id) == 1 then
      if outcome == 'waits' then
        redis.call('HSET', site.waiting.texts, id, text)
      else
        gone[#gone + 1] = id
      end
      if outcome == 'dead' then
        dead_ids[#dead_ids + 1] = id
        dead[#dead + 1] = id
        dead[#dead + 1] = text
      end
    end
  end
  remove_messages(site.waiting, gone)
  remove_messages(site.dead, dead_ids)
  put_messages(site.dead, dead, 1, #dead)
  remove_messages(site.dead, redis.call('ZRANGE', site.dead.order, 0, -${MAX_DEAD_MESSAGES + 1}))
  return 'ok'
end)
`
