import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { BackendHost, Instant } from "@rcache/core/backend";
import type { DynamodbTable } from "./dynamodb-table.ts";
import type { TableKeys } from "./table-keys.ts";

/** When native expiry may remove what may be removed at an instant; undefined for never, or without native expiry. */
export type TtlOf = (removeAtMs: Instant) => AttributeValue | undefined;

/** What everything in one table is made of. */
export interface StoreOptions {
  readonly table: DynamodbTable;
  readonly keys: TableKeys;
  readonly host: BackendHost;
  readonly ttlOf: TtlOf;
}
