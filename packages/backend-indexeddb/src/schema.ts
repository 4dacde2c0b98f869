import type { Address, Bytes, Instant, RecordHead } from "@rcache/core/backend";
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";

/** Rises with every change of the stores below. A database of an older version begins anew: it is a cache. */
export const DATABASE_VERSION = 1;

export type RecordKey = [target: string, selector: string, variant: string];

export interface RecordRow extends RecordHead {
  readonly value: Bytes;
}

/** A whole body. A reader holds the blob, so that it reads to the end whatever becomes of the row. */
export interface BodyRow {
  readonly id: string;
  readonly blob: Blob;
  readonly keepUntilMs: Instant;
  /** The record that names it. */
  readonly owner?: RecordKey;
  /** Only while no record names it: from then on it may go. */
  readonly orphanUntilMs?: Instant;
}

/** A target that was invalidated. */
export interface EpochRow {
  readonly target: string;
  readonly epoch: string;
  readonly untilMs: Instant;
}

export interface LeaseRow {
  readonly name: string;
  /** Its holder's; empty: nobody needs to wait. */
  readonly token: string;
  readonly untilMs: Instant;
}

export interface CacheSchema extends DBSchema {
  records: { key: RecordKey; value: RecordRow; indexes: { removeAtMs: number; freshUntilMs: number } };
  bodies: { key: string; value: BodyRow; indexes: { orphanUntilMs: number } };
  epochs: { key: string; value: EpochRow; indexes: { untilMs: number } };
  leases: { key: string; value: LeaseRow; indexes: { untilMs: number } };
  /** `generation`: another one after every `clear`, so that what was asked for before is not stored after. */
  meta: { key: string; value: string };
}

export type CacheDatabase = IDBPDatabase<CacheSchema>;
export type StoreName = StoreNames<CacheSchema>;
export type Writing = IDBPTransaction<CacheSchema, StoreName[], "readwrite">;

/** Every store: what a change of records may touch. */
export const ALL_STORES: StoreName[] = ["records", "bodies", "epochs", "leases", "meta"];

/** Makes the stores of {@link DATABASE_VERSION} and forgets those of any version before. */
export function makeStores(database: CacheDatabase): void {
  for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name);
  const records = database.createObjectStore("records", { keyPath: ["target", "selector", "variant"] });
  records.createIndex("removeAtMs", "removeAtMs");
  records.createIndex("freshUntilMs", "freshUntilMs");
  database.createObjectStore("bodies", { keyPath: "id" }).createIndex("orphanUntilMs", "orphanUntilMs");
  database.createObjectStore("epochs", { keyPath: "target" }).createIndex("untilMs", "untilMs");
  database.createObjectStore("leases", { keyPath: "name" }).createIndex("untilMs", "untilMs");
  database.createObjectStore("meta");
}

export function keyOf({ target, selector, variant }: Address): RecordKey {
  return [target, selector, variant];
}

/** Every key that begins with these parts: an array sorts after every text. */
export function keysUnder(...parts: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...parts], [...parts, []]);
}
