import type { RecordHead, RecordValue, ScanFilter } from "../../contracts/backend.ts";
import type { Instant } from "../../http/messages.ts";
import type { Exclusive } from "../../platform/concurrency/exclusive.ts";
import type { KnownSelectors } from "./key-value-known.ts";
import type { TypedStore } from "./key-value-store.ts";

export type Scanned = RecordHead & { readonly value?: RecordValue };

/** What a store that can list makes possible. */
export interface Listing {
  scan(filter: ScanFilter): AsyncIterable<Scanned>;
  removeWhere(filter: ScanFilter, limit: number): Promise<number>;
  stats(): Promise<{ readonly entries: number; readonly bytes: number }>;
  sweep(limit: number): Promise<{ readonly removed: number; readonly more: boolean }>;
  clear(): Promise<void>;
  /** Deletes what is stored under a target, and counts the records of `epoch`. The caller has the target's turn. */
  deleteUnder(target: string, epoch: string | undefined): Promise<number>;
}

/** What the parts of the backend share. */
export interface KeyValueParts {
  readonly typed: TypedStore;
  readonly turns: Exclusive;
  readonly known: KnownSelectors;
  nowMs(): Instant;
}
