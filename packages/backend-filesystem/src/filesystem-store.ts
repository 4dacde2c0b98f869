import { join } from "node:path";
import {
  type Address,
  type Awaitable,
  type Found,
  type Lookup,
  type Precondition,
  type RecordHead,
  type StoredRecord,
  saveAtExit,
  turn,
} from "@rcache/core/backend";
import { whereItIs } from "./claims.ts";
import type { EpochNow } from "./epochs.ts";
import {
  hasCode,
  makeDirectory,
  moveInto,
  namesIn,
  removeDirectory,
  removeFile,
  spoolFile,
  spoolSmallFile,
} from "./files.ts";
import type { FilesystemBodies } from "./filesystem-bodies.ts";
import { isRecordName } from "./layout.ts";
import { bytesOf, encodeRecordFile, extensionOf } from "./record-file.ts";
import { type ReaderParts, RecordReader } from "./record-reader.ts";
import { isAt, seeRecord } from "./walk.ts";

/** What the records need of the backend around them. */
export interface StoreParts extends ReaderParts {
  readonly bodies: FilesystemBodies;
  readonly maxBytes: number;
  readonly maxFileBytes: number;
  /** Told once, when the first record has to go so that others fit. */
  readonly onFull: () => void;
  /** Makes the directory again, where somebody has removed it. */
  readonly restore: () => void;
  /** Called when all has been looked at and nothing been moved: a test holds a process there. */
  readonly beforePublish?: () => void;
}

/** Files removed in one go, before others have the event loop. Each costs some 0.2 ms, and much more where the disk is busy. */
const REMOVED_AT_ONCE = 4;

type RevisedAddress = Address & { readonly revision?: string };
type PutResult = "stored" | "conflict" | "too-large";

/** Records as files. What it does to a file that is there is synchronous, so that one process is never in its own way. */
export class FilesystemStore {
  readonly #parts: StoreParts;
  readonly #reader: RecordReader;
  #wasFull = false;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#reader = new RecordReader(parts);
  }

  find(at: Lookup, prefer?: string): Found {
    return this.#reader.find(at, prefer);
  }

  put(record: StoredRecord, seen: Precondition | undefined): Awaitable<PutResult> {
    const { recency, layout, maxBytes, maxFileBytes } = this.#parts;
    const { head } = record;
    if (bytesOf(record.value).byteLength > maxFileBytes || (head.body?.bytes ?? 0) > maxFileBytes)
      return "too-large";
    const bytes = encodeRecordFile(record);
    const size = recency.sizeOf(bytes.byteLength, head.body?.bytes ?? 0);
    if (size > maxBytes) return "too-large";
    const preparing = recency.prepare();
    const spooled = preparing === undefined ? this.#spool(bytes) : preparing.then(() => this.#spool(bytes));
    if (typeof spooled === "string") return this.#saved(this.#publish(spooled, head, seen), size);
    const saved = saveAtExit(() => void this.#publish(spoolSmallFile(layout.tmp, bytes), head, seen));
    return spooled
      .then((spool) => this.#publish(spool, head, seen))
      .finally(saved)
      .then((path) => this.#saved(path, size));
  }

  /** @param path undefined: what the writer had seen no longer holds */
  #saved(path: string | undefined, size: number): Awaitable<PutResult> {
    if (path === undefined) return "conflict";
    this.#parts.recency.add(path, size);
    this.#parts.bodies.tidy();
    return this.#makeRoom()?.then(() => "stored" as const) ?? "stored";
  }

  remove(which: readonly RevisedAddress[]): Awaitable<number> {
    return which.length > REMOVED_AT_ONCE ? this.#removeMany(which) : this.#removeSome(which);
  }

  async #removeMany(which: readonly RevisedAddress[]): Promise<number> {
    let removed = 0;
    for (let from = 0; from < which.length; from += REMOVED_AT_ONCE) {
      removed += this.#removeSome(which.slice(from, from + REMOVED_AT_ONCE));
      await turn();
    }
    return removed;
  }

  #removeSome(which: readonly RevisedAddress[]): number {
    const { layout, epochs } = this.#parts;
    let removed = 0;
    for (const at of which) {
      const targetName = layout.targetName(at.target);
      const directory = layout.directory(targetName, epochs.of(targetName));
      for (const name of this.#namesOf(directory, at)) if (this.#removeOne(directory, name, at)) removed += 1;
    }
    return removed;
  }

  invalidate(target: string): number {
    const { layout, epochs } = this.#parts;
    const targetName = layout.targetName(target);
    const directory = layout.directory(targetName, epochs.of(targetName));
    epochs.bump(targetName);
    let removed = 0;
    for (const name of namesIn(directory).filter(isRecordName)) {
      const path = join(directory, name);
      const record = seeRecord(path);
      if (record === "foreign") continue;
      if (!this.removeRecord(directory, name, typeof record === "object" ? record.head : undefined)) continue;
      removed += typeof record === "object" ? 1 : 0;
    }
    removeDirectory(directory);
    return removed;
  }

  /** Removes a file, and lets go of what it owns. */
  removeRecord(directory: string, name: string, head: RecordHead | undefined): boolean {
    const path = join(directory, name);
    this.#parts.recency.forget(path);
    if (!removeFile(path)) return false;
    if (head?.body !== undefined) this.#parts.bodies.release(directory, head.body.id);
    return true;
  }

  #spool(bytes: Uint8Array): Awaitable<string> {
    const { layout, restore, recency, nowMs } = this.#parts;
    const spool = (): Awaitable<string> =>
      spoolFile(layout.tmp, bytes, recency.isLimited ? nowMs() : undefined);
    const again = (error: unknown): Awaitable<string> => {
      if (!hasCode(error, "ENOENT")) throw error;
      restore();
      return spool();
    };
    try {
      const spooled = spool();
      return typeof spooled === "string" ? spooled : spooled.catch(again);
    } catch (error) {
      return again(error);
    }
  }

  /** Moves a file into place where what the writer has seen still holds; undefined where it does not. */
  #publish(spool: string, head: RecordHead, seen: Precondition | undefined): string | undefined {
    const { layout, epochs } = this.#parts;
    const now = epochs.now(layout.targetName(head.target));
    let path: string | undefined;
    try {
      if (seen === undefined || "epoch" in seen) {
        const isSame = seen === undefined || seen.epoch === `${now.generation}.${now.epoch}`;
        if (isSame) path = this.#move(spool, head, now);
        return path;
      }
      const directory = layout.directory(layout.targetName(head.target), now.epoch);
      const files = this.#namesOf(directory, head).map((name) => join(directory, name));
      path = whereItIs(layout, head, seen.revision, files, () => this.#move(spool, head, now));
      return path;
    } finally {
      if (path === undefined) removeFile(spool);
    }
  }

  #move(spool: string, head: RecordHead, now: EpochNow): string | undefined {
    const { layout, epochs, extension, bodies, recency, beforePublish } = this.#parts;
    const targetName = layout.targetName(head.target);
    const directory = layout.directory(targetName, now.epoch);
    // Most are the first of their target.
    const old = makeDirectory(directory) ? [] : this.#namesOf(directory, head);
    const replaced = old.map((name) => seeRecord(join(directory, name)));
    this.#reader.extension = extension ?? extensionOf(head.serializerId);
    const name = `${layout.recordName(head)}.${this.#reader.extension}`;
    const path = join(directory, name);
    beforePublish?.();
    for (const other of old) if (other !== name) removeFile(join(directory, other));
    moveInto(spool, path);
    if (!epochs.isStill(targetName, now)) {
      // Invalidated in this very moment. Nobody looks into the directory any more; nobody has to sweep it either.
      removeFile(path);
      removeDirectory(directory);
      return undefined;
    }
    for (const other of old) recency.forget(join(directory, other));
    for (const record of replaced) {
      const body = typeof record === "object" ? record.head.body : undefined;
      if (body !== undefined && body.id !== head.body?.id) bodies.release(directory, body.id);
    }
    return path;
  }

  #removeOne(directory: string, name: string, at: Address & { readonly revision?: string }): boolean {
    const record = seeRecord(join(directory, name));
    if (typeof record !== "object") {
      // Whoever wants it gone has seen that it cannot be read, or does not care.
      if (record === "corrupt") this.removeRecord(directory, name, undefined);
      return false;
    }
    const { head } = record;
    if (!isAt(head, at) || (at.revision ?? head.revision) !== head.revision) return false;
    const isRemoved = this.removeRecord(directory, name, head);
    removeDirectory(directory);
    return isRemoved;
  }

  /** At once where little has to go; undefined: nothing is left to do. */
  #makeRoom(): Promise<void> | undefined {
    const surplus = this.#parts.recency.surplus(REMOVED_AT_ONCE);
    if (surplus.length > 0 && !this.#wasFull) {
      this.#wasFull = true;
      this.#parts.onFull();
    }
    for (const old of surplus) this.#evict(old);
    return surplus.length < REMOVED_AT_ONCE ? undefined : turn().then(() => this.#makeRoom());
  }

  #evict(path: string): void {
    const record = seeRecord(path);
    const body = typeof record === "object" ? record.head.body : undefined;
    this.#parts.recency.forget(path);
    removeFile(path);
    const directory = join(path, "..");
    // At once: it is the space that is wanted.
    if (body !== undefined) this.#parts.bodies.remove(directory, body.id);
    removeDirectory(directory);
  }

  /** The files of an address: one, or none; more only where a process died in between. */
  #namesOf(directory: string, at: Address): readonly string[] {
    const stem = `${this.#parts.layout.recordName(at)}.`;
    return namesIn(directory).filter((name) => name.startsWith(stem) && isRecordName(name));
  }
}
