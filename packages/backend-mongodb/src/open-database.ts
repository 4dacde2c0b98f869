import { type BackendHost, isRcacheError, RcacheError } from "@rcache/core/backend";
import type { Collection, Db, IndexDescription, IndexDescriptionInfo, MongoClient } from "mongodb";
import type { MongodbBackendOptions, Place } from "./mongodb-options.ts";
import type { StoredDocument } from "./record-documents.ts";

/** One large body: whether it is whole, until when it stays, and whose it is. */
export interface BodyDocument {
  readonly _id: string;
  readonly state: "writing" | "whole" | "gone";
  /** A sweep looks at it from then on. */
  readonly sweepAtMs: number;
  readonly bytes: number;
  /** The `_id` of the record that was the last to name it. */
  readonly owner: string | null;
}

export interface LeaseDocument {
  readonly _id: string;
  readonly token: string;
  readonly untilMs: number;
  readonly removeAt: Date;
}

/** What is open. */
export interface Opened {
  readonly client: MongoClient;
  readonly db: Db;
  readonly records: Collection<StoredDocument>;
  readonly bodies: Collection<BodyDocument>;
  readonly leases: Collection<LeaseDocument>;
  /** What the size of a document is. */
  readonly sizeOf: (document: object) => number;
  /** Whether an update finds and changes a document in one step, as MongoDB's do. */
  readonly updatesAtOnce: boolean;
}

type NamedIndex = IndexDescription & { readonly name: string };

const DEFAULT_URL = "mongodb://127.0.0.1:27017";
/** A request of the user's waits for the backend: a server that is not there should be noticed soon. */
const SERVER_WITHIN_MS = 2_000;
const NAMESPACE_NOT_FOUND = 26;
const INDEXES: readonly NamedIndex[] = [
  { name: "target_selector", key: { target: 1, selector: 1 } },
  { name: "freshUntilMs", key: { freshUntilMs: 1 } },
  // Records do not have it, and shall not pay for it.
  { name: "sweepAtMs", key: { sweepAtMs: 1 }, sparse: true },
];
const BODIES_INDEX: NamedIndex = { name: "sweepAtMs", key: { sweepAtMs: 1 } };
const TTL_INDEX: NamedIndex = { name: "removeAt_ttl", key: { removeAt: 1 }, expireAfterSeconds: 0 };
/** So that nothing has to be unwrapped, whatever the client of the user's is set to. */
const PLAIN = { promoteValues: true, promoteLongs: true, promoteBuffers: true, bsonRegExp: false } as const;

/**
 * Connects, and creates the indexes. The driver is loaded here.
 *
 * @throws RcacheError `RCACHE_PACKAGE_MISSING`, `RCACHE_INVALID_OPTION` where the driver cannot read the URL, else `RCACHE_BACKEND_UNUSABLE`
 */
export async function openDatabase(
  options: MongodbBackendOptions,
  { dbName, prefix }: Place,
  host: BackendHost,
): Promise<Opened> {
  const { BSON, MongoClient } = await loadDriver();
  // The cast: the rules of the options have seen that it has databases, and nothing else is asked of it.
  const given = options.client as MongoClient | undefined;
  const client = given ?? ownClient(MongoClient, options);
  try {
    await client.connect();
    const db = client.db(dbName);
    const opened: Opened = {
      client,
      db,
      records: db.collection<StoredDocument>(`${prefix}responses`, PLAIN),
      bodies: db.collection<BodyDocument>(`${prefix}bodies`, PLAIN),
      leases: db.collection<LeaseDocument>(`${prefix}leases`, PLAIN),
      sizeOf: (document) => BSON.calculateObjectSize(document),
      updatesAtOnce: await updatesAtOnce(db),
    };
    await createIndexes(opened, host);
    return opened;
  } catch (cause) {
    if (given === undefined) await client.close().catch(() => undefined);
    if (isRcacheError(cause)) throw cause;
    throw new RcacheError(
      "RCACHE_BACKEND_UNUSABLE",
      `the database ${dbName} cannot be used: ${String(cause)}`,
      {
        remedy: "Check the address, the credentials and the user's permissions.",
        cause,
      },
    );
  }
}

/** FerretDB 1 names itself so. It reads what an update is to change, and another may change it before it is written. */
async function updatesAtOnce(db: Db): Promise<boolean> {
  try {
    return (await db.command({ buildInfo: 1 }))["ferretdbVersion"] === undefined;
  } catch {
    // Whoever may not ask talks to a server with rights, which FerretDB 1 has not.
    return true;
  }
}

/** Loaded when it is needed: importing this package costs nothing. */
async function loadDriver(): Promise<typeof import("mongodb")> {
  try {
    return await import("mongodb");
  } catch (cause) {
    throw new RcacheError("RCACHE_PACKAGE_MISSING", `mongodb cannot be loaded: ${String(cause)}`, {
      remedy:
        "Install @rcache/backend-mongodb again, with its dependencies: npm install @rcache/backend-mongodb.",
      cause,
    });
  }
}

function ownClient(
  Client: typeof MongoClient,
  { url = DEFAULT_URL, clientOptions }: MongodbBackendOptions,
): MongoClient {
  try {
    const isNamed = (option: string): boolean => new RegExp(`[?&]${option}=`, "i").test(url);
    const client = new Client(url, {
      ...(isNamed("serverSelectionTimeoutMS") ? {} : { serverSelectionTimeoutMS: SERVER_WITHIN_MS }),
      ...(isNamed("connectTimeoutMS") ? {} : { connectTimeoutMS: SERVER_WITHIN_MS }),
      ...clientOptions,
    });
    // Without a listener an error of a connection nobody uses would end the process.
    client.on("error", () => undefined);
    return client;
  } catch (cause) {
    throw new RcacheError("RCACHE_INVALID_OPTION", `url or clientOptions: ${String(cause)}`, {
      remedy:
        "Give a connection string that the driver can read, mongodb://host:27017/?option=value, and options that a MongoClient has.",
      cause,
    });
  }
}

/** Those that are missing: a user who may not create any can use what somebody else has prepared. */
async function createIndexes({ records, bodies, leases }: Opened, host: BackendHost): Promise<void> {
  const there = new Set((await indexesOf(records)).map(({ name }) => name));
  const missing = INDEXES.filter(({ name }) => !there.has(name));
  if (missing.length > 0) await records.createIndexes(missing);
  if (!(await indexesOf(bodies)).some(({ name }) => name === BODIES_INDEX.name))
    await bodies.createIndexes([BODIES_INDEX]);
  if (there.has(TTL_INDEX.name)) return;
  try {
    await leases.createIndexes([TTL_INDEX]);
    await records.createIndexes([TTL_INDEX]);
  } catch (error) {
    warnOfTtl(host, String(error));
  }
}

async function indexesOf(collection: {
  indexes(): Promise<IndexDescriptionInfo[]>;
}): Promise<IndexDescriptionInfo[]> {
  try {
    return await collection.indexes();
  } catch (error) {
    // There is no collection yet.
    if (error instanceof Error && Reflect.get(error, "code") === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

/** The server has no expiry of its own, or this user may not have it. */
export function warnOfTtl(host: BackendHost, why: string): void {
  host.report({
    kind: "warning",
    code: "RCACHE_TTL_NOT_ENABLED",
    message: `the server does not expire documents: ${why}`,
    remedy: "Expired entries are never used; call deleteExpired() from time to time to free their space.",
  });
}
