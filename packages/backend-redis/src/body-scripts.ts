import { type Script, script } from "./script.ts";

/** KEYS: body. ARGV: base, id, bytes, chunks, keep until, for so long. → 1, or 0 where a chunk is gone */
export const COMMIT_BODY: Script = script(
  `
for n = 0, tonumber(ARGV[4]) - 1 do
  if redis.call('EXISTS', ARGV[1] .. 'c:' .. ARGV[2] .. ':' .. n) == 0 then return 0 end
end
sound(KEYS[1], 'hash')
redis.call('HSET', KEYS[1], 'bytes', ARGV[3], 'chunks', ARGV[4], 'keep', ARGV[5], 'owner', '')
body_expiry(ARGV[1], ARGV[2], ARGV[4], tonumber(ARGV[6]))
return 1
`,
);

/**
 * KEYS: body. ARGV: base, id, first chunk. → length and that chunk, or nothing where the body is gone, or a chunk of it: the server may have
 * evicted one, and whoever reads is to know before the first byte
 */
export const OPEN_BODY: Script = script(`
sound(KEYS[1], 'hash')
local known = redis.call('HMGET', KEYS[1], 'bytes', 'chunks')
local bytes = 0
for n = 0, (tonumber(known[2]) or 0) - 1 do
  local length = redis.pcall('STRLEN', ARGV[1] .. 'c:' .. ARGV[2] .. ':' .. n)
  if type(length) == 'number' then bytes = bytes + length end
end
if not known[1] or bytes ~= tonumber(known[1]) then return {} end
return { known[1], redis.pcall('GET', ARGV[1] .. 'c:' .. ARGV[2] .. ':' .. ARGV[3]) }
`);

/** KEYS: body. ARGV: base, id, keep until, for so long. → 1, or 0 where it is gone */
export const KEEP_BODY: Script = script(
  `
sound(KEYS[1], 'hash')
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
sound(KEYS[1], 'hash')
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
