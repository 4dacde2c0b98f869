import {
  type AttributeValue,
  DeleteTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import type { CacheEvent } from "@rcache/core";
import type { Backend, StoredRecord } from "@rcache/core/backend";
import { type EntryOverrides, entryOf, type ManualClock, manualClock, recordOf } from "@rcache/testkit";
import { dynamodbBackend } from "../src/dynamodb-backend.ts";
import type { DynamodbBackendOptions } from "../src/dynamodb-options.ts";
import { clientConfigOf } from "./client-config.ts";

export type Item = Record<string, AttributeValue>;

/** A table for one test file, and the backends that are opened on it. */
export interface DynamodbTrial {
  readonly tableName: string;
  readonly clock: ManualClock;
  readonly client: DynamoDBClient;
  /** The names of the commands that the client was given since the last call, in order. */
  commands(): string[];
  readonly events: readonly CacheEvent[];
  open(options?: DynamodbBackendOptions): Promise<Backend>;
  /** All items of the table as they are. */
  items(tableName?: string): Promise<Item[]>;
  end(): Promise<void>;
}

export function dynamodbTrial(endpoint: string): DynamodbTrial {
  const tableName = `trial-${crypto.randomUUID()}`;
  // The cast: what the backend takes as any object is the SDK's own configuration here.
  const client = new DynamoDBClient(clientConfigOf(endpoint) as DynamoDBClientConfig);
  const clock = manualClock(Date.now());
  const opened: Backend[] = [];
  const events: CacheEvent[] = [];
  const tables = new Set<string>();
  let sent: string[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        sent.push(String(commandName));
        return next(args);
      },
    // Within the retries of the SDK: what is counted is what is sent.
    { step: "finalizeRequest", priority: "low", name: "count" },
  );
  return {
    tableName,
    clock,
    client,
    events,
    commands: () => {
      const before = sent;
      sent = [];
      return before;
    },
    async open(options) {
      const backend = dynamodbBackend({ tableName, client, ...options });
      tables.add(options?.tableName ?? tableName);
      await backend.open({ nowMs: () => clock.nowMs(), report: (event) => events.push(event) });
      opened.push(backend);
      return backend;
    },
    async items(name = tableName) {
      return (await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }))).Items ?? [];
    },
    async end() {
      for (const backend of opened) await backend.close();
      for (const TableName of tables)
        await client.send(new DeleteTableCommand({ TableName })).catch(() => undefined);
      client.destroy();
    },
  };
}

/** A record of the default variant under `GET`, encoded as the engine would. */
export function record(target: string, overrides: EntryOverrides = {}): Promise<StoredRecord> {
  return recordOf(
    entryOf({ receivedAtMs: Date.now(), ...overrides, address: { target, ...overrides.address } }),
    { valueKind: "document" },
  );
}
