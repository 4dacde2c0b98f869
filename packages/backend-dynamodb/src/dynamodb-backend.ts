import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type Backend,
  type BackendHost,
  checkOptions,
  type Duration,
  durationMs,
  durationRule,
  flagRule,
  invalidOption,
  isRcacheError,
  type OptionRules,
  RcacheError,
} from "@rcache/core/backend";
import { toAttribute } from "./attribute-values.ts";
import { DynamodbMaintenance } from "./dynamodb-maintenance.ts";
import { DynamodbStore } from "./dynamodb-store.ts";
import { DynamodbTable, type Sdk } from "./dynamodb-table.ts";
import { openTable } from "./open-table.ts";
import { MAX_VALUE_BYTES } from "./record-items.ts";
import type { TtlOf } from "./store-options.ts";
import { TableKeys } from "./table-keys.ts";
import { UnderWay } from "./under-way.ts";

/** What `dynamodbBackend` takes. */
export interface DynamodbBackendOptions {
  /** Caches of different names share nothing, also in one table. @default 'http_cache' */
  cacheName?: string;
  /** @default the cacheName, with `_` for what a table's name must not have */
  tableName?: string;
  /** A client of `@aws-sdk/client-dynamodb`, left open by `close`. */
  client?: object;
  /** As the SDK's client takes it: `region`, `endpoint`, `credentials`, … */
  clientConfig?: Readonly<Record<string, unknown>>;
  /** Creates the table where it is missing, billed by request. @default true */
  createTable?: boolean;
  /** Native expiry, by the attribute `ttl`. @default true */
  ttl?: boolean;
  /** So much later than it may be removed, native expiry removes an entry: clocks differ. @default '1h' */
  ttlOffset?: Duration;
}

const DEFAULT_OFFSET: Duration = "1h";
/** Not far from what DynamoDB counts as a number of seconds; also `NEVER_MS` is over it. */
const LAST_TTL_MS = 4e12;
/** A key has 2,048 bytes, a target up to 1,500. */
const LONGEST_NAME = 500;
const TABLE_NAME = /^[\w.-]{3,255}$/;

const OPTION_RULES: OptionRules<DynamodbBackendOptions> = {
  cacheName: {
    expected: `a text that is not empty, at most ${LONGEST_NAME} bytes when percent-encoded`,
    holds: (value) => typeof value === "string" && value !== "" && encodedLength(value) <= LONGEST_NAME,
  },
  tableName: {
    expected: "a text of 3 to 255 letters, digits, `_`, `-` and `.`",
    holds: (value) => typeof value === "string" && TABLE_NAME.test(value),
  },
  client: {
    expected: "a DynamoDBClient of @aws-sdk/client-dynamodb",
    holds: (value) =>
      typeof value === "object" && value !== null && typeof Reflect.get(value, "send") === "function",
  },
  clientConfig: {
    expected: "an object as the DynamoDBClient takes it",
    holds: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  },
  createTable: flagRule,
  ttl: flagRule,
  ttlOffset: durationRule,
};

/**
 * Keeps records in a DynamoDB table, which any number of processes may share: one item a record, its document in native attributes.
 *
 * A lookup is one request, and so is a store of a small body. The partition key `pk` is the target, so that an invalidation reaches all
 * under it; native expiry removes what nobody asks for. The factory does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE` or `RCACHE_FOREIGN_STORE`
 */
export function dynamodbBackend(options: DynamodbBackendOptions = {}): Backend {
  checkAll(options);
  const { cacheName = "http_cache" } = options;
  const tableName = options.tableName ?? tableNameOf(cacheName);
  const keys = new TableKeys(cacheName);
  const underWay = new UnderWay();
  let opened: Opened | undefined;
  const now = (): Opened => {
    if (opened === undefined) throw new Error("the dynamodb backend is not open");
    return opened;
  };
  return {
    name: `dynamodb ${tableName}${cacheName === tableName ? "" : ` ${cacheName}`}`,
    valueKind: "document",
    maxValueBytes: MAX_VALUE_BYTES,
    bodies: {
      create: (at, id, keepUntilMs) => now().store.bodies.create(at, id, keepUntilMs),
      open: (ref, fromByte) => now().store.bodies.open(ref, fromByte),
      keep: (ref, untilMs) => now().store.bodies.keep(ref, untilMs),
    },
    open: async (host) => {
      opened ??= await openStore(options, tableName, keys, host);
    },
    find: async (at, prefer) => now().store.find(at, prefer),
    put: async (record, seen) => underWay.add(now().store.put(record, seen)),
    remove: async (which) => underWay.add(now().store.remove(which)),
    invalidate: async (target) => underWay.add(now().store.invalidate(target)),
    sweep: async (limit) => underWay.add(now().maintenance.sweep(limit)),
    clear: async () => underWay.add(now().maintenance.clear()),
    flush: () => underWay.settled(),
    close: async () => {
      const closing = opened;
      await underWay.settled();
      opened = undefined;
      if (options.client === undefined) closing?.client.destroy();
    },
    scan: (filter) => now().maintenance.scan(filter),
    removeWhere: async (filter, limit) => underWay.add(now().maintenance.removeWhere(filter, limit)),
    stats: async () => now().maintenance.stats(),
    lease: async (name, forMs) => now().store.leases.lease(name, forMs),
  };
}

/** Also what no rule of one option can say. */
function checkAll(options: DynamodbBackendOptions): void {
  checkOptions("dynamodbBackend", options, OPTION_RULES);
  if (options.client !== undefined && options.clientConfig !== undefined) {
    throw new RcacheError("RCACHE_INVALID_OPTION", "dynamodbBackend was given both client and clientConfig", {
      remedy: "Give one of them: a client has its configuration already.",
    });
  }
  const endpoint: unknown = options.clientConfig?.["endpoint"];
  if (typeof endpoint === "string" && !(/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint)))
    throw invalidOption(
      "dynamodbBackend.clientConfig.endpoint",
      endpoint,
      "a URL such as http://localhost:8000",
    );
}

interface Opened {
  readonly client: DynamoDBClient;
  readonly store: DynamodbStore;
  readonly maintenance: DynamodbMaintenance;
}

async function openStore(
  options: DynamodbBackendOptions,
  tableName: string,
  keys: TableKeys,
  host: BackendHost,
): Promise<Opened> {
  const { createTable = true, ttl = true, ttlOffset = DEFAULT_OFFSET } = options;
  const sdk = await loadSdk();
  // The cast: the rules of the options have seen that it can send, and nothing else is asked of it.
  const client = (options.client as DynamoDBClient | undefined) ?? ownClient(sdk, options);
  try {
    await openTable(client, sdk, { tableName, createTable, ttl }, host);
  } catch (cause) {
    if (options.client === undefined) client.destroy();
    if (isRcacheError(cause)) throw cause;
    throw new RcacheError(
      "RCACHE_BACKEND_UNUSABLE",
      `the table ${tableName} cannot be used: ${String(cause)}`,
      {
        remedy:
          "Look at region, endpoint and credentials in `clientConfig`, and at the permissions of the role.",
        cause,
      },
    );
  }
  const table = new DynamodbTable(client, sdk, tableName);
  const ttlOf = ttl ? nativeExpiry(durationMs(ttlOffset)) : () => undefined;
  const store = new DynamodbStore({ table, keys, host, ttlOf });
  return { client, store, maintenance: new DynamodbMaintenance({ table, keys, host, ttlOf }, store) };
}

/** Loaded when it is needed: it takes longer than everything else together. */
async function loadSdk(): Promise<Sdk> {
  try {
    return await import("@aws-sdk/client-dynamodb");
  } catch (cause) {
    throw new RcacheError(
      "RCACHE_PACKAGE_MISSING",
      `@aws-sdk/client-dynamodb cannot be loaded: ${String(cause)}`,
      {
        remedy:
          "Install @rcache/backend-dynamodb again, with what it depends on: npm install @rcache/backend-dynamodb.",
        cause,
      },
    );
  }
}

/** @throws RcacheError `RCACHE_INVALID_OPTION` where the SDK does not take its configuration */
function ownClient(sdk: Sdk, options: DynamodbBackendOptions): DynamoDBClient {
  try {
    return new sdk.DynamoDBClient(configOf(options));
  } catch (cause) {
    throw new RcacheError("RCACHE_INVALID_OPTION", `clientConfig: the SDK refuses it: ${String(cause)}`, {
      remedy: "Give what a DynamoDBClient takes: region, endpoint, credentials.",
      cause,
    });
  }
}

/** A request of the user's waits for the backend: a server that is not there should be noticed soon. */
function configOf(options: DynamodbBackendOptions): Readonly<Record<string, unknown>> {
  return {
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 10_000 },
    ...options.clientConfig,
  };
}

function nativeExpiry(offsetMs: number): TtlOf {
  return (removeAtMs) => {
    const atMs = removeAtMs + offsetMs;
    return atMs > LAST_TTL_MS ? undefined : toAttribute(Math.ceil(atMs / 1_000));
  };
}

function encodedLength(text: string): number {
  try {
    return encodeURIComponent(text).length;
  } catch {
    // Half a character, of which there is no UTF-8.
    return Number.POSITIVE_INFINITY;
  }
}

function tableNameOf(cacheName: string): string {
  return cacheName
    .replaceAll(/[^\w.-]/g, "_")
    .slice(0, 255)
    .padEnd(3, "_");
}
