import { type Backend, type BackendHost, type Duration, durationMs, RcacheError } from "@rcache/core/backend";
import { KeyNames } from "./key-names.ts";
import { type Connection, type ConnectOptions, connect, placeOf, unusable } from "./open-connection.ts";
import { RedisBodies } from "./redis-bodies.ts";
import type { RedisClientLike } from "./redis-client-like.ts";
import { RedisCommands } from "./redis-commands.ts";
import { RedisLeases } from "./redis-leases.ts";
import { RedisMaintenance } from "./redis-maintenance.ts";
import { checkRedisOptions, type RedisBackendOptions } from "./redis-options.ts";
import { MAX_VALUE_BYTES, RedisStore } from "./redis-store.ts";

/** What there is between `open` and `close`. */
interface Opened {
  readonly commands: RedisCommands;
  readonly store: RedisStore;
  readonly maintenance: RedisMaintenance;
  readonly bodies: RedisBodies;
  readonly leases: RedisLeases;
  close(): Promise<void>;
}

const DEFAULT_NAMESPACE = "http_cache";
const DEFAULT_TTL_OFFSET: Duration = "1h";

/**
 * Keeps records in Redis: one server, a master that sentinels know, or a cluster. Several processes may share it.
 *
 * A lookup is one round trip, and so is storing a record. The server expires what is past its removal. While it is away, calls fail at once and
 * the client goes on trying. Everything under one target stands in one slot of a cluster. The factory does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE`
 */
export function redisBackend(options: RedisBackendOptions = {}): Backend {
  checkRedisOptions(options);
  const { client, ttl = true, ttlOffset = DEFAULT_TTL_OFFSET } = options;
  const place = client === undefined ? placeOf(options) : "the given client";
  const names = new KeyNames(options.namespace ?? options.cacheName ?? DEFAULT_NAMESPACE);
  const expiry = { offsetMs: ttl ? durationMs(ttlOffset) : undefined };
  let opened: Opened | undefined;
  const now = (): Opened => {
    if (opened === undefined) throw notOpen(place);
    return opened;
  };
  return {
    name: `redis ${place}`,
    valueKind: "bytes",
    maxValueBytes: MAX_VALUE_BYTES,
    bodies: {
      create: (at, id, keepUntilMs) => now().bodies.create(at, id, keepUntilMs),
      open: (ref, fromByte) => now().bodies.open(ref, fromByte),
      keep: (ref, untilMs) => now().bodies.keep(ref, untilMs),
    },
    open: async (host) => {
      opened = open(await connection(client, options, place), names, expiry, host);
    },
    find: (at, prefer) => now().store.find(at, prefer),
    put: (record, seen) => now().store.put(record, seen),
    remove: (which) => now().store.remove(which),
    invalidate: (target) => now().store.invalidate(target),
    sweep: (limit) => now().maintenance.sweep(limit),
    clear: () => now().maintenance.clear(),
    flush: () => opened?.commands.settled(),
    close: async () => {
      const closing = opened;
      opened = undefined;
      await closing?.commands.settled();
      await closing?.close();
    },
    scan: (filter) => now().maintenance.scan(filter),
    removeWhere: (filter, limit) => now().maintenance.removeWhere(filter, limit),
    lease: (name, forMs) => now().leases.lease(name, forMs),
  };
}

function open(
  { client, close }: Connection,
  names: KeyNames,
  expiry: { readonly offsetMs: number | undefined },
  host: BackendHost,
): Opened {
  const commands = new RedisCommands(client);
  const nowMs = (): number => host.nowMs();
  const store = new RedisStore(commands, names, host, expiry);
  return {
    commands,
    store,
    maintenance: new RedisMaintenance(commands, names, nowMs, store),
    bodies: new RedisBodies(commands, names, nowMs),
    leases: new RedisLeases(commands, names, nowMs),
    close,
  };
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

function notOpen(place: string): RcacheError {
  return new RcacheError("RCACHE_CLOSED", `Redis at ${place} is not open`, {
    remedy: "Call `open` first, and nothing after `close`.",
  });
}
