import { lstatSync, statSync, utimesSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import {
  type Address,
  type BodyRef,
  type BodyStore,
  type BodyWriter,
  type Chunks,
  corruptBody,
  type Instant,
} from "@rcache/core/backend";
import type { Epochs } from "./epochs.ts";
import { FILE_MODE, fileTime, hasCode, modifiedAt, moveInto, READ, removeFile, spoolPath } from "./files.ts";
import type { Layout } from "./layout.ts";

const CHUNK_BYTES = 262_144;
/** Who has found a record has so long to begin with its body, although the record is gone. */
const GRACE_MS = 3_600_000;

/** What the bodies need of the backend around them. */
export interface BodyParts {
  readonly layout: Layout;
  readonly epochs: Epochs;
  readonly nowMs: () => Instant;
  /** Larger ones are not kept. */
  readonly maxFileBytes: number;
}

/**
 * Bodies as files beside the records. Until when an unowned one is kept is the time of its file, so that nothing else has to be
 * written or read.
 */
export class FilesystemBodies implements BodyStore {
  readonly #parts: BodyParts;
  /** What this process let go of, in that order. */
  readonly #released: string[] = [];

  constructor(parts: BodyParts) {
    this.#parts = parts;
  }

  async create(at: Address, id: string, keepUntilMs: Instant): Promise<BodyWriter> {
    const { layout, maxFileBytes } = this.#parts;
    const spool = spoolPath(layout.tmp);
    const file = await open(spool, "wx", FILE_MODE);
    let length = 0;
    return {
      write: async (chunk) => {
        length += chunk.byteLength;
        // One that is too large is not kept on the disk until `put` says so.
        if (length <= maxFileBytes) await writeAll(file, chunk);
        else await file.truncate(0);
      },
      commit: async () => {
        try {
          await file.utimes(fileTime(keepUntilMs), fileTime(keepUntilMs));
          await file.datasync();
          await file.close();
          if (length <= maxFileBytes) moveInto(spool, this.#path(at.target, id));
        } finally {
          await file.close();
          removeFile(spool);
        }
      },
      abort: async () => {
        await file.close();
        removeFile(spool);
      },
    };
  }

  open(ref: BodyRef, fromByte = 0): Chunks | undefined {
    const path = this.#path(ref.target, ref.id);
    // Of the file itself: a link in its place is not one.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile() || stats.size !== ref.bytes) return undefined;
    return readChunks(path, fromByte);
  }

  keep(ref: BodyRef, untilMs: Instant): boolean {
    return keepFile(this.#path(ref.target, ref.id), untilMs);
  }

  /** What it takes on the disk; 0 where it is gone. */
  size(ref: BodyRef): number {
    return statSync(this.#path(ref.target, ref.id), { throwIfNoEntry: false })?.size ?? 0;
  }

  /** A record in this directory names it no longer. Whoever is reading it comes to the end. */
  release(directory: string, id: string): void {
    const path = join(directory, this.#parts.layout.bodyName(id));
    if (!keepFile(path, this.#parts.nowMs() + GRACE_MS)) return;
    this.#released.push(path);
  }

  /** Removes what this process let go of and nobody can want any more. */
  tidy(): void {
    for (let path = this.#released[0]; path !== undefined; path = this.#released[0]) {
      const keptUntilMs = modifiedAt(path);
      if (keptUntilMs !== undefined && keptUntilMs > this.#parts.nowMs()) return;
      removeFile(path);
      this.#released.shift();
    }
  }

  /** Removes one at once. */
  remove(directory: string, id: string): void {
    removeFile(join(directory, this.#parts.layout.bodyName(id)));
  }

  #path(target: string, id: string): string {
    const { layout, epochs } = this.#parts;
    const name = layout.targetName(target);
    return join(layout.directory(name, epochs.of(name)), layout.bodyName(id));
  }
}

function keepFile(path: string, untilMs: Instant): boolean {
  const keptUntilMs = modifiedAt(path);
  if (keptUntilMs === undefined) return false;
  const time = fileTime(Math.max(keptUntilMs, untilMs));
  try {
    utimesSync(path, time, time);
    return true;
  } catch {
    // Removed just now.
    return false;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) {
    const { bytesWritten } = await file.write(chunk, at, chunk.byteLength - at);
    at += bytesWritten;
  }
}

/** Opened with the first chunk: whoever never reads leaves no open file behind. */
async function* readChunks(path: string, fromByte: number): Chunks {
  const file = await openedNow(path);
  try {
    for (let at = fromByte; ; ) {
      const block = new Uint8Array(CHUNK_BYTES);
      const { bytesRead } = await file.read(block, 0, CHUNK_BYTES, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield block.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function openedNow(path: string): Promise<FileHandle> {
  try {
    return await open(path, READ);
  } catch (error) {
    throw hasCode(error, "ENOENT", "ELOOP", "ENOTDIR")
      ? corruptBody("was removed before it was read")
      : error;
  }
}
