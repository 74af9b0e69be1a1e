import { KEPT_DOSSIER_CHANGES, MAX_EVENTS_OF_DOSSIER } from '../../../services/dossier-store.ts'

/**
 * Dossiers: a hash of records by code (services/dossier-record says what one is), a sorted set of
 * codes by the sequence of their last change, and what units reported.
 */
export const dossierFunctions = `
-- Of a record without its closing bracket.
local function line_count(text)
  local _, count = string.gsub(text, '\\n', '')
  return count
end

-- The same as addLine in services/dossier-record.
local function add_line(dossier, head, revision, content, arrival)
  local text = dossier.text
  local line = head .. revision .. ',' .. content .. ',' .. arrival .. ']'
  local from = text and string.find(text, head, 1, true)
  if not from then
    dossier.count = dossier.count or (text and line_count(text) or 0)
    if dossier.count >= ${MAX_EVENTS_OF_DOSSIER} then return 'too-many' end
    dossier.count = dossier.count + 1
    dossier.text = (text and text .. ',' or '[') .. line
    return 'new'
  end
  local behind = from + #head
  local held = tonumber(string.match(text, '^%d+', behind))
  if tonumber(revision) < held then return 'known' end
  if tonumber(revision) == held then
    local own = revision .. ',' .. content .. ','
    return string.sub(text, behind, behind + #own - 1) == own and 'known' or 'conflict'
  end
  local next_line = string.find(text, ',\\n', behind, true)
  dossier.text = string.sub(text, 1, from - 1) .. line .. (next_line and string.sub(text, next_line) or '')
  return 'new'
end

-- Outcomes first, nothing is written; then all that changed with one command for each key.
local function take_events(site, args, last)
  local dossiers, changed, outcomes = {}, {}, {}
  for at = 3, last, 5 do
    local code = args[at]
    local dossier = dossiers[code]
    if not dossier then
      local record = redis.call('HGET', site.dossiers, code)
      dossier = { code = code, text = record and string.sub(record, 1, -2) }
      dossiers[code] = dossier
    end
    local outcome = add_line(dossier, args[at + 1], args[at + 2], args[at + 3], args[at + 4])
    if outcome == 'new' and not dossier.is_changed then
      dossier.is_changed = true
      changed[#changed + 1] = dossier
    end
    outcomes[#outcomes + 1] = outcome
  end
  return outcomes, changed
end

local function write_dossiers(site, changed, identity)
  if #changed == 0 then return end
  redis.call('HSETNX', site.dossier_position, 'identity', identity)
  local sequence = tonumber(redis.call('HGET', site.dossier_position, 'sequence') or 0)
  local records, changes = {}, {}
  for at, dossier in ipairs(changed) do
    records[2 * at - 1], records[2 * at] = dossier.code, dossier.text .. ']'
    changes[2 * at - 1], changes[2 * at] = digits(sequence + at), dossier.code
  end
  sequence = sequence + #changed
  redis.call('HSET', site.dossiers, unpack(records))
  redis.call('ZADD', site.dossier_changes, unpack(changes))
  redis.call('ZREMRANGEBYSCORE', site.dossier_changes, '-inf', digits(sequence - ${KEPT_DOSSIER_CHANGES}))
  redis.call('HSET', site.dossier_position, 'sequence', digits(sequence))
end

-- An identity for the first event, how many events, then code and four parts of the line of each,
-- then unit and time of each report.
writing('dossiers_append', function(site, args)
  local last = 2 + 5 * tonumber(args[2])
  local outcomes, changed = take_events(site, args, last)
  write_dossiers(site, changed, args[1])
  for at = last + 1, #args, 2 do
    local held = redis.call('HGET', site.dossier_reports, args[at])
    if not held or tonumber(held) < tonumber(args[at + 1]) then
      redis.call('HSET', site.dossier_reports, args[at], args[at + 1])
    end
  end
  return outcomes
end)

-- How far, whether some changes are forgotten, then code and sequence of each.
reading('dossiers_changed', function(site, args)
  local after = tonumber(args[1])
  local sequence = tonumber(redis.call('HGET', site.dossier_position, 'sequence') or 0)
  if after > sequence or after < sequence - ${KEPT_DOSSIER_CHANGES} then
    return { digits(sequence), 1, {} }
  end
  local rows = redis.call('ZRANGEBYSCORE', site.dossier_changes, '(' .. digits(after), '+inf',
    'WITHSCORES', 'LIMIT', 0, args[2])
  return { digits(sequence), 0, rows }
end)
`
