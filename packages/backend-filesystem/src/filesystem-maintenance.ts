import { join } from "node:path";
import {
  type Instant,
  inTurns,
  matchesScan,
  type RecordHead,
  type RecordValue,
  type ScanFilter,
  statsOf,
  turn,
} from "@rcache/core/backend";
import type { Epochs } from "./epochs.ts";
import { modifiedAt, namesIn, readBeginning, removeDirectory, removeFile } from "./files.ts";
import type { FilesystemLeases } from "./filesystem-leases.ts";
import type { FilesystemStore } from "./filesystem-store.ts";
import { isRecordName, type Layout, readDirectoryName } from "./layout.ts";
import type { Recency } from "./recency.ts";
import { decodeRecordFile } from "./record-file.ts";
import { headsIn, type SeenRecord, seeRecord, standsAt, type TargetDirectory, walk } from "./walk.ts";

/** A file that nobody has written to for so long is nobody's. */
const SPOOL_MS = 3_600_000;

/** What maintenance needs of the backend around it. */
export interface MaintenanceParts {
  readonly layout: Layout;
  readonly epochs: Epochs;
  readonly store: FilesystemStore;
  readonly recency: Recency;
  readonly leases: FilesystemLeases;
  readonly nowMs: () => Instant;
}

type Scanned = RecordHead & { readonly value?: RecordValue };

/** What walks over all files, in slices. */
export class FilesystemMaintenance {
  readonly #parts: MaintenanceParts;
  /** Where the last slice ended, so that the next one does not begin with what was looked at. */
  #bucket = "";

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  async sweep(limit: number): Promise<{ readonly removed: number; readonly more: boolean }> {
    const { nowMs, leases } = this.#parts;
    this.#sweepSpools();
    leases.sweep();
    let removed = 0;
    for await (const directory of this.#round()) {
      if (directory.isDead) {
        this.#removeDead(directory);
        continue;
      }
      for (const name of directory.records) {
        const record = seeRecord(join(directory.path, name));
        if (record === "corrupt") removeFile(join(directory.path, name));
        if (typeof record !== "object" || record.head.removeAtMs > nowMs()) continue;
        if (removed === limit) return { removed, more: true };
        if (this.#parts.store.removeRecord(directory.path, name, record.head)) removed += 1;
      }
      this.#sweepBodies(directory);
      removeDirectory(directory.path);
    }
    await this.#forgetEpochs();
    return { removed, more: false };
  }

  async removeWhere(filter: ScanFilter, limit: number): Promise<number> {
    let removed = 0;
    if (limit <= 0) return removed;
    for await (const directory of this.#round()) {
      for (const { path, head } of this.#matching(directory, filter)) {
        const name = path.slice(directory.path.length + 1);
        if (this.#parts.store.removeRecord(directory.path, name, head)) removed += 1;
        if (removed === limit) return removed;
      }
      removeDirectory(directory.path);
    }
    return removed;
  }

  async *scan(filter: ScanFilter): AsyncGenerator<Scanned> {
    const { layout, epochs } = this.#parts;
    for await (const directory of walk(layout, epochs)) {
      for (const record of this.#matching(directory, filter)) {
        if (filter.values !== true) yield record.head;
        else {
          const whole = readWhole(record.path);
          if (whole !== undefined) yield whole;
        }
      }
    }
  }

  stats(): ReturnType<typeof statsOf> {
    return statsOf(this.scan({}));
  }

  /** Removes what has one of our names, and nothing else. What was asked for before is not stored after. */
  async clear(): Promise<void> {
    const { layout, epochs, recency } = this.#parts;
    epochs.bumpAll();
    for await (const directory of walk(layout, epochs)) {
      for (const name of [...directory.records, ...directory.bodies]) removeFile(join(directory.path, name));
      removeDirectory(directory.path);
    }
    for await (const bucket of inTurns(namesIn(layout.entries)))
      removeDirectory(join(layout.entries, bucket));
    recency.forgetAll();
  }

  async *#round(): AsyncGenerator<TargetDirectory> {
    const { layout, epochs } = this.#parts;
    for await (const directory of walk(layout, epochs, this.#bucket)) {
      this.#bucket = directory.bucket;
      yield directory;
    }
  }

  #matching(directory: TargetDirectory, filter: ScanFilter): readonly SeenRecord[] {
    if (directory.isDead) return [];
    return headsIn(directory).filter(
      ({ head }) => standsAt(this.#parts.layout, directory, head) && matchesScan(head, filter),
    );
  }

  #removeDead(directory: TargetDirectory): void {
    for (const name of directory.records) removeFile(join(directory.path, name));
    for (const name of directory.bodies) this.#removeIfOver(join(directory.path, name));
    removeDirectory(directory.path);
  }

  #sweepBodies(directory: TargetDirectory): void {
    if (directory.bodies.length === 0) return;
    const { layout } = this.#parts;
    const left: TargetDirectory = { ...directory, records: namesIn(directory.path).filter(isRecordName) };
    const owned = new Set(headsIn(left).map(({ head }) => head.body && layout.bodyName(head.body.id)));
    for (const name of directory.bodies) if (!owned.has(name)) this.#removeIfOver(join(directory.path, name));
  }

  #removeIfOver(body: string): void {
    const keptUntilMs = modifiedAt(body);
    if (keptUntilMs !== undefined && keptUntilMs <= this.#parts.nowMs()) removeFile(body);
  }

  #sweepSpools(): void {
    const { layout, nowMs } = this.#parts;
    for (const name of namesIn(layout.tmp)) {
      const path = join(layout.tmp, name);
      const writtenAtMs = modifiedAt(path);
      if (writtenAtMs !== undefined && writtenAtMs + SPOOL_MS <= nowMs()) removeFile(path);
    }
  }

  /** Only where nothing of the target is left: what was invalidated must not be seen again. */
  async #forgetEpochs(): Promise<void> {
    const { layout, epochs } = this.#parts;
    for (const bucket of namesIn(layout.epochs)) {
      const old = namesIn(join(layout.epochs, bucket)).filter((name) => {
        const bumpedAtMs = modifiedAt(join(layout.epochs, bucket, name));
        return readDirectoryName(name) !== undefined && epochs.isForgettable(bumpedAtMs ?? 0);
      });
      if (old.length === 0) continue;
      const there = new Set(namesIn(join(layout.entries, bucket)).map((name) => name.slice(0, 40)));
      for (const name of old) if (!there.has(name)) removeFile(layout.epochFile(name));
      await turn();
    }
  }
}

/** With its head, read again: the file may be another one by now. */
function readWhole(path: string): Scanned | undefined {
  const file = readBeginning(path);
  const record = file && decodeRecordFile(file.bytes);
  if (file === undefined || record === undefined || record.fileBytes !== file.fileBytes) return undefined;
  const { buffer, byteOffset } = file.bytes;
  return { ...record.head, value: new Uint8Array(buffer, byteOffset + record.valueStart, record.valueBytes) };
}
