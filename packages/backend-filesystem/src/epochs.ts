import { randomBytes } from "node:crypto";
import { utimesSync } from "node:fs";
import { EPOCH_KEPT_MS, type Instant } from "@rcache/core/backend";
import { fileTime, isThere, readBeginning, writeSmallFile } from "./files.ts";
import type { Layout } from "./layout.ts";

const EPOCH = /^[0-9a-f]{16}$/;

/** What counts of a target now, and of the whole cache. */
export interface EpochNow {
  readonly generation: string;
  readonly epoch: string;
}

/**
 * Which directory of a target counts. Whoever invalidates names another one first, so that whatever is moved into the old one after that is seen
 * by nobody: there is no moment at which a store of another process could slip through.
 */
export class Epochs {
  readonly #layout: Layout;
  readonly #nowMs: () => Instant;
  #generation = "0";

  constructor(layout: Layout, nowMs: () => Instant) {
    this.#layout = layout;
    this.#nowMs = nowMs;
    this.readGeneration();
  }

  of(targetName: string): string {
    const text = textIn(this.#layout.epochFile(targetName));
    if (text === undefined) return "0";
    // One that was cut off by a crash names a directory that is not there.
    return EPOCH.test(text) ? text : "f".repeat(16);
  }

  /** Read from the disk: after a `clear` elsewhere, it is another. */
  readGeneration(): string {
    this.#generation = textIn(this.#layout.generation) ?? "0";
    return this.#generation;
  }

  /** What a reader remembers. The generation is the one last read: an older one than the disk's only makes a store be refused. */
  precondition(epoch: string): string {
    return `${this.#generation}.${epoch}`;
  }

  now(targetName: string): EpochNow {
    return { generation: this.readGeneration(), epoch: this.of(targetName) };
  }

  isStill(targetName: string, { generation, epoch }: EpochNow): boolean {
    return this.of(targetName) === epoch && this.readGeneration() === generation;
  }

  bump(targetName: string): void {
    const path = this.#layout.epochFile(targetName);
    writeSmallFile(this.#layout.tmp, path, newEpoch());
    const time = fileTime(this.#nowMs());
    try {
      utimesSync(path, time, time);
    } catch {
      // Somebody else has just bumped it, too, and is about to say when.
    }
  }

  bumpAll(): void {
    writeSmallFile(this.#layout.tmp, this.#layout.generation, newEpoch());
    this.readGeneration();
  }

  /** Whether nobody can remember what was before, by the time of the file. */
  isForgettable(bumpedAtMs: Instant): boolean {
    return bumpedAtMs + EPOCH_KEPT_MS <= this.#nowMs();
  }
}

/** Looked at first: most targets were never invalidated, and most caches never cleared. */
function textIn(path: string): string | undefined {
  return isThere(path) ? readBeginning(path, 64)?.bytes.toString("latin1") : undefined;
}

function newEpoch(): string {
  return randomBytes(8).toString("hex");
}
