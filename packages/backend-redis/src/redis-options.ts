import {
  checkOptions,
  type Duration,
  durationRule,
  flagRule,
  type OptionRule,
  type OptionRules,
  RcacheError,
} from "@rcache/core/backend";
import { isClient, type RedisClientLike } from "./redis-client-like.ts";

/** The options of `redisBackend`. Without `url`, `host`, `sentinels`, `cluster` or `client`, the server is 127.0.0.1:6379. */
export interface RedisBackendOptions {
  /** The prefix of all keys, if you give no `namespace`. @default 'http_cache' */
  cacheName?: string;
  /** The prefix of all keys (requests-cache RED-01). Two namespaces share nothing. */
  namespace?: string;
  /** `redis://user:password@host:port/db`, or `rediss://…` for TLS. */
  url?: string;
  /** The server's host. @default '127.0.0.1' */
  host?: string;
  /** The server's port. @default 6379 */
  port?: number;
  /** The password to authenticate with. */
  password?: string;
  /** Connect over TLS. @default false */
  tls?: boolean;
  /** The Sentinels to ask for the master named `sentinelName`. */
  sentinels?: readonly { host: string; port: number }[];
  /** The name of the master. Needs `sentinels`. */
  sentinelName?: string;
  /** Nodes of a Redis Cluster to ask first: `redis://host:port`, or host and port. */
  cluster?: readonly (string | { host: string; port: number })[];
  /** Your own client, connected or connecting. `close` leaves it open. */
  client?: RedisClientLike;
  /** Options for ioredis. They override what the other options here set. */
  clientOptions?: Readonly<Record<string, unknown>>;
  /** Let the server remove a record when `ttlOffset` has passed after its time of removal. @default true */
  ttl?: boolean;
  /** How long the server keeps a record after its time of removal. @default '1h' */
  ttlOffset?: Duration;
}

const aText: OptionRule = {
  expected: "a text that is not empty",
  holds: (value) => typeof value === "string" && value !== "",
};
const aNamespace: OptionRule = {
  expected:
    "a text that is not empty, without any of { } * ? [ ] \\ ^, which mean something in keys and patterns",
  holds: (value) => typeof value === "string" && value.trim() !== "" && !/[{}*?[\]\\^]/.test(value),
};
const RULES: OptionRules<RedisBackendOptions> = {
  cacheName: aNamespace,
  namespace: aNamespace,
  url: {
    expected: "a URL such as redis://127.0.0.1:6379 or rediss://user:password@host:6379/0",
    holds: isRedisUrl,
    // What cannot be read may hold a password all the same.
    shown: (value) =>
      typeof value === "string" ? JSON.stringify(value.replace(/\/\/.*@/s, "//…@")) : typeof value,
  },
  host: aText,
  port: { expected: "a port from 1 to 65535", holds: isPort },
  // Too short, or of another type, it is a secret still.
  password: { ...aText, shown: (value) => (value === "" ? '""' : typeof value) },
  tls: flagRule,
  sentinels: {
    expected: "a list of at least one { host, port }",
    holds: (value) => isListOf(value, isNode),
  },
  sentinelName: aText,
  cluster: {
    expected: "a list of at least one { host, port } or redis:// URL",
    holds: (value) => isListOf(value, (one) => isNode(one) || isRedisUrl(one)),
  },
  client: { expected: "a client with call, callBuffer and quit, as ioredis has them", holds: isClient },
  clientOptions: {
    expected: "an object with options of ioredis",
    holds: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  },
  ttl: flagRule,
  ttlOffset: durationRule,
};
/** Ways to say where the server is, of which one is enough. */
const PLACES = ["client", "cluster", "sentinels", "url", "host"] as const;

/** @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION` */
export function checkRedisOptions(options: RedisBackendOptions): void {
  checkOptions("redisBackend", options, RULES);
  const places = PLACES.filter((place) => options[place] !== undefined);
  const [first, second] = places;
  if (second !== undefined)
    throw invalid(`${first} and ${second} of redisBackend are both given`, `Give ${first} or ${second}.`);
  const prefixed = [options.clientOptions, Reflect.get(options.client ?? {}, "options")].find(hasKeyPrefix);
  if (prefixed !== undefined)
    throw invalid(
      "the client of redisBackend has a keyPrefix, which scripts cannot see",
      "Give namespace, and a client without keyPrefix.",
    );
  if ((options.sentinels === undefined) !== (options.sentinelName === undefined))
    throw invalid(
      `sentinels of redisBackend is ${options.sentinels === undefined ? "missing" : "without sentinelName"}`,
      "Give both sentinels and sentinelName.",
    );
}

function isRedisUrl(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, pathname, hostname } = new URL(value);
  return /^rediss?:$/.test(protocol) && /^(\/\d*)?$/.test(pathname) && hostname !== "";
}

function hasKeyPrefix(clientOptions: unknown): boolean {
  return (
    typeof clientOptions === "object" &&
    clientOptions !== null &&
    "keyPrefix" in clientOptions &&
    Boolean(clientOptions.keyPrefix)
  );
}

function isNode(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { host, port }: { host?: unknown; port?: unknown } = value;
  return typeof host === "string" && host !== "" && isPort(port);
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
}

function isListOf(value: unknown, holds: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(holds);
}

function invalid(message: string, remedy: string): RcacheError {
  return new RcacheError("RCACHE_INVALID_OPTION", message, { remedy });
}
