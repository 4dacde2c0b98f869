import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type Backend,
  type BackendHost,
  type BackendParts,
  backendShell,
  type Duration,
  durationMs,
  isRcacheError,
  RcacheError,
} from "@rcache/core/backend";
import { toAttribute } from "./attribute-values.ts";
import { DynamodbMaintenance } from "./dynamodb-maintenance.ts";
import { checkDynamodbOptions, type DynamodbBackendOptions } from "./dynamodb-options.ts";
import { DynamodbStore } from "./dynamodb-store.ts";
import { DynamodbTable, type Sdk } from "./dynamodb-table.ts";
import { openTable } from "./open-table.ts";
import { MAX_VALUE_BYTES } from "./record-items.ts";
import type { TtlOf } from "./store-options.ts";
import { TableKeys } from "./table-keys.ts";

const DEFAULT_OFFSET: Duration = "1h";
/** Not far from what DynamoDB counts as a number of seconds; also `NEVER_MS` is over it. */
const LAST_TTL_MS = 4e12;
/**
 * Stores records in a DynamoDB table that any number of processes may share. Each record is one item, with its document in native
 * attributes.
 *
 * A look-up is one request, and so is storing a small body. The partition key `pk` is the target, so that an invalidation reaches
 * everything under it. DynamoDB's expiry removes old items. Calling this function does no I/O.
 *
 * @throws RcacheError `RCACHE_UNKNOWN_OPTION`, `RCACHE_INVALID_OPTION`; `open` rejects with `RCACHE_BACKEND_UNUSABLE` or
 * `RCACHE_FOREIGN_STORE`
 */
export function dynamodbBackend(options: DynamodbBackendOptions = {}): Backend {
  checkDynamodbOptions(options);
  const { cacheName = "http_cache" } = options;
  const tableName = options.tableName ?? tableNameOf(cacheName);
  const keys = new TableKeys(cacheName);
  return backendShell({
    name: `dynamodb ${tableName}${cacheName === tableName ? "" : ` ${cacheName}`}`,
    valueKind: "document",
    maxValueBytes: MAX_VALUE_BYTES,
    open: (host) => openStore(options, tableName, keys, host),
  }).backend;
}

async function openStore(
  options: DynamodbBackendOptions,
  tableName: string,
  keys: TableKeys,
  host: BackendHost,
): Promise<BackendParts> {
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
        remedy: "Check region, endpoint and credentials in `clientConfig`, and the permissions of the role.",
        cause,
      },
    );
  }
  const table = new DynamodbTable(client, sdk, tableName);
  const ttlOf = ttl ? nativeExpiry(durationMs(ttlOffset)) : () => undefined;
  const store = new DynamodbStore({ table, keys, host, ttlOf });
  const maintenance = new DynamodbMaintenance({ table, keys, host, ttlOf }, store);
  const { bodies, leases } = store;
  const close = options.client === undefined ? () => client.destroy() : undefined;
  return { store, maintenance, bodies, leases, ...(close && { close }) };
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
          "Install @rcache/backend-dynamodb again, with its dependencies: npm install @rcache/backend-dynamodb.",
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
    throw new RcacheError("RCACHE_INVALID_OPTION", `clientConfig: the SDK rejects it: ${String(cause)}`, {
      remedy: "Give options of a DynamoDBClient: region, endpoint, credentials.",
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

function tableNameOf(cacheName: string): string {
  return cacheName
    .replaceAll(/[^\w.-]/g, "_")
    .slice(0, 255)
    .padEnd(3, "_");
}
