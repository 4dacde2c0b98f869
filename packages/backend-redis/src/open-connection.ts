import { RcacheError } from "@rcache/core/backend";
import type { Cluster, Redis } from "ioredis";
import { KeptAlive, keptAliveBy } from "./kept-alive.ts";
import type { RedisClientLike } from "./redis-client-like.ts";

/** The runtime's, whatever a test puts in their place later. */
const setRealTimeout = setTimeout;
const clearRealTimeout = clearTimeout;

/** Where a server, or several, is to be found. */
export interface ConnectOptions {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly password?: string;
  readonly tls?: boolean;
  readonly sentinels?: readonly { readonly host: string; readonly port: number }[];
  readonly sentinelName?: string;
  readonly cluster?: readonly (string | { readonly host: string; readonly port: number })[];
  readonly clientOptions?: Readonly<Record<string, unknown>>;
}

/** A client of our own, and how it is let go. */
export interface Connection {
  readonly client: RedisClientLike;
  close(): Promise<void>;
}

const CONNECT_WITHIN_MS = 2_000;
/** A dead server is asked again at least that often. */
const RETRY_AT_MOST_MS = 2_000;
/** Of a cluster: more mean that it is not in order. */
const REDIRECTIONS = 5;

/**
 * Makes a client and connects it. Commands fail at once while the server is away, instead of waiting for it; the client goes on trying.
 *
 * @throws RcacheError `RCACHE_PACKAGE_MISSING`; `RCACHE_BACKEND_UNUSABLE` where nobody answers or the password is wrong
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const client = await clientFor(options);
  const alive = new KeptAlive();
  letGoWhenIdle(client);
  const trouble = new Promise<never>((_, reject) => {
    // For as long as the client lives: without a listener, every attempt to reconnect would be written to the console.
    client.on("error", reject);
  });
  try {
    await alive.during(within(Promise.race([client.connect(), trouble]), withinMsOf(options)));
    const kept = keptAliveBy(alive, client);
    await kept.call("PING");
    return { client: kept, close: () => alive.during(close(client)).finally(() => alive.end()) };
  } catch (error) {
    alive.end();
    client.disconnect();
    throw unusable(placeOf(options), error);
  }
}

/** A program that forgets to close its cache ends all the same: a connection that waits for nothing does not keep it. */
function letGoWhenIdle(client: Redis | Cluster): void {
  if ("nodes" in client) client.on("+node", letGoWhenIdle);
  else client.on("connect", () => client.stream.unref());
}

/** A server that refuses a user's own client too is told in the same words. */
export function unusable(place: string, cause: unknown): RcacheError {
  return new RcacheError("RCACHE_BACKEND_UNUSABLE", `Redis at ${place} cannot be used: ${reasonOf(cause)}`, {
    remedy: "Start the server, or correct the address, the user and the password.",
    cause,
  });
}

/** For names and messages: without a password. */
export function placeOf(options: ConnectOptions): string {
  const { url, host, port, sentinels, sentinelName, cluster } = options;
  if (cluster !== undefined) return `cluster ${cluster.map(nodeText).join(",")}`;
  if (sentinels !== undefined)
    return `${sentinelName ?? ""} of sentinels ${sentinels.map(nodeText).join(",")}`;
  if (url === undefined) return `${host ?? "127.0.0.1"}:${port ?? 6_379}`;
  const { hostname, port: urlPort, pathname } = new URL(url);
  return `${hostname || "127.0.0.1"}:${urlPort || 6_379}${pathname === "/" ? "" : pathname}`;
}

async function clientFor(options: ConnectOptions): Promise<Redis | Cluster> {
  const { Cluster, Redis } = await loadDriver();
  const { cluster, clientOptions = {} } = options;
  if (cluster === undefined) return new Redis({ ...serverOptions(options), ...clientOptions });
  return new Cluster([...cluster], {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRedirections: REDIRECTIONS,
    slotsRefreshTimeout: CONNECT_WITHIN_MS,
    clusterRetryStrategy: retryDelayMs,
    ...clientOptions,
    redisOptions: {
      ...credentials(options),
      connectTimeout: CONNECT_WITHIN_MS,
      maxRetriesPerRequest: 1,
      ...objectOf(clientOptions["redisOptions"]),
    },
  });
}

/** Loaded when it is needed: importing this package costs nothing. */
async function loadDriver(): Promise<Pick<typeof import("ioredis"), "Cluster" | "Redis">> {
  try {
    return await import("ioredis");
  } catch (cause) {
    throw new RcacheError("RCACHE_PACKAGE_MISSING", `ioredis cannot be loaded: ${String(cause)}`, {
      remedy:
        "Install @rcache/backend-redis again, with its dependencies: npm install @rcache/backend-redis.",
      cause,
    });
  }
}

function serverOptions(options: ConnectOptions) {
  const { url, host, port, sentinels, sentinelName } = options;
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: CONNECT_WITHIN_MS,
    retryStrategy: retryDelayMs,
    ...(url === undefined ? {} : urlOptions(url)),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...credentials(options),
    ...(sentinels === undefined ? {} : { sentinels: [...sentinels] }),
    ...(sentinelName === undefined ? {} : { name: sentinelName }),
  };
}

function credentials({ password, tls }: ConnectOptions): { password?: string; tls?: object } {
  return { ...(password === undefined ? {} : { password }), ...(tls === true ? { tls: {} } : {}) };
}

function urlOptions(url: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const db = pathname.replace("/", "");
  return {
    // An IPv6 address stands in brackets in a URL, and nowhere else.
    ...(hostname === "" ? {} : { host: hostname.replace(/^\[(.*)\]$/, "$1") }),
    ...(port === "" ? {} : { port: Number(port) }),
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
    ...(db === "" ? {} : { db: Number(db) }),
    ...(protocol === "rediss:" ? { tls: {} } : {}),
  };
}

function retryDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), RETRY_AT_MOST_MS);
}

async function close(client: Redis | Cluster): Promise<void> {
  // A server that is away cannot be told goodbye.
  await within(client.quit(), CONNECT_WITHIN_MS).catch(() => undefined);
  client.disconnect();
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setRealTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearRealTimeout(timer);
  }
}

function withinMsOf({ clientOptions }: ConnectOptions): number {
  const own = clientOptions?.["connectTimeout"];
  return typeof own === "number" ? own : CONNECT_WITHIN_MS;
}

function nodeText(node: string | { readonly host: string; readonly port: number }): string {
  // A node may be given as a URL, and a URL may hold a password.
  return typeof node === "string" ? node.replace(/^.*@/, "") : `${node.host}:${node.port}`;
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code: unknown = "code" in cause ? cause.code : undefined;
  return cause.message || (typeof code === "string" ? code : cause.name);
}
