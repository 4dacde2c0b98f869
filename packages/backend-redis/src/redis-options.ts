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

/** What `redisBackend` takes. Where nothing says where the server is: 127.0.0.1:6379. */
export interface RedisBackendOptions {
  /** What all keys begin with, where `namespace` does not say. @default 'http_cache' */
  cacheName?: string;
  /** What all keys begin with (requests-cache RED-01). Two namespaces share nothing. */
  namespace?: string;
  /** `redis://user:password@host:port/db`; `rediss://` is over TLS. */
  url?: string;
  /** @default '127.0.0.1' */
  host?: string;
  /** @default 6379 */
  port?: number;
  password?: string;
  /** @default false */
  tls?: boolean;
  /** Sentinels to be asked for the master that is called `sentinelName`. */
  sentinels?: readonly { host: string; port: number }[];
  sentinelName?: string;
  /** Nodes of a Redis Cluster to be asked first: `redis://host:port`, or host and port. */
  cluster?: readonly (string | { host: string; port: number })[];
  /** A client of your own, connected or about to be. Left open by `close`. */
  client?: RedisClientLike;
  /** Passed on to ioredis, before all that is set here. */
  clientOptions?: Readonly<Record<string, unknown>>;
  /** Native expiry: the server removes a record when it is past its removal and `ttlOffset` is over. @default true */
  ttl?: boolean;
  /** How long the server keeps a record that is past its removal. @default '1h' */
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
