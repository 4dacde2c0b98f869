import { createHash } from "node:crypto";

/** A Lua script, and the name the server knows it by. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/**
 * What several scripts do. `base` is what the keys of the target begin with: all keys named here are in the slot of those that are declared.
 * Instants are the caller's; what the server's own clock measures are durations.
 */
const SHARED = `
local function parts(head)
  local lines, from = {}, 1
  for line = 1, 4 do
    local to = string.find(head, '\\n', from, true)
    lines[line] = string.sub(head, from, to - 1)
    from = to + 1
  end
  return tonumber(lines[2]), lines[3], lines[4], lines[1]
end
local function whole(number) return string.format('%.0f', number) end
local function set_expiry(key, ms)
  if ms < 0 then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, whole(math.max(ms, 1))) end
end
local function body_expiry(base, id, chunks, ms)
  set_expiry(base .. 'b:' .. id, ms)
  for n = 0, tonumber(chunks) - 1 do set_expiry(base .. 'c:' .. id .. ':' .. n, ms) end
end
local function release(base, id, now, grace)
  if id == '' then return end
  local meta = base .. 'b:' .. id
  local known = redis.call('HMGET', meta, 'chunks', 'keep')
  if not known[1] then return end
  local keep = math.max(tonumber(known[2]), now + grace)
  redis.call('HSET', meta, 'owner', '', 'keep', whole(keep))
  body_expiry(base, id, known[1], keep - now)
end
local function head_of(record)
  local head = redis.call('GETRANGE', record, 0, 2047)
  if head ~= '' then return head end
end
local function without(list, variant)
  local from, to = string.find(list, '\\n' .. variant .. '\\n', 1, true)
  if not from then return list end
  return string.sub(list, 1, from) .. string.sub(list, to + 1)
end
`;

/** KEYS: variants, epoch. ARGV: what records' keys begin with. → epoch or nil, [record, …] */
export const FIND_ALL: Script = script(`
local records = {}
local list = redis.call('GET', KEYS[1])
if list then
  for variant in string.gmatch(list, '[^\\n]+') do
    local record = redis.call('GET', ARGV[1] .. variant)
    if record then records[#records + 1] = record end
  end
end
return { redis.call('GET', KEYS[2]), records }
`);

/**
 * KEYS: record, variants, all, epoch. ARGV: base, member, variant, record, witness ('', 'revision', 'epoch'), what it saw, time to live
 * (-1: forever), the instant at which that is over, body or '', now, grace. → 1, or 0 for a conflict
 *
 * A list expires with the last of what it may name. A record begins with the epoch it was stored under: one that an invalidation did not
 * find, because the server had evicted the list that names it, is none any more.
 */
export const PUT: Script = script(
  `
local record, variants, all = KEYS[1], KEYS[2], KEYS[3]
local base, member, variant, body = ARGV[1], ARGV[2], ARGV[3], ARGV[9]
local ttl, now, grace = tonumber(ARGV[7]), tonumber(ARGV[10]), tonumber(ARGV[11])
local old = head_of(record)
local bumped = redis.call('GET', KEYS[4])
local epoch = bumped or '0'
local revision, old_body
if old then
  local _, was, body_of_old, under = parts(old)
  old_body = body_of_old
  if not bumped or under == bumped then revision = was end
end
if ARGV[5] == 'revision' and revision ~= ARGV[6] then return 0 end
if ARGV[5] == 'epoch' and epoch ~= ARGV[6] then return 0 end

local text = epoch .. '\\n' .. ARGV[4]
if ttl < 0 then redis.call('SET', record, text) else redis.call('SET', record, text, 'PX', whole(ttl)) end

local function expire_with_last(key, before, alone)
  if ttl < 0 then
    if before >= 0 then redis.call('PERSIST', key) end
  elseif alone or before < -1 or (before >= 0 and before < ttl) then set_expiry(key, ttl) end
end
local before = redis.call('PTTL', variants)
local list = redis.call('GET', variants) or '\\n'
local kept = list
if not string.find(list, '\\n' .. variant .. '\\n', 1, true) then
  for other in string.gmatch(list, '[^\\n]+') do
    if redis.call('EXISTS', string.sub(record, 1, #record - #variant) .. other) == 0 then kept = without(kept, other) end
  end
  kept = kept .. variant .. '\\n'
  if before >= 0 then redis.call('SET', variants, kept, 'PX', before) else redis.call('SET', variants, kept) end
end
expire_with_last(variants, before, kept == '\\n' .. variant .. '\\n')

before = redis.call('PTTL', all)
if ttl >= 0 then redis.call('ZREMRANGEBYSCORE', all, '-inf', '(' .. whole(now - 3600000)) end
redis.call('ZADD', all, ARGV[8], member)
expire_with_last(all, before, redis.call('ZCARD', all) == 1)

if old_body and old_body ~= body then release(base, old_body, now, grace) end
if body ~= '' then
  local chunks = redis.call('HGET', base .. 'b:' .. body, 'chunks')
  if chunks then
    redis.call('HSET', base .. 'b:' .. body, 'owner', member)
    body_expiry(base, body, chunks, ttl < 0 and -1 or ttl + grace)
  end
end
return 1
`,
);

/** KEYS: record, variants, all. ARGV: base, member, variant, revision or '', only what is past this instant or '', now, grace. → how many */
export const REMOVE: Script = script(
  `
local head = head_of(KEYS[1])
if not head then return 0 end
local gone, revision, body = parts(head)
if ARGV[4] ~= '' and revision ~= ARGV[4] then return 0 end
if ARGV[5] ~= '' and gone > tonumber(ARGV[5]) then return 0 end
redis.call('UNLINK', KEYS[1])
redis.call('ZREM', KEYS[3], ARGV[2])
local list = redis.call('GET', KEYS[2])
if list then
  local kept = without(list, ARGV[3])
  local left = redis.call('PTTL', KEYS[2])
  if kept == '\\n' then redis.call('DEL', KEYS[2])
  elseif left >= 0 then redis.call('SET', KEYS[2], kept, 'PX', math.max(left, 1))
  else redis.call('SET', KEYS[2], kept) end
end
release(ARGV[1], body, tonumber(ARGV[6]), tonumber(ARGV[7]))
return 1
`,
);

/** KEYS: epoch, all. ARGV: base, new epoch or '', how long it is kept, at most so many, now, grace. → how many, whether there is more */
export const INVALIDATE: Script = script(
  `
local base, now, grace = ARGV[1], tonumber(ARGV[5]), tonumber(ARGV[6])
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
local removed = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, tonumber(ARGV[4]) - 1)) do
  local record = base .. 'r:' .. member
  local head = head_of(record)
  if head then
    local _, _, body = parts(head)
    redis.call('UNLINK', record)
    release(base, body, now, grace)
    removed = removed + 1
  end
  redis.call('DEL', base .. 'i:' .. string.sub(member, 1, string.find(member, ':', 1, true) - 1))
  redis.call('ZREM', KEYS[2], member)
end
return { removed, redis.call('EXISTS', KEYS[2]) }
`,
);

/** KEYS: body. ARGV: base, id, bytes, chunks, keep until, for so long. → 1, or 0 where a chunk is gone */
export const COMMIT_BODY: Script = script(
  `
for n = 0, tonumber(ARGV[4]) - 1 do
  if redis.call('EXISTS', ARGV[1] .. 'c:' .. ARGV[2] .. ':' .. n) == 0 then return 0 end
end
redis.call('HSET', KEYS[1], 'bytes', ARGV[3], 'chunks', ARGV[4], 'keep', ARGV[5], 'owner', '')
body_expiry(ARGV[1], ARGV[2], ARGV[4], tonumber(ARGV[6]))
return 1
`,
);

/** KEYS: body. ARGV: base, id, first chunk. → length or nil, that chunk or nil */
export const OPEN_BODY: Script = script(`
return {
  redis.call('HGET', KEYS[1], 'bytes'),
  redis.call('GET', ARGV[1] .. 'c:' .. ARGV[2] .. ':' .. ARGV[3])
}
`);

/** KEYS: body. ARGV: base, id, keep until, for so long. → 1, or 0 where it is gone */
export const KEEP_BODY: Script = script(
  `
local known = redis.call('HMGET', KEYS[1], 'chunks', 'keep')
if not known[1] then return 0 end
if tonumber(known[2]) < tonumber(ARGV[3]) then redis.call('HSET', KEYS[1], 'keep', ARGV[3]) end
local left = redis.call('PTTL', KEYS[1])
if left >= 0 and left < tonumber(ARGV[4]) then body_expiry(ARGV[1], ARGV[2], known[1], tonumber(ARGV[4])) end
return 1
`,
);

/** KEYS: body. ARGV: base, id, now, grace. Removes a body that nobody owns any more, once nobody may be reading it. */
export const SWEEP_BODY: Script = script(
  `
local base, id, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'owner', 'keep', 'chunks')
if not known[3] then return 0 end
if known[1] ~= '' then
  local head = head_of(base .. 'r:' .. known[1])
  local _, body
  if head then _, _, body = parts(head) end
  if body ~= id then release(base, id, now, tonumber(ARGV[4])) end
  return 0
end
if tonumber(known[2]) > now then return 0 end
redis.call('UNLINK', KEYS[1])
for n = 0, tonumber(known[3]) - 1 do redis.call('UNLINK', base .. 'c:' .. id .. ':' .. n) end
return 1
`,
);

/**
 * A lease is a text: until when, a line break, the holder's token; without a token nobody needs to wait. The server lets go of it by its own
 * clock if nobody does.
 *
 * KEYS: lease. ARGV: token, now, for so long. → 0 where it is ours, or for how long it is another's
 */
export const TAKE_LEASE: Script = script(`
local there, now = redis.call('GET', KEYS[1]), tonumber(ARGV[2])
if there then
  local cut = string.find(there, '\\n', 1, true)
  local left = tonumber(string.sub(there, 1, cut - 1)) - now
  if left > 0 then
    if cut == #there then return '0' end
    return string.format('%.0f', math.max(left, 1))
  end
end
redis.call('SET', KEYS[1], string.format('%.0f', now + tonumber(ARGV[3])) .. '\\n' .. ARGV[1], 'PX', ARGV[3])
return '0'
`);

/** KEYS: lease. ARGV: token, now, for so long, token to leave. → 1, or 0 where it is not ours any more */
export const EXTEND_LEASE: Script = script(`
local there = redis.call('GET', KEYS[1])
if not there then return 0 end
local cut = string.find(there, '\\n', 1, true)
if string.sub(there, cut + 1) ~= ARGV[1] or tonumber(string.sub(there, 1, cut - 1)) <= tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], string.format('%.0f', tonumber(ARGV[2]) + tonumber(ARGV[3])) .. '\\n' .. ARGV[1], 'PX', ARGV[3])
return 1
`);

/** KEYS: lease. ARGV: token, '1' to let everybody in for the rest of its time. → 1, or 0 where it is not ours any more */
export const RELEASE_LEASE: Script = script(`
local there = redis.call('GET', KEYS[1])
if not there then return 0 end
local cut = string.find(there, '\\n', 1, true)
if string.sub(there, cut + 1) ~= ARGV[1] then return 0 end
local left = redis.call('PTTL', KEYS[1])
if ARGV[2] == '1' and left > 0 then redis.call('SET', KEYS[1], string.sub(there, 1, cut), 'PX', left)
else redis.call('DEL', KEYS[1]) end
return 1
`);

function script(body: string): Script {
  const uses = /\b(?:parts|whole|set_expiry|body_expiry|release|head_of|without)\(/.test(body);
  const lua = `${uses ? SHARED : ""}${body}`.trim();
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
