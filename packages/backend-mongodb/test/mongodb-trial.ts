import type { CacheEvent } from "@rcache/core";
import type { Backend, StoredRecord } from "@rcache/core/backend";
import { type EntryOverrides, entryOf, type ManualClock, manualClock, recordOf } from "@rcache/testkit";
import { type CommandStartedEvent, type Db, type Document, MongoClient } from "mongodb";

/** A database for one test file, and the backends that are opened on it. */
export interface MongodbTrial<B extends Backend> {
  readonly dbName: string;
  readonly clock: ManualClock;
  readonly client: MongoClient;
  readonly db: Db;
  readonly events: CacheEvent[];
  /** The commands that the client was given since the last call, in order. */
  commands(): CommandStartedEvent[];
  /** Opens a backend on the client of the trial. */
  open(cacheName?: string): Promise<B>;
  /** All documents of a collection as they are. */
  documents(collection: string): Promise<Document[]>;
  end(): Promise<void>;
}

export interface TrialOptions {
  readonly dbName: string;
  readonly cacheName?: string;
  readonly client: MongoClient;
}

export async function mongodbTrial<B extends Backend>(
  url: string,
  make: (options: TrialOptions) => B,
): Promise<MongodbTrial<B>> {
  const dbName = `trial_${crypto.randomUUID().slice(0, 8)}`;
  const client = await new MongoClient(url, { monitorCommands: true }).connect();
  const db = client.db(dbName);
  const clock = manualClock(Date.now());
  const events: CacheEvent[] = [];
  const opened: Backend[] = [];
  let sent: CommandStartedEvent[] = [];
  client.on("commandStarted", (command) => sent.push(command));
  return {
    dbName,
    clock,
    client,
    db,
    events,
    commands: () => {
      const before = sent;
      sent = [];
      return before;
    },
    async open(cacheName) {
      const backend = make({ dbName, client, ...(cacheName === undefined ? {} : { cacheName }) });
      await backend.open({ nowMs: () => clock.nowMs(), report: (event) => events.push(event) });
      opened.push(backend);
      return backend;
    },
    documents: (collection) => db.collection(collection).find().toArray(),
    async end() {
      for (const backend of opened) await backend.close();
      await db.dropDatabase();
      await client.close();
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
