import type { Lookup, Precondition, StoredRecord } from "@rcache/core/backend";
import Database from "better-sqlite3";
import type { Connection } from "./connection.ts";
import { type RecordWriter, stillHolds } from "./record-writer.ts";

/** So many records a transaction: a long one would hold up the event loop, and other processes. */
const RECORDS_AT_ONCE = 200;
/** So long one transaction follows another within a turn, where many wait: in a turn as busy as that, more come than one takes. */
const COMMITTING_MS = 20;

type Result = "stored" | "conflict";

interface Waiting {
  readonly key: string;
  readonly record: StoredRecord;
  readonly seen: Precondition | undefined;
  readonly settle: (result: Result) => void;
  readonly fail: (error: unknown) => void;
}

/** Gathers what is put in one turn of the event loop into one transaction. What waits can be read. */
export class WriteQueue {
  readonly #connection: Connection;
  readonly #writer: RecordWriter;
  #waiting: Waiting[] = [];
  readonly #latest = new Map<string, Waiting>();
  readonly #lookups = new Set<string>();
  #scheduled = false;

  constructor(connection: Connection, writer: RecordWriter) {
    this.#connection = connection;
    this.#writer = writer;
  }

  /** Nothing waits. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** What waits for an address. */
  get(at: Lookup, variant: string): StoredRecord | undefined {
    return this.#latest.get(addressKey(at, variant))?.record;
  }

  /** Whether anything waits for a lookup; sometimes also where it did not long ago. */
  mayHave(at: Lookup): boolean {
    return this.#lookups.has(lookupKey(at));
  }

  /** Waits for the transaction of this turn. A conflict that can be seen now is not even shown to readers. */
  put(record: StoredRecord, seen: Precondition | undefined): Result | Promise<Result> {
    const key = addressKey(record.head, record.head.variant);
    if (seen !== undefined && !this.#holds(key, record, seen)) return "conflict";
    const promise = new Promise<Result>((settle, fail) => {
      const waiting = { key, record, seen, settle, fail };
      this.#waiting.push(waiting);
      this.#latest.set(key, waiting);
    });
    // Whoever does not wait for the result must not end the process.
    promise.catch(() => undefined);
    this.#lookups.add(lookupKey(record.head));
    this.#schedule();
    return promise;
  }

  /** Writes everything that waits. What cannot be written is told to those who wait for it, not to the caller. */
  drain(): void {
    while (this.#waiting.length > 0) this.#commit();
  }

  #holds(key: string, record: StoredRecord, seen: Precondition): boolean {
    const { head } = record;
    const before = this.#latest.get(key);
    if (before !== undefined && "revision" in seen) return before.record.head.revision === seen.revision;
    const { stored } = this.#connection.sql;
    const there = "revision" in seen ? stored.get(head.target, head.selector, head.variant) : undefined;
    return stillHolds(this.#connection, seen, head, there);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const untilMs = performance.now() + COMMITTING_MS;
      do {
        this.#commit();
      } while (this.#waiting.length > 0 && performance.now() < untilMs);
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commit(): void {
    if (this.#waiting.length === 0) return;
    const batch = this.#waiting.slice(0, RECORDS_AT_ONCE);
    this.#waiting = this.#waiting.slice(RECORDS_AT_ONCE);
    try {
      const outcomes = this.#connection.write(() => {
        const settled = batch.map((waiting) => this.#apply(waiting));
        this.#writer.evict();
        return settled;
      });
      for (const outcome of outcomes) outcome();
    } catch (error) {
      for (const { fail } of batch) fail(error);
    } finally {
      this.#forget(batch);
    }
  }

  /** One record that SQLite does not take is no reason to lose the others; a transaction that it has ended is. */
  #apply({ record, seen, settle, fail }: Waiting): () => void {
    try {
      const result = this.#writer.put(record, seen);
      return () => settle(result);
    } catch (error) {
      if (!this.#connection.db.inTransaction || !isOfTheRecord(error)) throw error;
      return () => fail(error);
    }
  }

  #forget(batch: readonly Waiting[]): void {
    for (const waiting of batch)
      if (this.#latest.get(waiting.key) === waiting) this.#latest.delete(waiting.key);
    if (this.#waiting.length === 0) this.#lookups.clear();
  }
}

function isOfTheRecord(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return true;
  return /^SQLITE_(TOOBIG|MISMATCH|CONSTRAINT)/.test(error.code);
}

/** Lengths first: no two addresses have one key, whatever they hold. */
function lookupKey({ target, selector }: Lookup): string {
  return `${selector.length} ${selector} ${target}`;
}

function addressKey(at: Lookup, variant: string): string {
  return `${variant.length} ${variant} ${lookupKey(at)}`;
}
