import {
  type Awaitable,
  type Precondition,
  RcacheError,
  type StoredRecord,
  saveAtExit,
} from "@rcache/core/backend";
import type { Connection } from "./connection.ts";
import { PendingRecords } from "./pending-records.ts";
import { bytesOf } from "./record-rows.ts";
import { type PutResult, type RecordWriter, stillHolds } from "./record-writer.ts";
import { isBusy, isDamage, isOfTheRecord } from "./sqlite-errors.ts";
import { afterPause, inNextTurn, monotonicMs } from "./until-free.ts";

/** So many records a transaction: a long one would hold up the event loop, and other processes. */
const RECORDS_AT_ONCE = 200;
/** So long one transaction follows another within a turn, where many wait: in a turn as busy as that, more come than one takes. */
const COMMITTING_MS = 20;
/** At the end of the process, so long in all: then the event loop has nothing else to do. */
const EXIT_TIMEOUT_MS = 1_000;
/** What may wait while another process is writing. */
const MOST_WAITING_BYTES = 67_108_864;

interface Waiting {
  /** Makes the change. What it gives tells the result, once that is in the file. */
  readonly apply: () => () => void;
  readonly fail: (error: unknown) => void;
  /** By then another process has to let us write. */
  readonly untilMs: number;
  /** A record shares a transaction with its neighbours. */
  readonly record?: StoredRecord;
}

/**
 * Everything that writes, in the order in which it was asked for. What is put in one turn of the event loop is one transaction, and can be read
 * while it waits; other changes happen at once. While another process is writing, all of it waits, and the event loop goes on.
 */
export class WriteQueue {
  /** What waits to be stored. */
  readonly pending: PendingRecords = new PendingRecords();
  readonly #connection: Connection;
  readonly #writer: RecordWriter;
  readonly #timeoutMs: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** Settles, whatever comes of it, with what was asked for last. */
  #last: Promise<unknown> | undefined;
  #isScheduled = false;
  /** How many attempts in a row have found another process writing. */
  #refusals = 0;
  /** What the last of them was told. */
  #refusal: unknown;
  /** Where something waits, the end of the process waits for it. */
  #forgetExit: (() => void) | undefined;

  constructor(connection: Connection, writer: RecordWriter, timeoutMs: number) {
    this.#connection = connection;
    this.#writer = writer;
    this.#timeoutMs = timeoutMs;
  }

  /** Nothing waits. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Waits for the transaction of this turn. A conflict that can be seen now is not even shown to readers. */
  put(record: StoredRecord, seen: Precondition | undefined): PutResult | Promise<PutResult> {
    if (seen !== undefined && !this.#holds(record, seen)) return "conflict";
    const bytes = bytesOf(record.value).byteLength;
    if (this.#waitingBytes + bytes > MOST_WAITING_BYTES) this.#drain();
    if (!this.isEmpty && this.#waitingBytes + bytes > MOST_WAITING_BYTES) throw overloaded();
    const promise = this.#wait(() => this.#writer.put(record, seen), record);
    this.pending.add(record);
    this.#waitingBytes += bytes;
    if (!this.#isScheduled && this.#refusals === 0) this.#schedule();
    return promise;
  }

  /**
   * Makes a change in a transaction of its own: at once where nobody else is writing, else in its turn.
   *
   * @param change may be run again: what it does elsewhere than in the database, it does twice
   */
  run<T>(change: () => T): Awaitable<T> {
    // Inside of bulkCommit the transaction is there already, and its end is the caller's.
    if (this.#connection.isWriting) return change();
    this.#drain();
    if (this.isEmpty) {
      try {
        return this.#connection.write(change);
      } catch (error) {
        if (!isBusy(error) || this.#timeoutMs === 0) throw error;
        const promise = this.#wait(change);
        this.#pause(error);
        return promise;
      }
    }
    return this.#wait(change);
  }

  /** Settles when all that waits now is in the file, or cannot be: that is told to those who asked for it. */
  settled(): Awaitable<void> {
    this.#drain();
    return this.isEmpty ? undefined : this.#last?.then(() => undefined);
  }

  /**
   * Makes a change now, after all that waits.
   *
   * @throws what SQLite throws, also where another process is writing
   */
  runNow<T>(change: () => T): T {
    this.#drain();
    if (!this.isEmpty) throw this.#refusal;
    return this.#connection.writeOnce(change);
  }

  #holds(record: StoredRecord, seen: Precondition): boolean {
    const { head } = record;
    const before = this.pending.get(head, head.variant);
    if (before !== undefined && "revision" in seen) return before.head.revision === seen.revision;
    const { stored } = this.#connection.sql;
    try {
      const there = "revision" in seen ? stored.get(head.target, head.selector, head.variant) : undefined;
      return stillHolds(this.#connection, seen, head, there);
    } catch (error) {
      if (!isBusy(error) && !isDamage(error)) throw error;
      // The transaction looks again.
      return true;
    }
  }

  #wait<T>(change: () => T, record?: StoredRecord): Promise<T> {
    const promise = new Promise<T>((settle, fail) => {
      const apply = (): (() => void) => {
        const result = change();
        return () => settle(result);
      };
      const untilMs = monotonicMs() + this.#timeoutMs;
      this.#waiting.push({ apply, fail, untilMs, ...(record !== undefined && { record }) });
    });
    this.#forgetExit ??= saveAtExit(() => this.#saveNow());
    // Whoever does not wait for the result must not end the process.
    this.#last = promise.catch(() => undefined);
    return promise;
  }

  /** Writes what waits, as far as others let it. */
  #drain(): void {
    if (this.#refusals === 0) this.#commitFor(Number.POSITIVE_INFINITY);
  }

  #schedule(): void {
    this.#isScheduled = true;
    inNextTurn(() => {
      this.#isScheduled = false;
      // Another process was met meanwhile: a pause is under way.
      if (this.#refusals === 0) this.#goOn();
    });
  }

  #pause(refusal: unknown): void {
    this.#refusal = refusal;
    this.#refusals += 1;
    afterPause(this.#refusals, () => this.#goOn());
  }

  #goOn(): void {
    this.#commitFor(COMMITTING_MS);
    if (!this.isEmpty && this.#refusals === 0 && !this.#isScheduled) this.#schedule();
  }

  #commitFor(ms: number): void {
    const untilMs = monotonicMs() + ms;
    while (!this.isEmpty && this.#commit() && monotonicMs() < untilMs);
  }

  /** @returns false where another process is writing */
  #commit(): boolean {
    const batch = this.#nextBatch();
    try {
      const outcomes = this.#connection.write(() => {
        const settled = batch.map((waiting) => this.#apply(waiting));
        if (batch[0]?.record !== undefined) this.#writer.evict();
        return settled;
      });
      this.#forget(batch);
      for (const outcome of outcomes) outcome();
    } catch (error) {
      if (isBusy(error)) return this.#giveUpLate(error);
      this.#forget(batch);
      for (const { fail } of batch) fail(error);
    }
    this.#refusals = 0;
    return true;
  }

  /** Records up to the next change of another kind, or that change. */
  #nextBatch(): readonly Waiting[] {
    const most = this.#waiting.slice(0, RECORDS_AT_ONCE);
    const other = most.findIndex(({ record }) => record === undefined);
    return other === -1 ? most : most.slice(0, Math.max(1, other));
  }

  #giveUpLate(error: unknown): false {
    const nowMs = monotonicMs();
    const first = this.#waiting.findIndex(({ untilMs }) => untilMs > nowMs);
    const late = first === -1 ? this.#waiting : this.#waiting.slice(0, first);
    this.#forget(late);
    for (const { fail } of late) fail(error);
    if (this.isEmpty) this.#refusals = 0;
    else this.#pause(error);
    return false;
  }

  /** One record that SQLite does not take is no reason to lose the others; a transaction that it has ended is. */
  #apply({ apply, fail, record }: Waiting): () => void {
    try {
      return apply();
    } catch (error) {
      if (record === undefined || !this.#connection.isWriting || !isOfTheRecord(error)) throw error;
      return () => fail(error);
    }
  }

  /** @throws RcacheError where another process does not let it */
  #saveNow(): void {
    this.#connection.db.pragma(`busy_timeout = ${EXIT_TIMEOUT_MS}`);
    this.#commitFor(Number.POSITIVE_INFINITY);
    if (!this.isEmpty) throw this.#refusal;
  }

  /** They stand at the front. */
  #forget(done: readonly Waiting[]): void {
    this.#waiting = this.#waiting.slice(done.length);
    for (const { record } of done) {
      if (record === undefined) continue;
      this.pending.forget(record);
      this.#waitingBytes -= bytesOf(record.value).byteLength;
    }
    if (!this.isEmpty) return;
    this.#forgetExit?.();
    this.#forgetExit = undefined;
  }
}

function overloaded(): RcacheError {
  return new RcacheError(
    "RCACHE_BACKEND_OVERLOADED",
    `more than ${MOST_WAITING_BYTES / 1_048_576} MiB are waiting for another process that is writing to the file`,
    { remedy: "Check what the other process does, or lower `busyTimeoutMs` to give up earlier." },
  );
}
