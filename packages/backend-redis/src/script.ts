import { createHash } from "node:crypto";

/** A Lua script, and the name the server knows it by. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/**
 * What several scripts do. `base` is what the keys of the target begin with: all keys named here are in the slot of those that are declared.
 * Instants are the caller's; what the server's own clock measures are durations. A key of another type than ours is removed where it is met:
 * no command could be given to it, for ever.
 */
const SHARED = `
local function sound(key, kind)
  local is = redis.call('TYPE', key).ok
  if is ~= kind and is ~= 'none' then redis.call('UNLINK', key) end
end
local function parts(head)
  local lines, from = {}, 1
  for line = 1, 4 do
    local to = string.find(head, '\\n', from, true)
    if not to then return 0, '', '', '' end
    lines[line] = string.sub(head, from, to - 1)
    from = to + 1
  end
  return tonumber(lines[2]) or 0, lines[3], lines[4], lines[1]
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
  sound(meta, 'hash')
  local known = redis.call('HMGET', meta, 'chunks', 'keep')
  if not known[1] then return end
  local keep = math.max(tonumber(known[2]), now + grace)
  redis.call('HSET', meta, 'owner', '', 'keep', whole(keep))
  body_expiry(base, id, known[1], keep - now)
end
local function head_of(record)
  sound(record, 'string')
  local head = redis.call('GETRANGE', record, 0, 2047)
  if head ~= '' then return head end
end
local function without(list, variant)
  local from, to = string.find(list, '\\n' .. variant .. '\\n', 1, true)
  if not from then return list end
  return string.sub(list, 1, from) .. string.sub(list, to + 1)
end
`;

/** A script with what it uses of the functions that several share. */
export function script(body: string): Script {
  const uses = /\b(?:sound|parts|whole|set_expiry|body_expiry|release|head_of|without)\(/.test(body);
  const lua = `${uses ? SHARED : ""}${body}`.trim();
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
