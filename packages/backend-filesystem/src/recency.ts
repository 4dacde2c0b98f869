import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "@rcache/core/backend";
import type { Epochs } from "./epochs.ts";
import { fileTime } from "./files.ts";
import type { Layout } from "./layout.ts";
import { sortedInTurns } from "./sorted-in-turns.ts";
import { headsIn, walk } from "./walk.ts";

/** Each costs some 5 µs. */
const SAVED_AT_ONCE = 64;
const MOST_REMEMBERED = 16_384;
/** The files are counted again when so large a part of the limit was written: other processes write too. */
const RECOUNTED_PART = 0.25;

/** What the index needs of the backend around it. */
export interface RecencyParts {
  readonly layout: Layout;
  readonly epochs: Epochs;
  readonly nowMs: () => Instant;
  /** Of all files together. */
  readonly maxBytes: number;
  /** A file counts as a whole number of these. */
  readonly blockBytes: number;
}

/**
 * Which files there are, and when they were used: in memory, in the order of use. A hit writes nothing; the next store writes down when files
 * were used, as the times of the files, so that the index can be made from them again.
 */
export class Recency {
  readonly #parts: RecencyParts;
  readonly #sizes = new Map<string, number>();
  readonly #used = new Set<string>();
  #total = 0;
  #isLoaded = false;
  #written = 0;
  #loading: Promise<void> | undefined;

  constructor(parts: RecencyParts) {
    this.#parts = parts;
  }

  get isLimited(): boolean {
    return this.#parts.maxBytes !== Number.POSITIVE_INFINITY;
  }

  /** What a file takes. */
  sizeOf(...bytes: readonly number[]): number {
    const { blockBytes } = this.#parts;
    return bytes.reduce((sum, one) => sum + Math.ceil(one / blockBytes) * blockBytes, 0);
  }

  use(path: string): void {
    if (!this.isLimited) return;
    const size = this.#sizes.get(path);
    if (size !== undefined) {
      this.#sizes.delete(path);
      this.#sizes.set(path, size);
    }
    this.#used.delete(path);
    this.#used.add(path);
    if (this.#used.size <= MOST_REMEMBERED) return;
    for (const oldest of this.#used) {
      this.#used.delete(oldest);
      return;
    }
  }

  add(path: string, size: number): void {
    if (!this.isLimited) return;
    this.forget(path);
    this.#sizes.set(path, size);
    this.#total += size;
    this.#written += size;
  }

  forget(path: string): void {
    const size = this.#sizes.get(path);
    if (size === undefined) return;
    this.#sizes.delete(path);
    this.#used.delete(path);
    this.#total -= size;
  }

  forgetAll(): void {
    this.#sizes.clear();
    this.#used.clear();
    this.#total = 0;
  }

  /** Before a store: the index is there. undefined: it is already. */
  prepare(): Promise<void> | undefined {
    if (!this.isLimited) return undefined;
    if (this.#isLoaded && this.#written < this.#parts.maxBytes * RECOUNTED_PART) return undefined;
    this.#loading ??= this.load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Makes the index from the files. */
  async load(): Promise<void> {
    const { layout, epochs } = this.#parts;
    const files: { path: string; size: number; usedAtMs: number; createdAtMs: Instant }[] = [];
    this.#save(MOST_REMEMBERED);
    for await (const directory of walk(layout, epochs)) {
      for (const { path, head, fileBytes, modifiedAtMs } of headsIn(directory)) {
        const body = head.body && join(directory.path, layout.bodyName(head.body.id));
        const bodyBytes = body === undefined ? 0 : (statSync(body, { throwIfNoEntry: false })?.size ?? 0);
        const size = this.sizeOf(fileBytes, bodyBytes);
        files.push({ path, size, usedAtMs: modifiedAtMs, createdAtMs: head.createdAtMs });
      }
    }
    // Files that were written within one tick of the system's clock have the same time.
    const inOrder = await sortedInTurns(
      files,
      (a, b) => a.usedAtMs - b.usedAtMs || a.createdAtMs - b.createdAtMs,
    );
    const used = [...this.#used];
    this.forgetAll();
    for (const { path, size } of inOrder) this.add(path, size);
    for (const path of used) this.use(path);
    this.#written = 0;
    this.#isLoaded = true;
  }

  /** What has to go, the least recently used first, so that all fits; at most so many. */
  surplus(most: number): readonly string[] {
    this.#save(SAVED_AT_ONCE);
    const paths: string[] = [];
    let left = this.#total - this.#parts.maxBytes;
    for (const [path, size] of this.#sizes) {
      if (left <= 0 || paths.length === most) break;
      paths.push(path);
      left -= size;
    }
    return paths;
  }

  #save(most: number): void {
    let left = Math.min(most, this.#used.size);
    const nowMs = this.#parts.nowMs();
    for (const path of this.#used) {
      if (left === 0) return;
      left -= 1;
      this.#used.delete(path);
      // A little later each, so that their order is not lost.
      const time = fileTime(nowMs - left / 1000);
      try {
        utimesSync(path, time, time);
      } catch {
        // Removed by another process: nobody needs to know when it was used.
      }
    }
  }
}
