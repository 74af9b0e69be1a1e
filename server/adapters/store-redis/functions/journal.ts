/** The journal: a stream of entries whose ids are their numbers. Nothing here removes one. */
export const journalFunctions = `
-- The number is the last that was given out, also when its entry was taken away from outside.
local function journal_head(site)
  local seq, at, hash = '0', '0', ''
  local info = redis.pcall('XINFO', 'STREAM', site.journal)
  if info.err then return seq, at, hash end
  for part = 1, #info, 2 do
    if info[part] == 'last-generated-id' then
      seq = string.match(info[part + 1], '^%d+')
    elseif info[part] == 'last-entry' and info[part + 1] then
      local fields = info[part + 1][2]
      for field = 1, #fields, 2 do
        if fields[field] == 'a' then at = fields[field + 1] end
        if fields[field] == 'h' then hash = fields[field + 1] end
      end
    end
  end
  return seq, at, hash
end

reading('journal_head', function(site)
  return { journal_head(site) }
end)

-- Rows of number, time, hash and body.
local function append_links(site, args, first, last)
  for at = first, last, 4 do
    redis.call('XADD', site.journal, args[at] .. '-0', 'a', args[at + 1], 'h', args[at + 2], 'b', args[at + 3])
  end
end

-- Number and hash of the head, then the entries.
writing('journal_append', function(site, args)
  local seq, at, hash = journal_head(site)
  if seq ~= args[1] or hash ~= args[2] then return { 'moved', seq, at, hash } end
  append_links(site, args, 3, #args)
  return { 'ok' }
end)
`
