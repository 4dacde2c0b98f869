import { type Script, script } from "./script.ts";

/** KEYS: variants, epoch. ARGV: what records' keys begin with. → epoch or nil, [variant, record, …] */
export const FIND_ALL: Script = script(`
local records = {}
sound(KEYS[1], 'string')
sound(KEYS[2], 'string')
local list = redis.call('GET', KEYS[1])
if list then
  for variant in string.gmatch(list, '[^\\n]+') do
    sound(ARGV[1] .. variant, 'string')
    local record = redis.call('GET', ARGV[1] .. variant)
    if record then
      records[#records + 1] = variant
      records[#records + 1] = record
    end
  end
end
return { redis.call('GET', KEYS[2]), records }
`);

/** KEYS: record. ARGV: how what is no record begins. → 1, or 0 where something else stands there by now */
export const DROP: Script = script(`
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
return redis.call('UNLINK', KEYS[1])
`);

/**
 * KEYS: record, variants, all, epoch. ARGV: base, member, variant, record, precondition ('', 'revision', 'epoch'), what it saw, time to live
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
sound(variants, 'string')
sound(all, 'zset')
sound(KEYS[4], 'string')
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
  sound(base .. 'b:' .. body, 'hash')
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
sound(KEYS[2], 'string')
sound(KEYS[3], 'zset')
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
sound(KEYS[2], 'zset')
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
  redis.call('DEL', base .. 'i:' .. string.sub(member, 1, (string.find(member, ':', 1, true) or 1) - 1))
  redis.call('ZREM', KEYS[2], member)
end
return { removed, redis.call('EXISTS', KEYS[2]) }
`,
);
