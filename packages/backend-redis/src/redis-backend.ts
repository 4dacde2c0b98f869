import { type Backend, backendShell, type Duration, durationMs } from "@rcache/core/backend";
import { KeyNames } from "./key-names.ts";
import { type Connection, type ConnectOptions, connect, placeOf, unusable } from "./open-connection.ts";
import { RedisBodies } from "./redis-bodies.ts";
import type { RedisClientLike } from "./redis-client-like.ts";
import { RedisCommands } from "./redis-commands.ts";
import { RedisLeases } from "./redis-leases.ts";
import { RedisMaintenance } from "./redis-maintenance.ts";
import { checkRedisOptions, type RedisBackendOptions } from "./redis-options.ts";
import { MAX_VALUE_BYTES, RedisStore } from "./redis-store.ts";

const DEFAULT_NAMESPACE = "http_cache";
const DEFAULT_TTL_OFFSET: Duration = "1h";

/**
 * Stores records in Redis: in one server, in the master that Sentinels name, or in a cluster. Several processes may share it.
 *
 * A look-up is one round trip, and so is storing a record. The server removes expired records itself. While it cannot be reached, calls
 * fail at once and the client keeps trying to connect. In a cluster, everything under one target is in one slot. Calling this function does
 * no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE`
 */
export function redisBackend(options: RedisBackendOptions = {}): Backend {
  checkRedisOptions(options);
  const { client, ttl = true, ttlOffset = DEFAULT_TTL_OFFSET } = options;
  const place = client === undefined ? placeOf(options) : "the given client";
  const names = new KeyNames(options.namespace ?? options.cacheName ?? DEFAULT_NAMESPACE);
  const expiry = { offsetMs: ttl ? durationMs(ttlOffset) : undefined };
  return backendShell({
    name: `redis ${place}`,
    valueKind: "bytes",
    maxValueBytes: MAX_VALUE_BYTES,
    async open(host) {
      const { client: connected, close } = await connection(client, options, place);
      const commands = new RedisCommands(connected);
      const nowMs = (): number => host.nowMs();
      const store = new RedisStore(commands, names, host, expiry);
      return {
        store,
        maintenance: new RedisMaintenance(commands, names, nowMs, store),
        bodies: new RedisBodies(commands, names, nowMs),
        leases: new RedisLeases(commands, names, nowMs),
        flush: () => commands.settled(),
        close,
      };
    },
  }).backend;
}

async function connection(
  client: RedisClientLike | undefined,
  options: ConnectOptions,
  place: string,
): Promise<Connection> {
  if (client === undefined) return connect(options);
  try {
    await client.call("PING");
  } catch (error) {
    throw unusable(place, error);
  }
  return { client, close: () => Promise.resolve() };
}
