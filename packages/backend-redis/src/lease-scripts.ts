import { type Script, script } from "./script.ts";

/**
 * A lease is a text: until when, a line break, the holder's token; without a token nobody needs to wait. The server lets go of it by its own
 * clock if nobody does.
 *
 * KEYS: lease. ARGV: token, now, for so long. → 0 where it is ours, or for how long it is another's
 */
export const TAKE_LEASE: Script = script(`
sound(KEYS[1], 'string')
local there, now = redis.call('GET', KEYS[1]), tonumber(ARGV[2])
local cut = there and string.find(there, '\\n', 1, true)
if cut then
  local left = (tonumber(string.sub(there, 1, cut - 1)) or 0) - now
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
sound(KEYS[1], 'string')
local there = redis.call('GET', KEYS[1])
local cut = there and string.find(there, '\\n', 1, true)
if not cut then return 0 end
if string.sub(there, cut + 1) ~= ARGV[1] or tonumber(string.sub(there, 1, cut - 1)) <= tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], string.format('%.0f', tonumber(ARGV[2]) + tonumber(ARGV[3])) .. '\\n' .. ARGV[1], 'PX', ARGV[3])
return 1
`);

/** KEYS: lease. ARGV: token, '1' to let everybody in for the rest of its time. → 1, or 0 where it is not ours any more */
export const RELEASE_LEASE: Script = script(`
sound(KEYS[1], 'string')
local there = redis.call('GET', KEYS[1])
local cut = there and string.find(there, '\\n', 1, true)
if not cut then return 0 end
if string.sub(there, cut + 1) ~= ARGV[1] then return 0 end
local left = redis.call('PTTL', KEYS[1])
if ARGV[2] == '1' and left > 0 then redis.call('SET', KEYS[1], string.sub(there, 1, cut), 'PX', left)
else redis.call('DEL', KEYS[1]) end
return 1
`);
