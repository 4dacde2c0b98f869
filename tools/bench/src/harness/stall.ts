import { closeSync, openSync, readSync } from "node:fs";
import type { Client } from "./client.ts";
import { type Measured, measureFor, type Pace, type Reading } from "./measure.ts";

/** What was read, and for how many milliseconds the event loop stood still at the longest. */
export interface Stalled extends Measured {
  readonly stallMs: number;
}

/** Reads as `measureFor` does, and watches the event loop. */
export async function measureStall(client: Client, reading: Reading, pace: Pace): Promise<Stalled> {
  const { result, stallMs } = await withStallWatch(() => measureFor(client, reading, pace));
  return { ...result, stallMs };
}

const LOOKED_EVERY_MS = 1;

/** What came of work that was watched. */
export interface StallWatched<T> {
  readonly result: T;
  readonly tookMs: number;
  /** The longest time without a turn of the event loop. */
  readonly stallMs: number;
  /** The same without waiting for a disk, or for what a collection does in other threads: what this thread computed at most. */
  readonly computedMs: number;
}

/**
 * Runs it, and says for how many milliseconds nothing else could run in this process at the longest. On Linux, the time in which the
 * system gave the processor to other processes is not counted: a busy machine makes everything late.
 */
export async function withStallWatch<T>(work: () => Promise<T>): Promise<StallWatched<T>> {
  // A collection that was asked for is no wait for the store.
  globalThis.gc?.();
  const delays = runDelays();
  let [stallMs, computedMs] = [0, 0];
  let lastMs = performance.now() - delays.soFarMs();
  let lastComputedMs = computedSoFarMs();
  const look = (): void => {
    const nowMs = performance.now() - delays.soFarMs();
    stallMs = Math.max(stallMs, nowMs - lastMs - LOOKED_EVERY_MS);
    lastMs = nowMs;
    const nowComputedMs = computedSoFarMs();
    computedMs = Math.max(computedMs, nowComputedMs - lastComputedMs);
    lastComputedMs = nowComputedMs;
  };
  const looking = setInterval(look, LOOKED_EVERY_MS);
  const beganMs = performance.now();
  try {
    const result = await work();
    const tookMs = performance.now() - beganMs;
    look();
    return { result, tookMs, stallMs, computedMs };
  } finally {
    clearInterval(looking);
    delays.close();
  }
}

function computedSoFarMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** For how long this thread was ready to run and another process did; nothing where the system does not tell. */
function runDelays(): { soFarMs(): number; close(): void } {
  let file: number;
  try {
    file = openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
  } catch {
    return { soFarMs: () => 0, close: () => undefined };
  }
  const line = Buffer.alloc(128);
  return {
    soFarMs() {
      const [, waitedNs = "0"] = line
        .toString("latin1", 0, readSync(file, line, 0, line.length, 0))
        .split(" ");
      return Number(waitedNs) / 1e6;
    },
    close: () => closeSync(file),
  };
}
